/** What the reader in front of this process has: a terminal or a pipe, colour, somebody to ask. */
import type { View } from "./command.ts";
import { Questions } from "./questions.ts";

/** Terminals narrower or unknown: the classic width. */
const defaultColumns = 80;

export function terminalView(): View {
  const { env, stdin, stdout } = process;
  const questions = new Questions();
  const wantsColour = env["FORCE_COLOR"] !== undefined || (stdout.isTTY === true && env["TERM"] !== "dumb");
  return {
    columns: stdout.columns ?? defaultColumns,
    colour: wantsColour && (env["NO_COLOR"] ?? "") === "",
    interactive: stdin.isTTY === true && stdout.isTTY === true,
    async readInput() {
      const parts: Buffer[] = [];
      for await (const part of stdin) parts.push(part as Buffer);
      return Buffer.concat(parts).toString("utf8");
    },
    ask: (question) => questions.ask(question),
    endAsking: () => questions.close(),
  };
}
