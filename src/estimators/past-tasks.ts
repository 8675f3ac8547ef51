/**
 * A person's past tasks, kept so that the likely minutes of the next one can be told from those like it: by work
 * type, words, project, size, the newer ones first. It grows as time passes; asking takes well under a millisecond.
 *
 * The figures were chosen on the first 70 % of SiP (5,722 tasks of a software house, 2004 to 2008) and judged on
 * the rest: `npm run eval:similar`, `docs/ESTIMATES.md`.
 */
import { type Text, WordIndex } from "../core/estimates/word-index.ts";

/** What is known of a task before anybody says how long it takes. */
export interface TaskTraits {
  readonly id: string;
  /** The work type; in other data whatever kinds of work it tells apart. */
  readonly type: string;
  readonly project: string;
  /** Title, and what was asked for. */
  readonly text: Text;
  /** Lines written by hand that it left, of any kind; 0 where it left none. */
  readonly lines: number;
}

export interface Expectation {
  /** Natural logarithm of the likely minutes. */
  readonly logMinutes: number;
  /** Past tasks of that type, and in how far others are like it: what the expectation rests on. */
  readonly ofType: number;
  readonly alike: number;
  /** The id of the past task most like it; null where none shares a word. */
  readonly nearest: string | null;
}

/** How fast likeness falls with shared words: unrelated texts must not outvote the few related ones. */
const sharpness = 3;
/** Texts less alike than this add nothing but time. */
const leastSimilarity = 0.1;
/** A text with the same words weighs as much as so many times the type's own level. */
const sameWords = 12;
const sameType = 8;
const sameProject = 2;
/** After so many further tasks a past one weighs half. */
const halfLifeTasks = 1000;
/** Tasks whose lines differ by this log step weigh exp(-1/2). */
const logLinesStep = 1;
/** The level of all tasks counts in a type's level like so many tasks. */
const priorTasks = 5;

export class PastTasks {
  readonly #words: WordIndex;
  readonly #traits: TaskTraits[] = [];
  readonly #logMinutes: number[] = [];
  readonly #byType = new Map<string, { tasks: number; sum: number }>();
  #sum = 0;

  /** With `asked`, only tasks of these words are asked about. */
  constructor(asked?: ReadonlySet<string>) {
    this.#words = new WordIndex(asked);
  }

  remember(traits: TaskTraits, minutes: number): void {
    const logMinutes = Math.log(minutes);
    this.#words.add(traits.text);
    this.#traits.push(traits);
    this.#logMinutes.push(logMinutes);
    this.#sum += logMinutes;
    const type = this.#byType.get(traits.type) ?? { tasks: 0, sum: 0 };
    this.#byType.set(traits.type, { tasks: type.tasks + 1, sum: type.sum + logMinutes });
  }

  /** Null before the first task. */
  expect(traits: TaskTraits): Expectation | null {
    const tasks = this.#traits.length;
    if (tasks === 0) return null;
    const type = this.#byType.get(traits.type) ?? { tasks: 0, sum: 0 };
    const level = (type.sum + (priorTasks * this.#sum) / tasks) / (type.tasks + priorTasks);
    let alike = 0;
    let sum = 0;
    let nearest = -1;
    let most = 0;
    for (const { index, similarity } of this.#words.matches(traits.text, leastSimilarity)) {
      const weight = sameWords * similarity ** sharpness * this.#kinship(traits, index);
      alike += weight;
      sum += weight * this.#logMinutes[index]!;
      if (weight > most) [most, nearest] = [weight, index];
    }
    return {
      logMinutes: (level + sum) / (1 + alike),
      ofType: type.tasks,
      alike,
      nearest: this.#traits[nearest]?.id ?? null,
    };
  }

  /** What beside words makes a past task count more or less. */
  #kinship(traits: TaskTraits, index: number): number {
    const past = this.#traits[index]!;
    const step = (Math.log1p(traits.lines) - Math.log1p(past.lines)) / logLinesStep;
    return (
      (past.type === traits.type ? sameType : 1) *
      (past.project === traits.project ? sameProject : 1) *
      Math.exp(-(step ** 2) / 2 - (Math.LN2 * (this.#traits.length - index)) / halfLifeTasks)
    );
  }
}
