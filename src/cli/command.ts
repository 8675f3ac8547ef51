/**
 * The contract of a command: an operation, how its input is typed on the command line, and how its answer is
 * shown to a person. `--json` shows the operation's answer as it is. Adding a command is a file in
 * `commands/` and a line in `commands.ts`.
 */
import type { z } from "zod";
import type { Effects, Operation } from "../app/operation.ts";

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
  /** No question follows. */
  endAsking(): void;
}

export interface Example {
  readonly line: string;
  readonly about: string;
}

/** What a command line says, checked. */
export interface CommandInput {
  /** For the operation. */
  readonly input: Record<string, unknown>;
  /** How the answer is shown. */
  readonly shown: Record<string, unknown>;
  /** Options that every command takes. */
  readonly globals: Record<string, unknown>;
}

/** The file of `--out`, and what else was said about it. */
export interface OutFile<Shown> {
  readonly path: string;
  readonly shown: Shown;
  readonly asJson: boolean;
}

export interface Command<
  Input extends z.ZodObject = z.ZodObject,
  Output = unknown,
  Shown extends z.ZodObject = z.ZodObject,
> {
  readonly operation: Operation<Input, Output>;
  /** Options that say how the answer is shown (`--format`, `--out`); the operation does not know them. */
  presentation?(): Shown;
  /** Input fields given by place, in order; a trailing `...` takes all that follow. */
  readonly positional?: readonly string[];
  readonly examples: readonly Example[];
  /** Paragraphs below the one-line description. */
  readonly details?: string;
  /** The answer as text; empty prints nothing. Long answers come in pieces. */
  show(
    output: Output,
    input: z.output<Input>,
    view: View,
    shown: z.output<Shown>,
  ): string | Promise<string | AsyncIterable<string>>;
  /** What `--json` prints, where it is not the operation's answer as it is. */
  json?(output: Output): unknown;
  /** What is shown is JSON already: `--json` changes nothing about it. */
  readonly isJson?: boolean;
  /** Exit code for an answer that is itself a refusal (`record --check`); 0 unless given. */
  exitCode?(output: Output): number;
  /** Refuses options that do not go together, before the operation runs. @throws WrongUse */
  check?(input: z.output<Input>, shown: z.output<Shown>, asJson: boolean): void | Promise<void>;
  /** The answer is written to the file of `--out` instead of being shown, as JSON where `--json` was given. */
  write?(
    output: Output,
    file: OutFile<z.output<Shown>>,
    view: View,
    effects: Effects,
  ): Promise<{ readonly isOutput: boolean }>;
  /** Input from outside the arguments (standard input). Runs before the operation. */
  complete?(input: Record<string, unknown>, view: View): Promise<Record<string, unknown>>;
  /** Questions at a terminal instead of `show`; null leaves it to `show`. */
  converse?(
    output: Output,
    view: View,
    again: (input: z.input<Input>) => Promise<Output>,
  ): Promise<void> | null;
}

export function command<Input extends z.ZodObject, Output, Shown extends z.ZodObject>(
  definition: Command<Input, Output, Shown>,
): Command<Input, Output, Shown> {
  return definition;
}
