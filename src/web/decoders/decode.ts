/**
 * Holds what arrives to the form it should have. Fields it does not know are let through, so that a page lives with a
 * newer server; whatever is not as it should be is said with its place.
 */
import type { Shape } from "./shape.ts";

/** Where a value is not what it should be. */
export interface Fault {
  /** As one would write it behind the whole: `.record.entries[3].human.likelyMinutes`. */
  readonly place: string;
  readonly expected: string;
  readonly came: string;
  /** How many parts of the whole were right before it. */
  readonly after: number;
}

/** The first fault of a value; null where it has the form. */
export function faultIn(shape: Shape, value: unknown): Fault | null {
  if (typeof shape === "string") return kindOf(value) === names[shape] ? null : fault(names[shape], value);
  if (!isList(shape)) return faultInFields(shape, value);
  switch (shape[0]) {
    case "one": {
      const values: readonly unknown[] = shape.slice(1);
      return values.includes(value)
        ? null
        : fault(values.map((one) => JSON.stringify(one)).join(" or "), value);
    }
    case "or":
      return faultInForms(shape.slice(1) as Shape[], value);
    case "map":
      return isObject(value)
        ? faultInParts(Object.entries(value), (name) => `[${JSON.stringify(name)}]`, shape[1])
        : fault(anObject, value);
    case "list":
      return Array.isArray(value)
        ? faultInParts(value.entries(), (place) => `[${place}]`, shape[1])
        : fault("a list", value);
  }
}

function faultInFields(fields: Readonly<Record<string, Shape>>, value: unknown): Fault | null {
  if (!isObject(value)) return fault(anObject, value);
  let after = 0;
  for (const [field, shape] of Object.entries(fields)) {
    const name = field.replace("?", "");
    const isLeftOut = name !== field && !(name in value);
    const found = isLeftOut ? null : faultIn(shape, value[name]);
    if (found !== null) return within(`.${name}`, found, after);
    after++;
  }
  return null;
}

function faultInParts<Name>(
  parts: Iterable<readonly [Name, unknown]>,
  placeOf: (name: Name) => string,
  shape: Shape,
): Fault | null {
  let after = 0;
  for (const [name, one] of parts) {
    const found = faultIn(shape, one);
    if (found !== null) return within(placeOf(name), found, after);
    after++;
  }
  return null;
}

/** Of a value that has none of the forms, the fault of the form it comes nearest to. */
function faultInForms(forms: readonly Shape[], value: unknown): Fault | null {
  const faults: Fault[] = [];
  for (const form of forms) {
    const found = faultIn(form, value);
    if (found === null) return null;
    faults.push(found);
  }
  const nearest = faults.reduce((best, one) => (one.after > best.after ? one : best));
  const alike = faults.filter(({ place, after }) => place === nearest.place && after === nearest.after);
  return { ...nearest, expected: [...new Set(alike.map(({ expected }) => expected))].join(" or ") };
}

const anObject = "an object";
const names = { n: "a number", s: "a text", b: "true or false", "0": "null" } as const;

/** In words; `a number` and so on are the simple kinds. */
function kindOf(value: unknown): string {
  if (value === null) return names["0"];
  if (Array.isArray(value)) return `a list of ${value.length}`;
  const kinds: Readonly<Record<string, string>> = {
    number: names.n,
    string: names.s,
    boolean: names.b,
    undefined: "nothing",
  };
  return kinds[typeof value] ?? anObject;
}

const longest = 60;

function fault(expected: string, value: unknown): Fault {
  const isShown = value !== null && value !== undefined && typeof value !== "object";
  const text = isShown ? JSON.stringify(value) : kindOf(value);
  return {
    place: "",
    expected,
    came: text.length > longest ? `${text.slice(0, longest)}…` : text,
    after: -1,
  };
}

const within = (name: string, found: Fault, after: number): Fault => ({
  ...found,
  place: name + found.place,
  after,
});

const isList = (shape: Shape): shape is Extract<Shape, readonly unknown[]> => Array.isArray(shape);
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
