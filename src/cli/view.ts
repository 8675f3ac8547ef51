/** What the reader in front of this process has: a terminal or a pipe, colour, somebody to ask. */
import type { View } from "./command.ts";
import type { Questions } from "./questions.ts";

/** Terminals narrower or unknown: the classic width. */
const defaultColumns = 80;

export function terminalView(): View {
  const { env, stdin, stdout } = process;
  let questions: Questions | null = null;
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
    async ask(question) {
      questions ??= new (await import("./questions.ts")).Questions();
      return questions.ask(question);
    },
    endAsking: () => questions?.close(),
  };
}
