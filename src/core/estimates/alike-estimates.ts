/**
 * The same kind of task, estimated very differently: "40 h, then 8 h for the same audit". Declared estimates of one
 * person whose titles are alike, in one project or of one work type, and whose minutes lie more than 2.5 times
 * apart, are pointed out together. Nothing is corrected: one of them may well have been the larger task.
 *
 * Titles are alike where they share 60 % of their words (Jaccard), two words at least; or where their heads do (what
 * stands before a colon or a bracket names the kind of work, the rest what came of it), three words at least.
 * Numbers and words such as `the` are no words here, and a plural is its singular.
 */
import type { WorkType } from "../types.ts";

/** A task with a declared estimate. */
export interface DeclaredTask {
  readonly taskId: string;
  readonly title: string;
  readonly person: string;
  readonly project: string;
  readonly type: WorkType;
  /** Declared likely minutes of the whole task. */
  readonly minutes: number;
}

export interface UnlikeEstimates<Declared extends DeclaredTask = DeclaredTask> {
  /** Largest estimate first. */
  readonly tasks: readonly Declared[];
  /** Largest over smallest. */
  readonly ratio: number;
}

/**
 * From here on two estimates of one kind of task are worth a second look. It is no proof: numbers for the very same
 * work that err independently, by .6 on the log scale as declared ones do (`declaredLogSd`), lie further apart in
 * 28 % of cases.
 */
export const unlikeRatio = 2.5;

const leastShared = 0.6;

/**
 * Groups of alike tasks with unlike estimates, the widest apart first. A task is in one group at most: that of the
 * first task (by id) it is like, so that a chain of titles, each like the next, does not make one group.
 * With `about`, only the tasks of these ids and those like one of them are looked at.
 */
export function estimatedUnlike<Declared extends DeclaredTask>(
  tasks: readonly Declared[],
  about?: ReadonlySet<string>,
): readonly UnlikeEstimates<Declared>[] {
  const ordered = tasks.filter(({ minutes }) => minutes > 0).sort(byId);
  const titles = new TitleWords(ordered.map(({ title }) => title));
  const numbers = ordered.map((_, i) => i);
  return groupsOfAlike(about === undefined ? numbers : near(about, ordered, titles), ordered, titles)
    .map((group) => {
      const own = group.map((i) => ordered[i]!).sort((a, b) => b.minutes - a.minutes || byId(a, b));
      return { tasks: own, ratio: own[0]!.minutes / own.at(-1)!.minutes };
    })
    .filter(({ ratio }) => ratio > unlikeRatio)
    .sort((a, b) => b.ratio - a.ratio || byId(a.tasks[0]!, b.tasks[0]!));
}

const byId = (a: DeclaredTask, b: DeclaredTask): number => (a.taskId < b.taskId ? -1 : 1);

/** Numbers of the tasks that `about` names or that are like one of those. */
function near(
  about: ReadonlySet<string>,
  tasks: readonly DeclaredTask[],
  titles: TitleWords,
): readonly number[] {
  const index = new AlikeIndex(tasks, titles);
  for (const [i, { taskId }] of tasks.entries()) if (about.has(taskId)) index.add(i);
  return [...tasks.keys()].filter((i) => about.has(tasks[i]!.taskId) || index.firstLike(i) !== null);
}

/** Numbers of the tasks in each group of two and more. */
function groupsOfAlike(
  numbers: readonly number[],
  tasks: readonly DeclaredTask[],
  titles: TitleWords,
): readonly (readonly number[])[] {
  const leaders = new AlikeIndex(tasks, titles);
  const groups = new Map<number, number[]>();
  for (const i of numbers) {
    const leader = leaders.firstLike(i);
    if (leader !== null) groups.get(leader)!.push(i);
    else {
      leaders.add(i);
      groups.set(i, [i]);
    }
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

/** Fewer words in common say nothing: of whole titles, of heads. */
const leastWords = [2, 3] as const;

/** The words of titles and of their heads, and which of them are rare. */
class TitleWords {
  /** A title's words, then those of its head. */
  readonly of: readonly (readonly [ReadonlySet<string>, ReadonlySet<string>])[];
  readonly #uses = new Map<string, number>();

  constructor(titles: readonly string[]) {
    this.of = titles.map((title) => [wordsOf(title), wordsOf(headOf(title))]);
    for (const [words] of this.of) {
      for (const word of words) this.#uses.set(word, (this.#uses.get(word) ?? 0) + 1);
    }
  }

  /**
   * Words of a set that it shares one of with any set it is like: of n words, two sets that share 60 % have one in
   * common among the rarest n - ceil(.6 n) + 1 of each (prefix filtering, Chaudhuri, Ganti and Kaushik 2006).
   */
  rarest(words: ReadonlySet<string>): readonly string[] {
    const uses = (word: string) => this.#uses.get(word) ?? 0;
    return [...words]
      .sort((a, b) => uses(a) - uses(b) || (a < b ? -1 : 1))
      .slice(0, words.size - Math.ceil(leastShared * words.size) + 1);
  }

  areAlike(i: number, j: number): boolean {
    return leastWords.some((least, view) => share(this.of[i]![view]!, this.of[j]![view]!, least));
  }
}

function share(a: ReadonlySet<string>, b: ReadonlySet<string>, least: number): boolean {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  // Most pairs are told apart by their sizes alone.
  if (small.size < least || small.size < leastShared * large.size) return false;
  let shared = 0;
  for (const word of small) if (large.has(word)) shared += 1;
  return shared >= least && shared >= leastShared * (small.size + large.size - shared);
}

/** Finds alike tasks by their rarest words. */
class AlikeIndex {
  readonly #tasks: readonly DeclaredTask[];
  readonly #titles: TitleWords;
  /** Of whole titles, of heads. */
  readonly #withWord = [new Map<string, number[]>(), new Map<string, number[]>()] as const;

  constructor(tasks: readonly DeclaredTask[], titles: TitleWords) {
    this.#tasks = tasks;
    this.#titles = titles;
  }

  add(i: number): void {
    for (const [view, withWord] of this.#withWord.entries()) {
      for (const word of this.#titles.rarest(this.#titles.of[i]![view]!)) {
        const others = withWord.get(word);
        if (others === undefined) withWord.set(word, [i]);
        else others.push(i);
      }
    }
  }

  /** The first of those added that is like the task and of its kind. */
  firstLike(i: number): number | null {
    let first: number | null = null;
    for (const [view, withWord] of this.#withWord.entries()) {
      for (const word of this.#titles.rarest(this.#titles.of[i]![view]!)) {
        for (const j of withWord.get(word) ?? []) {
          if (first !== null && j >= first) break;
          if (j !== i && this.#isSameKind(i, j) && this.#titles.areAlike(i, j)) first = j;
        }
      }
    }
    return first;
  }

  #isSameKind(i: number, j: number): boolean {
    const [a, b] = [this.#tasks[i]!, this.#tasks[j]!];
    return a.person === b.person && (a.project === b.project || a.type === b.type);
  }
}

/** Words that every title has. */
const fillers = new Set(
  "a an and as at by for from full in into of on or the to with all new up via per its".split(" "),
);

/** Distinct words of a title, without numbers and fillers, in the singular. */
function wordsOf(title: string): ReadonlySet<string> {
  const found = title.toLowerCase().match(/\p{L}[\p{L}\p{N}]+/gu) ?? [];
  return new Set(found.filter((word) => !fillers.has(word)).map(singular));
}

const singular = (word: string): string =>
  /[^s]s$/.test(word) && word.length > 3 ? word.slice(0, -1) : word;

/** What stands before the first colon, bracket, semicolon or dash between spaces. */
const headOf = (title: string): string => title.split(/[:;(]\s*|\s[-–—]\s/, 1)[0]!;
