/**
 * A question that keeps its answer up to date: asked again when its input or the ledger changes. The answer before
 * stays on screen meanwhile, and where nothing changed it stays the same object, so nothing is drawn anew.
 */
import type { Answers, Input } from "./answers.ts";
import { ApiProblem, read } from "./api.ts";
import { live } from "./live.svelte.ts";

export interface Question<Name extends keyof Answers> {
  readonly name: Name;
  readonly input?: Input;
}

export interface Query<Answer> {
  /** Null until the first answer. */
  readonly answer: Answer | null;
  /** Of the latest try. */
  readonly problem: ApiProblem | null;
  /** The answer shown is to another question than the present one. */
  readonly stale: boolean;
  /** The ledger's, when it gave the answer. */
  readonly revision: number;
  again(): void;
}

/** To be called while a component is set up. A null question is not asked. */
export function query<Name extends keyof Answers>(
  question: () => Question<Name> | null,
): Query<Answers[Name]> {
  let answer: Answers[Name] | null = $state.raw(null);
  let problem: ApiProblem | null = $state.raw(null);
  let stale = $state(false);
  let tries = $state(0);
  let revision = $state(0);
  let etag: string | null = null;
  let asked = "";

  $effect(() => {
    const present = question();
    void [live.news, tries];
    if (present === null) return;
    const key = JSON.stringify(present);
    if (key !== asked) {
      asked = key;
      etag = null;
      stale = true;
    }
    const stop = new AbortController();
    read(present.name, present.input, stop.signal).then(
      (got) => {
        if (stop.signal.aborted) return;
        if (got.etag === null || got.etag !== etag) answer = got.answer;
        etag = got.etag;
        revision = got.revision;
        live.saw(revision);
        problem = null;
        stale = false;
      },
      (error: unknown) => {
        if (stop.signal.aborted) return;
        if (!(error instanceof ApiProblem)) throw error;
        problem = error;
        stale = false;
      },
    );
    return () => stop.abort();
  });

  return {
    get answer() {
      return answer;
    },
    get problem() {
      return problem;
    },
    get stale() {
      return stale;
    },
    get revision() {
      return revision;
    },
    again: () => {
      tries++;
    },
  };
}
