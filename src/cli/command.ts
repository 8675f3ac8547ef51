/**
 * The contract of a command: an operation, how its input is typed on the command line, and how its answer is
 * shown to a person. `--json` shows the operation's answer as it is. Adding a command is a file in
 * `commands/` and a line in `commands.ts`.
 */
import type { z } from "zod";
import type { Operation } from "../app/operation.ts";

/** What the reader of the answer has. */
export interface View {
  readonly columns: number;
  readonly colour: boolean;
  /** Standard input is a terminal: questions may be asked. */
  readonly interactive: boolean;
  /** All of standard input, for `-`. */
  readInput(): Promise<string>;
  /** Ask the person one line; null when they end the input. */
  ask(question: string): Promise<string | null>;
}

export interface Example {
  readonly line: string;
  readonly about: string;
}

export interface Command<Input extends z.ZodObject = z.ZodObject, Output = unknown> {
  readonly operation: Operation<Input, Output>;
  /** Input fields given by place, in order; a trailing `...` takes all that follow. */
  readonly positional?: readonly string[];
  readonly examples: readonly Example[];
  /** Paragraphs below the one-line description. */
  readonly details?: string;
  /** The answer as text, without a last newline; empty prints nothing. */
  show(output: Output, input: z.output<Input>, view: View): string | Promise<string>;
  /** Exit code for an answer that is itself a refusal (`record --check`); 0 unless given. */
  exitCode?(output: Output): number;
  /** Input that comes from outside the arguments: standard input, questions. Runs before the operation. */
  complete?(input: Record<string, unknown>, view: View): Promise<Record<string, unknown>>;
}

export function command<Input extends z.ZodObject, Output>(
  definition: Command<Input, Output>,
): Command<Input, Output> {
  return definition;
}
