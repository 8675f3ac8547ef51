/** Reads a command line with commander and checks it by the schemas; says help, and what is wrong. */
import { Command as Commander, CommanderError } from "commander";
import { z } from "zod";
import { WrongUse } from "../app/errors.ts";
import { version } from "../app/version.ts";
import type { Command, CommandInput, View } from "./command.ts";
import { commands, globalOptions, groups } from "./commands.ts";
import { deriveCommander } from "./derive.ts";

/** What to run, or the exit code where help or what is wrong was said instead. */
export type Checked = { readonly command: Command; readonly given: CommandInput } | { readonly code: number };

const exits = { done: 0, wrongUse: 2 } as const;

/**
 * @param name The command; null where help over all is wanted.
 * @param args The words from the command's name on.
 * @throws WrongUse
 */
export async function checkedWords(
  name: string | null,
  args: readonly string[],
  view: View,
): Promise<Checked> {
  const program = new Commander("leverage")
    .description("From the agent logs on this machine to a leverage record.")
    .version(version, "-v, --version", "Print the version")
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput(messages);
  let checked: Checked = { code: exits.done };
  const wanted = name === null ? Object.keys(commands) : Object.keys(commands).filter((n) => n === name);
  for (const [key, { default: command }] of await Promise.all(wanted.map(load))) {
    const derived = deriveCommander(key, command, async (raw, globals) => {
      checked = { command, given: await checkedInput(command, raw, globals, view) };
    });
    parentOf(program, key).addCommand(withGlobals(derived.exitOverride().configureOutput(messages)));
  }
  try {
    await program.parseAsync([...args], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { code: error.exitCode === 0 ? exits.done : exits.wrongUse };
  }
  return checked;
}

const load = async (name: string): Promise<[string, { default: Command }]> => [name, await commands[name]!()];

function parentOf(program: Commander, key: string): Commander {
  const [group, sub] = key.split(" ");
  if (sub === undefined || group === undefined) return program;
  const known = program.commands.find((c) => c.name() === group);
  if (known !== undefined) return known;
  const parent = new Commander(group)
    .description(groups[group] ?? "")
    .exitOverride()
    .configureOutput(messages);
  program.addCommand(parent);
  return parent;
}

/** Errors of the command line begin like all others. */
const messages = {
  outputError: (text: string, write: (text: string) => void) => write(text.replace(/^error: /, "leverage: ")),
};

function withGlobals(commander: Commander): Commander {
  const collect = (text: string, before: readonly string[] | undefined) => [...(before ?? []), text];
  for (const { option, value, about } of globalOptions) {
    if (option === "--logs") commander.option(`${option} <${value}>`, about, collect);
    else commander.option(value === null ? option : `${option} <${value}>`, about);
  }
  return commander;
}

async function checkedInput(
  command: Command,
  given: Record<string, unknown>,
  globals: Record<string, unknown>,
  view: View,
): Promise<CommandInput> {
  const raw = command.complete === undefined ? given : await command.complete(given, view);
  return {
    input: checkedBy(command.operation.input, raw),
    shown: checkedBy(command.presentation?.() ?? z.object({}), raw),
    globals,
  };
}

/** The fields of `given` that the schema knows, checked by it. @throws WrongUse */
export function checkedBy(schema: z.ZodObject, given: Record<string, unknown>): Record<string, unknown> {
  const known = Object.fromEntries(Object.entries(given).filter(([key]) => key in schema.shape));
  const parsed = schema.safeParse(known);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new WrongUse(`${issue.path.join(".") || "input"}: ${issue.message}`, "see --help for what it takes");
}
