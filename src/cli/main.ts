/** The command `leverage`: finds the command that was asked for, runs its operation, shows the answer. */
import { Command as Commander, CommanderError } from "commander";
import { z } from "zod";
import { CouldNot, WrongUse } from "../app/errors.ts";
import { version } from "../app/version.ts";
import { nearest } from "../core/nearest.ts";
import { LedgerDamaged, LedgerError } from "../store/errors.ts";
import type { Command } from "./command.ts";
import { globalOptions } from "./command-words.ts";
import { commands, defaultCommand, groups } from "./commands.ts";
import { deriveCommander } from "./derive.ts";
import { buildEffects, type GlobalOptions, type RunEffects } from "./effects.ts";
import { endWell } from "./process-end.ts";
import { terminalView } from "./view.ts";

/** Exit codes, stable: 0 done, 1 could not, 2 wrong use. */
const exits = { done: 0, couldNot: 1, wrongUse: 2 } as const;

async function main(given: readonly string[]): Promise<number> {
  const words = globalsLast(given);
  const name = commandNamed(words);
  const program = new Commander("leverage")
    .description("From the agent logs on this machine to a leverage record.")
    .version(version, "-v, --version", "Print the version")
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput(messages);
  let code: number = exits.done;
  const wanted = name === null ? Object.keys(commands) : Object.keys(commands).filter((n) => n === name);
  for (const [key, { default: command }] of await Promise.all(wanted.map(load))) {
    const derived = deriveCommander(key, command, async (raw, globals) => {
      code = await run(command, raw, globals);
    });
    parentOf(program, key).addCommand(withGlobals(derived.exitOverride().configureOutput(messages)));
  }
  const args = name === defaultCommand && words[0] !== defaultCommand ? [defaultCommand, ...words] : words;
  await program.parseAsync(args, { from: "user" });
  return code;
}

/** `leverage --logs DIR usage` means `leverage usage --logs DIR`. */
function globalsLast(words: readonly string[]): readonly string[] {
  const [first = "", ...rest] = words;
  const option = globalOptions.find((one) => one.option === first.split("=")[0]);
  if (option === undefined) return words;
  const taken = option.value === null || first.includes("=") ? 0 : 1;
  return [...globalsLast(rest.slice(taken)), first, ...rest.slice(0, taken)];
}

/** The command the words name; null where help over all commands is wanted. */
function commandNamed(words: readonly string[]): string | null {
  const [first, second] = words;
  if (first === undefined) return defaultCommand;
  if (["help", "--help", "-h", "--version", "-v"].includes(first)) return null;
  if (second !== undefined && `${first} ${second}` in commands) return `${first} ${second}`;
  if (first in commands) return first;
  if (first in groups) return null;
  if (first.startsWith("-") || /^\d|\.\.|^(today|yesterday)$/.test(first)) return defaultCommand;
  const known = [...new Set([...Object.keys(commands), ...Object.keys(groups)].map((n) => n.split(" ")[0]!))];
  throw new WrongUse(`there is no command "${first}"`, nearest(first, known) ?? "see leverage --help");
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

async function run(
  command: Command,
  given: Record<string, unknown>,
  globals: Record<string, unknown>,
): Promise<number> {
  const { operation } = command;
  const view = terminalView();
  const raw = command.complete === undefined ? given : await command.complete(given, view);
  const input = checked(operation.input, raw);
  const shown = checked(command.presentation ?? z.object({}), raw);
  const asJson = globals["json"] === true;
  command.check?.(input, shown, asJson);
  const effects = await buildEffects(globals as GlobalOptions);
  const path = shown["out"];
  try {
    const output = await operation.run(input, effects);
    if (command.write !== undefined && typeof path === "string") {
      const { isOutput } = await command.write(output, { path, shown, asJson }, view, effects);
      const said = asJson ? JSON.stringify({ written: path }) : `Wrote ${path}`;
      if (!isOutput) await print(said);
    } else if (asJson && command.isJson !== true) {
      await print(JSON.stringify(command.json?.(output) ?? output, null, 2));
    } else {
      const again = (next: Record<string, unknown>) => operation.run(checked(operation.input, next), effects);
      const talk = view.interactive ? (command.converse?.(output, view, again) ?? null) : null;
      if (talk !== null) await talk;
      else await print(await command.show(output, input, view, shown));
    }
    return command.exitCode?.(output) ?? exits.done;
  } catch (error) {
    throw isExpected(error) ? error : await orDamage(error, effects);
  } finally {
    view.endAsking();
    await effects.close();
  }
}

const isExpected = (error: unknown): error is WrongUse | CouldNot | LedgerError =>
  error instanceof WrongUse || error instanceof CouldNot || error instanceof LedgerError;

/** Before a failure is taken for the program's own, the ledger is asked whether it is sound. */
async function orDamage(error: unknown, effects: RunEffects): Promise<unknown> {
  const damage = await (await effects.store()).integrity().catch(() => []);
  return damage[0] === undefined ? error : new LedgerDamaged(effects.ledgerFile, damage[0], error);
}

/** The fields of `given` that the schema knows, checked by it. */
function checked(schema: z.ZodObject, given: Record<string, unknown>): Record<string, unknown> {
  const known = Object.fromEntries(Object.entries(given).filter(([key]) => key in schema.shape));
  const parsed = schema.safeParse(known);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new WrongUse(`${issue.path.join(".") || "input"}: ${issue.message}`, "see --help for what it takes");
}

async function print(text: string | AsyncIterable<string>): Promise<void> {
  const { stdout } = process;
  if (typeof text === "string") {
    if (text !== "") stdout.write(text.endsWith("\n") ? text : `${text}\n`);
    return;
  }
  for await (const piece of text) {
    if (!stdout.write(piece)) await new Promise((ready) => stdout.once("drain", ready));
  }
}

/** One line of what is wrong, one of the way out. */
function explainFailure(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exits.done : exits.wrongUse;
  if (isExpected(error)) {
    process.stderr.write(`leverage: ${error.message}\n  ${error.hint}\n`);
    return error instanceof WrongUse ? exits.wrongUse : exits.couldNot;
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`leverage: unexpected failure, please report it with the lines below\n${trace}\n`);
  return exits.couldNot;
}

endWell();
main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.exitCode = explainFailure(error);
  },
);
