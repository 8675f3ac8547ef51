/** Blind second opinions: finished tasks shown by what they delivered, without times and earlier estimates. */

import { fileClassifier } from "../core/changes/file-kinds.ts";
import { type DiffEvidence, diffEvidence, netDiff } from "../core/changes/net-diff.ts";
import { type Agreement, agreement, blindEstimates, blindPairs } from "../core/estimates/agreement.ts";
import { declaredName } from "../core/estimates/estimates.ts";
import { opinionsInForce } from "../core/tasks/corrections.ts";
import type { Estimate, Session, Task, WorkType } from "../core/types.ts";
import type { Effects } from "./operation.ts";

/** What a person sees of a task before they estimate it blind: nothing that tells how long it took. */
export interface BlindTask {
  readonly id: string;
  readonly title: string;
  readonly type: WorkType;
  readonly project: string;
  readonly commits: readonly string[];
  /** The net diff by kind of file and language. */
  readonly diff: readonly DiffEvidence[];
  readonly files: readonly {
    readonly path: string;
    readonly addedLines: number;
    readonly removedLines: number;
  }[];
}

/** Younger work is still at hand, or not finished. */
const restMs = 24 * 60 * 60_000;

/**
 * At most `count` finished tasks with an estimate that the person has not yet estimated blind: those with a
 * declared estimate first, each kind by task id. Ids are hashes, so the order says nothing of time or size.
 */
export async function blindTasks(effects: Effects, count: number): Promise<readonly BlindTask[]> {
  const store = await effects.store();
  const all = await store.tasks();
  const answered = new Set(
    blindEstimates(all, opinionsInForce(await store.opinions()))
      .filter(({ by }) => by === effects.person)
      .map(({ taskId }) => taskId),
  );
  const estimates = await store.estimates();
  const estimated = new Set(estimates.map(({ taskId }) => taskId));
  const declared = new Set(
    estimates.filter(({ estimate }) => estimate.estimator === declaredName).map(({ taskId }) => taskId),
  );
  const chosen = all
    .filter((task) => !task.excluded && estimated.has(task.id) && !answered.has(task.id))
    .filter((task) => task.lastMs + restMs <= effects.clock())
    .sort((a, b) => Number(declared.has(b.id)) - Number(declared.has(a.id)) || (a.id < b.id ? -1 : 1))
    .slice(0, count);
  const sessions = await store.sessions();
  return Promise.all(chosen.map((task) => delivered(effects, task, sessions)));
}

async function delivered(effects: Effects, task: Task, sessions: readonly Session[]): Promise<BlindTask> {
  const turns = await (await effects.store()).turns({ ids: task.turnIds });
  const own = new Set(task.sessionIds);
  const folders = sessions.flatMap(({ sessionId, cwd }) => (own.has(sessionId) && cwd !== null ? cwd : []));
  const diff = netDiff(
    turns.flatMap(({ edits }) => edits),
    fileClassifier(folders),
  );
  const { id, title, type, project } = task;
  return {
    ...{ id, title, type, project },
    commits: [...new Set(turns.flatMap(({ commits }) => commits.map(({ subject }) => subject)))],
    diff: diffEvidence(diff),
    files: diff.files
      .filter(({ kind }) => kind !== "scratch")
      .map(({ shortPath, addedLines, removedLines }) => ({ path: shortPath, addedLines, removedLines })),
  };
}

/** How blind estimates agree with what people declared before, and with what models said. */
export interface BlindAgreement {
  readonly declared: Agreement;
  readonly models: Agreement;
}

export async function blindAgreement(effects: Effects): Promise<BlindAgreement> {
  const store = await effects.store();
  const byTask = new Map<string, Estimate[]>();
  for (const { taskId, estimate } of await store.estimates()) {
    const own = byTask.get(taskId);
    if (own === undefined) byTask.set(taskId, [estimate]);
    else own.push(estimate);
  }
  const pairs = blindPairs(
    await store.tasks(),
    (taskId) => byTask.get(taskId) ?? [],
    opinionsInForce(await store.opinions()),
  );
  const of = (kind: "declared" | "model") => {
    const own = pairs.filter(({ first }) => first === kind);
    return agreement(
      own.map(({ firstMinutes }) => firstMinutes),
      own.map(({ blindMinutes }) => blindMinutes),
    );
  };
  return { declared: of("declared"), models: of("model") };
}
