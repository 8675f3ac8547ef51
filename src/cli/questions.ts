/** Questions at a terminal, one line each. */
import { createInterface, type Interface } from "node:readline";

/** One reader for all questions: a reader of its own for each would lose lines that were pasted ahead. */
export class Questions {
  readonly #ahead: string[] = [];
  #lines: Interface | null = null;
  #ended = false;
  #answer: ((line: string | null) => void) | null = null;

  /** The next line; null when the person ends the input. */
  async ask(question: string): Promise<string | null> {
    const lines = this.#open();
    const known = this.#ahead.shift();
    if (known !== undefined || this.#ended) {
      process.stderr.write(`${question}${known ?? ""}\n`);
      return known ?? null;
    }
    return new Promise((answer) => {
      this.#answer = answer;
      lines.setPrompt(question);
      lines.prompt();
    });
  }

  /** Gives standard input back, so that the process can end. */
  close(): void {
    this.#lines?.close();
  }

  #open(): Interface {
    if (this.#lines !== null) return this.#lines;
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    lines.on("line", (line) => {
      if (this.#answer === null) this.#ahead.push(line);
      else this.#give(line);
    });
    lines.once("close", () => {
      this.#ended = true;
      this.#give(null);
    });
    this.#lines = lines;
    return lines;
  }

  #give(line: string | null): void {
    const answer = this.#answer;
    this.#answer = null;
    answer?.(line);
  }
}
