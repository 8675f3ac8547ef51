/** Whose and which work the record is about: the configuration's include and exclude lists. */
import picomatch from "picomatch";
import type { Task } from "../core/types.ts";

/** Patterns such as `client-*` or `{api,web}`; letter case does not matter, `*` matches any characters. */
export interface ScopeLists {
  readonly projects: readonly string[];
  readonly agents: readonly string[];
  readonly people: readonly string[];
}

export interface Scope {
  /** An empty list includes all. */
  readonly include: ScopeLists;
  /** Wins over `include`. */
  readonly exclude: ScopeLists;
}

/** What a scope is asked about: a session, a turn, a task. */
export interface ScopeSubject {
  readonly project: string;
  readonly agent: string;
  readonly person: string;
}

const subjectKey = { projects: "project", agents: "agent", people: "person" } as const;
type ListName = keyof typeof subjectKey;
const listNames = Object.keys(subjectKey) as ListName[];

export function inScope(subject: ScopeSubject, scope: Scope): boolean {
  return outOfScopeBecause(subject, scope) === null;
}

/** A task outside the scope is left out of records like an excluded one, and counted as left out. */
export function scoped(task: Task, scope: Scope): Task {
  return task.excluded || inScope(task, scope) ? task : { ...task, excluded: true };
}

/** The setting that leaves the subject out, as `scope.exclude.projects: client-*`; null where it is in. */
export function outOfScopeBecause(subject: ScopeSubject, scope: Scope): string | null {
  for (const name of listNames) {
    const word = subject[subjectKey[name]];
    const by = scope.exclude[name].find((pattern) => matches(pattern, word));
    if (by !== undefined) return `scope.exclude.${name}: ${by}`;
    const included = scope.include[name];
    if (included.length > 0 && !included.some((pattern) => matches(pattern, word))) {
      return `scope.include.${name}: ${included.join(", ")}`;
    }
  }
  return null;
}

const matchers = new Map<string, (word: string) => boolean>();

function matches(pattern: string, word: string): boolean {
  let matcher = matchers.get(pattern);
  if (matcher === undefined) {
    // Names are words, not paths: a star may match slashes and a leading dot, and "!" is a letter.
    matcher = picomatch(pattern, { bash: true, dot: true, nocase: true, nonegate: true });
    matchers.set(pattern, matcher);
  }
  return matcher(word);
}
