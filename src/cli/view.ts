/** What the reader in front of this process has: a terminal or a pipe, colour, somebody to ask. */
import { isatty } from "node:tty";
import type { View } from "./command.ts";
import type { Questions } from "./questions.ts";
import { terminal } from "./standard-output.ts";

/** Terminals narrower or unknown: the classic width. */
const defaultColumns = 80;

export function terminalView(): View {
  const { env } = process;
  const shown = terminal();
  let questions: Questions | null = null;
  const wantsColour = env["FORCE_COLOR"] !== undefined || (shown !== null && env["TERM"] !== "dumb");
  return {
    // A terminal without a size says 0.
    columns: shown?.columns || defaultColumns,
    colour: wantsColour && (env["NO_COLOR"] ?? "") === "",
    // Asked without making a stream of it, which hardly a command reads.
    interactive: shown !== null && isatty(0),
    async readInput() {
      const parts: Buffer[] = [];
      for await (const part of process.stdin) parts.push(part as Buffer);
      return Buffer.concat(parts).toString("utf8");
    },
    async ask(question) {
      questions ??= new (await import("./questions.ts")).Questions();
      return questions.ask(question);
    },
    endAsking: () => questions?.close(),
  };
}
