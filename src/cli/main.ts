/** The command `leverage`: finds the command that was asked for, runs its operation, shows the answer. */
import { CouldNot, WrongUse } from "../app/errors.ts";
import { version } from "../app/version.ts";
import { nearest } from "../core/nearest.ts";
import { LedgerDamaged, LedgerError } from "../store/errors.ts";
import type { Command, CommandInput, View } from "./command.ts";
import { commands, defaultCommand, globalOptions, groups } from "./commands.ts";
import { buildEffects, type GlobalOptions, type RunEffects } from "./effects.ts";
import { listenForInterrupt } from "./interrupt.ts";
import { builtPlainCommands, plainInput } from "./plain-words.ts";
import { messageStream, whenWritten, writeOut } from "./standard-output.ts";
import { terminalView } from "./view.ts";

/** Exit codes, stable: 0 done, 1 could not, 2 wrong use. */
const exits = { done: 0, couldNot: 1, wrongUse: 2 } as const;

async function main(given: readonly string[]): Promise<number> {
  const words = globalsLast(given);
  if (words.length === 1 && ["--version", "-v"].includes(words[0]!)) {
    await print(version);
    return exits.done;
  }
  const name = commandNamed(words);
  const args = name === defaultCommand && words[0] !== defaultCommand ? [defaultCommand, ...words] : words;
  const view = terminalView();
  if (name !== null) {
    const plain = plainInput(builtPlainCommands()[name], args.slice(name.split(" ").length));
    if (plain !== null) return run((await commands[name]!()).default, plain, view);
  }
  const { checkedWords } = await import("./checked-words.ts");
  const checked = await checkedWords(name, args, view);
  return "code" in checked ? checked.code : run(checked.command, checked.given, view);
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

async function run(command: Command, { input, shown, globals }: CommandInput, view: View): Promise<number> {
  const { operation } = command;
  const asJson = globals["json"] === true;
  await command.check?.(input, shown, asJson);
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
      const again = async (next: Record<string, unknown>) => {
        const { checkedBy } = await import("./checked-words.ts");
        return operation.run(checkedBy(operation.input, next), effects);
      };
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

async function print(text: string | AsyncIterable<string>): Promise<void> {
  if (typeof text !== "string") for await (const piece of text) await writeOut(piece);
  else if (text !== "") await writeOut(text.endsWith("\n") ? text : `${text}\n`);
}

/** One line of what is wrong, one of the way out. */
function explainFailure(error: unknown): number {
  if (isExpected(error)) {
    messageStream().write(`leverage: ${error.message}\n  ${error.hint}\n`);
    return error instanceof WrongUse ? exits.wrongUse : exits.couldNot;
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  messageStream().write(`leverage: unexpected failure, please report it with the lines below\n${trace}\n`);
  return exits.couldNot;
}

/** When all is written the process ends at once: taking its heap apart by itself takes longer than many answers. */
function end(code: number): void {
  whenWritten(() => process.exit(code));
}

listenForInterrupt();
main(process.argv.slice(2)).then(end, (error: unknown) => end(explainFailure(error)));
