/** Which fields of which commands need no check, read off their schemas; the build runs it once. */
import { z } from "zod";
import type { Command } from "./command.ts";
import { commands } from "./commands.ts";
import { type Field, fieldsOf, optionName } from "./derive.ts";
import type { PlainCommand, PlainCommands, PlainField } from "./plain-words.ts";

export async function plainCommands(): Promise<PlainCommands> {
  const all: Record<string, PlainCommand> = {};
  for (const [name, load] of Object.entries(commands)) {
    const plain = plainCommand((await load()).default);
    if (plain !== null) all[name] = plain;
  }
  return all;
}

/** Null where something must be given, or is asked for elsewhere than in the words. */
function plainCommand(command: Command): PlainCommand | null {
  if (command.complete !== undefined) return null;
  const input = command.operation.input;
  const presentation = command.presentation?.() ?? z.object({});
  const defaults = { input: input.safeParse({}), shown: presentation.safeParse({}) };
  if (!defaults.input.success || !defaults.shown.success) return null;
  const positional = command.positional ?? [];
  const fields = [...plainFields(input, "input"), ...plainFields(presentation, "shown")];
  const [placed, ...more] = positional;
  const place = fields.find(({ key }) => key === placed) ?? null;
  if (more.length > 0 || (placed !== undefined && place === null)) return null;
  const byName = fields.filter(({ key }) => !positional.includes(key));
  return {
    options: Object.fromEntries(byName.map((field) => [optionName(field.key), field])),
    place,
    input: defaults.input.data,
    shown: defaults.shown.data,
  };
}

function plainFields(schema: z.ZodObject, of: PlainField["of"]): readonly PlainField[] {
  return fieldsOf(schema)
    .filter(({ key, type }) => type !== "list" && type !== "number" && takesAsItIs(schema, key))
    .map(({ key, type, choices }): PlainField => ({ key, of, ...choicesOf(type, choices) }));
}

const choicesOf = (type: Field["type"], choices: readonly string[]): Pick<PlainField, "choices"> =>
  type === "boolean" ? {} : { choices: type === "choice" ? choices : [] };

/** A bare flag, choice or text, perhaps with a default: nothing that checks or changes what is given. */
function takesAsItIs(schema: z.ZodObject, key: string): boolean {
  let field = schema.shape[key] as unknown as z.ZodType;
  while (field instanceof z.ZodOptional || field instanceof z.ZodDefault) field = field.unwrap() as z.ZodType;
  const isBare = field instanceof z.ZodString || field instanceof z.ZodBoolean || field instanceof z.ZodEnum;
  return isBare && (field.def.checks ?? []).length === 0;
}
