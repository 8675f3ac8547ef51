/** The command `leverage`: finds the command that was asked for, runs its operation, shows the answer. */
import { Command as Commander, CommanderError } from "commander";
import { CouldNot, WrongUse } from "../app/errors.ts";
import { nearest } from "../core/nearest.ts";
import type { Command } from "./command.ts";
import { commands, defaultCommand, groups } from "./commands.ts";
import { deriveCommander } from "./derive.ts";
import { buildEffects, type GlobalOptions } from "./effects.ts";
import { version } from "./version.ts";
import { terminalView } from "./view.ts";

/** Exit codes, stable: 0 done, 1 could not, 2 wrong use. */
const exits = { done: 0, couldNot: 1, wrongUse: 2 } as const;

async function main(words: readonly string[]): Promise<number> {
  const name = commandNamed(words);
  const program = new Commander("leverage")
    .description("From the agent logs on this machine to a leverage record.")
    .version(version, "-v, --version", "Print the version")
    .enablePositionalOptions()
    .exitOverride()
    .configureHelp({ showGlobalOptions: true });
  let code: number = exits.done;
  const wanted = name === null ? Object.keys(commands) : Object.keys(commands).filter((n) => n === name);
  for (const [key, { default: command }] of await Promise.all(wanted.map(load))) {
    const derived = deriveCommander(key.split(" ").at(-1)!, command, async (raw, globals) => {
      code = await run(command, raw, globals);
    });
    parentOf(program, key).addCommand(withGlobals(derived.exitOverride()));
  }
  const args = name === defaultCommand && words[0] !== defaultCommand ? [defaultCommand, ...words] : words;
  await program.parseAsync(args, { from: "user" });
  return code;
}

/** The command the words name; null where help over all commands is wanted. */
function commandNamed(words: readonly string[]): string | null {
  const [first, second] = words;
  if (first === undefined) return defaultCommand;
  if (["help", "--help", "-h", "--version", "-v"].includes(first)) return null;
  if (first in commands) return first;
  if (first in groups)
    return second !== undefined && `${first} ${second}` in commands ? `${first} ${second}` : null;
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
  const parent = new Commander(group).description(groups[group] ?? "").exitOverride();
  program.addCommand(parent);
  return parent;
}

function withGlobals(commander: Commander): Commander {
  const collect = (text: string, before: readonly string[] | undefined) => [...(before ?? []), text];
  return commander
    .option("--logs <DIR>", "Read logs below this folder instead of the usual places (repeatable)", collect)
    .option("--timezone <ZONE>", "Days begin at midnight in this IANA time zone")
    .option("--json", "Print the answer as JSON");
}

async function run(
  command: Command,
  raw: Record<string, unknown>,
  globals: Record<string, unknown>,
): Promise<number> {
  const view = terminalView();
  const completed = command.complete === undefined ? raw : await command.complete(raw, view);
  const parsed = command.operation.input.safeParse(completed);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new WrongUse(
      `${issue.path.join(".") || "input"}: ${issue.message}`,
      "see --help for what it takes",
    );
  }
  const effects = await buildEffects(globals as GlobalOptions);
  try {
    const output = await command.operation.run(parsed.data, effects);
    const text =
      globals["json"] === true
        ? JSON.stringify(output, null, 2)
        : await command.show(output, parsed.data, view);
    if (text !== "") process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
    return command.exitCode?.(output) ?? exits.done;
  } finally {
    await effects.close();
  }
}

/** One line of what is wrong, one of the way out. */
function explainFailure(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exits.done : exits.wrongUse;
  if (error instanceof WrongUse || error instanceof CouldNot) {
    process.stderr.write(`leverage: ${error.message}\n  ${error.hint}\n`);
    return error instanceof WrongUse ? exits.wrongUse : exits.couldNot;
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`leverage: unexpected failure, please report it with the lines below\n${trace}\n`);
  return exits.couldNot;
}

// `leverage ... | head` closes the pipe early: nobody reads on, so there is nothing left to do.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(exits.done);
  throw error;
});

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.exitCode = explainFailure(error);
  },
);
