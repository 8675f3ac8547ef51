/** A request's words as the input of an operation: query parameters and JSON bodies are checked by one schema. */
import { z } from "zod";
import { WrongUse } from "../app/errors.ts";
import { nearest } from "../core/nearest.ts";
import type { Route } from "./routes.ts";

/** `task list` is asked at `/api/v1/task/list`. */
export const addressOf = (name: string): string => `/api/v1/${name.replaceAll(" ", "/")}`;

type FieldType = "boolean" | "number" | "list" | "text";

/** The fields of a query by name: whether a value is repeated, and what its words mean. */
export function fieldTypes(input: z.ZodObject): ReadonlyMap<string, FieldType> {
  return new Map(
    Object.entries(input.shape).map(([name, schema]) => [name, typeOf(schema as z.core.$ZodType)]),
  );
}

function typeOf(schema: z.core.$ZodType): FieldType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable)
    return typeOf(schema.def.innerType);
  if (schema instanceof z.ZodBoolean) return "boolean";
  if (schema instanceof z.ZodNumber) return "number";
  return schema instanceof z.ZodArray ? "list" : "text";
}

/** @throws WrongUse for a parameter the operation does not know, or one given twice that takes one value. */
export function rawFromQuery(input: z.ZodObject, query: URLSearchParams): Record<string, unknown> {
  const types = fieldTypes(input);
  const raw: Record<string, unknown> = {};
  for (const name of new Set(query.keys())) {
    const type = types.get(name);
    if (type === undefined) throw unknownField(name, [...types.keys()]);
    const values = query.getAll(name);
    if (type === "list") raw[name] = values;
    else if (values.length > 1)
      throw new WrongUse(`"${name}" is given ${values.length} times`, "give it once");
    else raw[name] = meant(name, type, values[0]!);
  }
  return raw;
}

function meant(name: string, type: FieldType, text: string): string | number | boolean {
  if (type === "text") return text;
  if (type === "boolean") {
    if (text === "true" || text === "false") return text === "true";
    throw new WrongUse(`"${name}" takes true or false, not "${text}"`, `write ${name}=true`);
  }
  const number = Number(text);
  if (text.trim() !== "" && Number.isFinite(number)) return number;
  throw new WrongUse(`"${name}" takes a number, not "${text}"`, `write ${name}=30`);
}

/** The operation's input. @throws WrongUse where the schema refuses it, with the field and why. */
export function inputOf({ input, always, operation }: Route, raw: unknown): Record<string, unknown> {
  const parsed = input.safeParse(raw);
  if (parsed.success) return operation.input.parse({ ...parsed.data, ...always });
  const issue = parsed.error.issues[0]!;
  if (issue.code === "unrecognized_keys") throw unknownField(issue.keys[0]!, Object.keys(input.shape));
  const field = issue.path.join(".") || "input";
  const missing = issue.code === "invalid_type" && valueAt(raw, issue.path) === undefined;
  throw new WrongUse(
    missing ? `"${field}" is missing` : `${field}: ${issue.message}`,
    "the page at /api says what each operation takes",
  );
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined),
    raw,
  );
}

function unknownField(name: string, known: readonly string[]): WrongUse {
  const near = nearest(name, [...known]);
  const all = known.length === 0 ? "it takes nothing" : `it takes ${known.join(", ")}`;
  return new WrongUse(`there is no "${name}" to this question`, near ?? all);
}
