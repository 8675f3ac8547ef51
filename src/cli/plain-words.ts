/**
 * Command lines that no schema needs to check: known flags, choices and unrestricted text alone. Most runs are such, and
 * making schemas and parsers takes longer than most answers. Everything else, mistakes above all, is read with commander
 * and zod (`checked-words.ts`), which give the same for these lines; a test compares both.
 */
import { parseArgs } from "node:util";
import type { CommandInput } from "./command.ts";
import { globalOptions } from "./commands.ts";

export interface PlainField {
  readonly key: string;
  /** Of the operation's input, or of how the answer is shown. */
  readonly of: "input" | "shown";
  /** Absent: a flag. Empty: any text. */
  readonly choices?: readonly string[];
}

/** One command's fields that can be given without a check, and what is taken where none is given. */
export interface PlainCommand {
  readonly options: Readonly<Record<string, PlainField>>;
  /** A single word without the option's name. */
  readonly place: PlainField | null;
  readonly input: Readonly<Record<string, unknown>>;
  readonly shown: Readonly<Record<string, unknown>>;
}

export type PlainCommands = Readonly<Record<string, PlainCommand>>;

/** Made of all commands by the build (`plain-commands.ts`); where the sources run unbuilt, nothing is plain. */
declare const PLAIN_COMMANDS: string | undefined;

export function builtPlainCommands(): PlainCommands {
  return typeof PLAIN_COMMANDS === "undefined" ? {} : (JSON.parse(PLAIN_COMMANDS) as PlainCommands);
}

/** What the words behind the command's name ask for; null where they are to be checked. */
export function plainInput(command: PlainCommand | undefined, words: readonly string[]): CommandInput | null {
  if (command === undefined) return null;
  const given = parsed(command, words);
  if (given === null) return null;
  const { values, positionals } = given;
  const placed = positionals.map((word) => [command.place, word] as const);
  if (placed.length > (command.place === null ? 0 : 1)) return null;
  const all = {
    input: { ...command.input },
    shown: { ...command.shown },
    globals: {} as Record<string, unknown>,
  };
  for (const [option, value] of Object.entries(values)) {
    const field = command.options[option];
    if (field === undefined) all.globals[option] = value;
    else if (isChoice(field, value)) all[field.of][field.key] = value;
    else return null;
  }
  for (const [field, word] of placed) {
    if (field === null || !isChoice(field, word)) return null;
    all[field.of][field.key] = word;
  }
  return all;
}

function parsed(command: PlainCommand, words: readonly string[]) {
  const typeOf = (isFlag: boolean) => ({ type: isFlag ? ("boolean" as const) : ("string" as const) });
  const own = Object.entries(command.options).map(([option, { choices }]) => [
    option,
    typeOf(choices === undefined),
  ]);
  const globals = globalOptions.map(({ option, value }) => [
    option.slice(2),
    { ...typeOf(value === null), multiple: option === "--logs" },
  ]);
  try {
    return parseArgs({
      args: [...words],
      options: Object.fromEntries([...own, ...globals]),
      allowPositionals: true,
    });
  } catch (error) {
    // Says less of what is wrong than the full check will.
    if (error instanceof TypeError) return null;
    throw error;
  }
}

const isChoice = ({ choices }: PlainField, value: unknown): boolean =>
  choices === undefined || choices.length === 0 || choices.includes(String(value));
