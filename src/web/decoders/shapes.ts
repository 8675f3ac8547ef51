/**
 * The forms of all answers, made from the server's schemas. Pages import `first-shapes.ts` and `other-shapes.ts`, which
 * the build makes of them (`compiledShapes` in `vite.config.ts`), so neither the schemas nor their library are in the bundle.
 */
import { z } from "zod";
import { changes, events, reads } from "./schemas.ts";
import type { Shape } from "./shape.ts";

type JsonSchema = z.core.JSONSchema.BaseSchema;

const simple: Readonly<Record<string, Shape>> = {
  number: "n",
  integer: "n",
  string: "s",
  boolean: "b",
  null: "0",
};

/** Fails for what it does not know: a schema that no decoder can hold an answer to ends the build. */
export function shapeOf(schema: JsonSchema): Shape {
  const { type, anyOf, oneOf, enum: values } = schema;
  const forms = anyOf ?? oneOf;
  if (forms !== undefined) return ["or", ...forms.map((form) => shapeOf(form as JsonSchema))];
  if ("const" in schema) return ["one", schema.const as string];
  if (values !== undefined) return ["one", ...(values as string[])];
  if (Array.isArray(type)) return ["or", ...type.map((one) => shapeOf({ ...schema, type: one }))];
  if (type === "array") return ["list", shapeOf(schema.items as JsonSchema)];
  if (type === "object" && schema.properties === undefined) {
    return ["map", shapeOf(schema.additionalProperties as JsonSchema)];
  }
  if (type === "object") {
    const needed = new Set(schema.required);
    const fields = Object.entries(schema.properties ?? {}).map(([name, field]) => [
      needed.has(name) ? name : `${name}?`,
      shapeOf(field as JsonSchema),
    ]);
    return Object.fromEntries(fields) as Shape;
  }
  const shape = simple[type ?? ""];
  if (shape === undefined) throw new Error(`No decoder for ${JSON.stringify(schema).slice(0, 200)}`);
  return shape;
}

const shapesOf = <Name extends string>(schemas: Readonly<Record<Name, z.ZodType>>) =>
  Object.fromEntries(
    Object.entries<z.ZodType>(schemas).map(([name, schema]) => [name, shapeOf(z.toJSONSchema(schema))]),
  ) as Readonly<Record<Name, Shape>>;

const { record, trends, ...others } = { ...reads, ...changes };

/** What the first page asks and hears. */
export const firstShapes = { answers: shapesOf({ record, trends }), events: shapesOf(events) };

/** What other pages ask, and corrections answer. */
export const otherShapes = shapesOf(others);
