/** Derives a commander command from an operation's input schema: names, types and descriptions stand once. */
import { Argument, Command as Commander, Option } from "commander";
import { z } from "zod";
import { WrongUse } from "../app/errors.ts";
import type { Command } from "./command.ts";

/** A field of an input schema, as the command line needs it. */
export interface Field {
  readonly key: string;
  readonly type: "boolean" | "text" | "number" | "choice" | "list";
  readonly choices: readonly string[];
  readonly required: boolean;
  readonly about: string;
  /** Name of the value in help, from the description's first capitalised word in angle brackets. */
  readonly valueName: string;
}

type AnySchema = z.core.$ZodType;
interface Definition {
  readonly type: string;
  readonly innerType?: AnySchema;
  readonly in?: AnySchema;
  readonly entries?: Readonly<Record<string, string>>;
}

const definitionOf = (schema: AnySchema): Definition => schema._zod.def as unknown as Definition;

/** The fields of an input schema in order; one without a description is not for the command line. */
export function fieldsOf(input: z.ZodObject): readonly Field[] {
  return Object.entries(input.shape)
    .map(([key, schema]) => fieldOf(key, schema as AnySchema))
    .filter((field) => field.about !== "");
}

function fieldOf(key: string, schema: AnySchema): Field {
  const about = (schema as z.ZodType).description ?? "";
  let inner = schema;
  let required = true;
  for (;;) {
    const definition = definitionOf(inner);
    if (definition.type === "optional" || definition.type === "default" || definition.type === "nullable") {
      required = false;
      inner = definition.innerType as AnySchema;
    } else if (definition.type === "pipe") {
      inner = definition.in as AnySchema;
    } else break;
  }
  const { type, entries } = definitionOf(inner);
  const kinds: Readonly<Record<string, Field["type"]>> = {
    boolean: "boolean",
    number: "number",
    enum: "choice",
    array: "list",
  };
  const valueName = /<([^>]+)>/.exec(about)?.[1] ?? key.toUpperCase();
  return {
    key,
    type: kinds[type] ?? "text",
    choices: Object.values(entries ?? {}),
    required,
    about: about.replace(/<[^>]+>\s*/, ""),
    valueName,
  };
}

export const optionName = (key: string): string => key.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);

/** A commander command whose action receives the raw input object for the operation's schema. */
export function deriveCommander(
  fullName: string,
  command: Command,
  act: (raw: Record<string, unknown>, globals: Record<string, unknown>) => Promise<void>,
): Commander {
  const commander = new Commander(fullName.split(" ").at(-1))
    .description(command.operation.about)
    .showHelpAfterError(`  see leverage ${fullName} --help`);
  const fields = [
    ...fieldsOf(command.operation.input),
    ...fieldsOf(command.presentation?.() ?? z.object({})),
  ];
  const positional = (command.positional ?? []).map((word) => placeOf(word, fields));
  for (const { field, variadic } of positional) {
    const shown = variadic ? `${field.key}...` : field.key;
    const argument = new Argument(field.required ? `<${shown}>` : `[${shown}]`, field.about);
    commander.addArgument(field.type === "choice" ? argument.choices([...field.choices]) : argument);
  }
  const byPlace = new Set(positional.map(({ field }) => field.key));
  const byName = fields.filter((field) => !byPlace.has(field.key));
  for (const field of byName) commander.addOption(optionFor(field));
  const examples = command.examples
    .map(({ line, about }) => `  $ leverage ${line}\n      ${about}`)
    .join("\n");
  commander.addHelpText(
    "after",
    `${command.details === undefined ? "" : `\n${command.details}\n`}\nExamples:\n${examples}`,
  );
  commander.action(async (...received: unknown[]) => {
    const self = received.at(-1) as Commander;
    const options = self.opts() as Record<string, unknown>;
    const raw: Record<string, unknown> = {};
    positional.forEach(({ field }, i) => {
      if (received[i] !== undefined) raw[field.key] = received[i];
    });
    for (const field of byName) if (options[field.key] !== undefined) raw[field.key] = options[field.key];
    await act(raw, self.optsWithGlobals());
  });
  return commander;
}

function placeOf(word: string, fields: readonly Field[]): { field: Field; variadic: boolean } {
  const variadic = word.endsWith("...");
  const key = variadic ? word.slice(0, -3) : word;
  const field = fields.find((f) => f.key === key);
  if (field === undefined) throw new Error(`the input has no field "${key}"`);
  return { field, variadic };
}

function optionFor(field: Field): Option {
  const name = `--${optionName(field.key)}`;
  if (field.type === "boolean") return new Option(name, field.about);
  const option = new Option(`${name} <${field.valueName}>`, field.about).makeOptionMandatory(field.required);
  if (field.type === "choice") return option.choices([...field.choices]);
  if (field.type === "number") return option.argParser((text) => numberFrom(name, text));
  if (field.type === "list") {
    return option.argParser((text: string, before: readonly string[] | undefined) => [
      ...(before ?? []),
      text,
    ]);
  }
  return option;
}

function numberFrom(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) {
    throw new WrongUse(`${name} takes a number, not "${text}"`, `for example ${name} 30`);
  }
  return value;
}
