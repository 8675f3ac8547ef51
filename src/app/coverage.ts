/** What the ledger rests on: logs read and not read, what is left out and why, tokens without a price, repositories. */
import { z } from "zod";
import { isWithin } from "../core/places.ts";
import { usdOf } from "../core/prices.ts";
import {
  type AgentCoverage,
  agentsOf,
  sessionsWithoutTurns,
  type TimeCoverage,
  timeCoverage,
} from "../core/records/coverage.ts";
import { addTokens, totalTokens, zeroTokens } from "../core/tokens.ts";
import type { Task, TaskDay } from "../core/types.ts";
import type { Store, StoredFile } from "../store/store.ts";
import { notCovered } from "./doctor.ts";
import { type Effects, operation } from "./operation.ts";
import { refresh } from "./refresh.ts";
import { outOfScopeBecause, scoped } from "./scope.ts";
import { placesOf } from "./sync.ts";

/** The log files below one folder. */
export interface PlaceCoverage {
  readonly source: string;
  readonly folder: string;
  readonly files: number;
  readonly bytes: number;
  readonly lines: number;
  /** No longer on disk; their facts stay. */
  readonly goneFiles: number;
  readonly problems: number;
}

export interface Exclusion {
  /** `a correction`, or the setting: `scope.exclude.projects: client-*`. */
  readonly because: string;
  readonly tasks: number;
  readonly agentMinutes: number;
}

export interface UnpricedModel {
  readonly model: string;
  readonly tokens: number;
}

export interface RepositoryCoverage {
  readonly name: string;
  readonly folders: readonly string[];
  readonly trunk: string | null;
  readonly commits: number;
}

export interface CoverageOutput {
  /** IANA name. */
  readonly timezone: string;
  readonly places: readonly PlaceCoverage[];
  /** Files of the ledger that lie below none of the places any more, or were read on another machine. */
  readonly elsewhere: Omit<PlaceCoverage, "source" | "folder">;
  readonly agents: readonly AgentCoverage[];
  readonly time: TimeCoverage;
  readonly problemCounts: readonly { readonly kind: string; readonly count: number }[];
  readonly excluded: readonly Exclusion[];
  readonly unpriced: readonly UnpricedModel[];
  readonly withoutTurns: {
    readonly sessions: number;
    /** The newest ten. */
    readonly newest: readonly {
      readonly sessionId: string;
      readonly project: string;
      readonly lastMs: number;
    }[];
  };
  readonly repositories: readonly RepositoryCoverage[];
  readonly notCovered: readonly string[];
}

const newestShown = 10;

export const coverage = operation({
  name: "coverage",
  about: "What the figures rest on: logs, agents and repositories that were read, and what is left out",
  input: () => z.object({}),
  async run(_input, effects): Promise<CoverageOutput> {
    await refresh(effects);
    const store = await effects.store();
    const sessions = await store.sessions();
    const everyTask = await store.tasks();
    const days = await store.taskDays();
    const tasks = everyTask.map((task) => scoped(task, effects.config.scope));
    const silent = sessionsWithoutTurns(sessions, everyTask);
    return {
      timezone: effects.timezone,
      ...(await placesCovered(store, effects)),
      agents: agentsOf(sessions, everyTask),
      time: timeCoverage(tasks, days),
      problemCounts: await store.problemCounts(),
      excluded: exclusionsOf(everyTask, days, effects),
      unpriced: unpricedOf(days, effects),
      withoutTurns: {
        sessions: silent.length,
        newest: silent
          .toSorted((a, b) => b.lastMs - a.lastMs)
          .slice(0, newestShown)
          .map(({ sessionId, project, lastMs }) => ({ sessionId, project, lastMs })),
      },
      repositories: await repositoriesOf(store),
      notCovered,
    };
  },
});

async function placesCovered(
  store: Store,
  effects: Effects,
): Promise<Pick<CoverageOutput, "places" | "elsewhere">> {
  const problems = new Map<string, number>();
  for (const { at } of await store.problems()) problems.set(at.file, (problems.get(at.file) ?? 0) + 1);
  const folders = effects.sources.flatMap((source) =>
    placesOf(source, effects).map((folder) => ({ source: source.name, folder })),
  );
  const files = await store.files();
  const placeOf = (file: StoredFile) => folders.find(({ folder }) => isWithin(file.path, folder));
  const below = (place: (typeof folders)[number] | undefined) =>
    filesCovered(
      files.filter((file) => placeOf(file) === place),
      problems,
    );
  return {
    places: folders.map((place) => ({ ...place, ...below(place) })),
    elsewhere: below(undefined),
  };
}

function filesCovered(
  files: readonly StoredFile[],
  problems: ReadonlyMap<string, number>,
): CoverageOutput["elsewhere"] {
  const present = files.filter(({ gone }) => !gone);
  return {
    files: present.length,
    bytes: present.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    lines: files.reduce((sum, { readLines }) => sum + readLines, 0),
    goneFiles: files.length - present.length,
    problems: files.reduce((sum, { path }) => sum + (problems.get(path) ?? 0), 0),
  };
}

/** Most agent minutes first. */
function exclusionsOf(tasks: readonly Task[], days: readonly TaskDay[], { config }: Effects): Exclusion[] {
  const agentMs = new Map<string, number>();
  for (const day of days) agentMs.set(day.taskId, (agentMs.get(day.taskId) ?? 0) + day.agentMs);
  const byReason = new Map<string, { tasks: number; agentMinutes: number }>();
  for (const task of tasks) {
    const because = task.excluded ? "a correction" : outOfScopeBecause(task, config.scope);
    if (because === null) continue;
    const row = byReason.get(because) ?? { tasks: 0, agentMinutes: 0 };
    row.tasks += 1;
    row.agentMinutes += (agentMs.get(task.id) ?? 0) / 60_000;
    byReason.set(because, row);
  }
  return [...byReason]
    .map(([because, row]) => ({ because, ...row }))
    .sort((a, b) => b.agentMinutes - a.agentMinutes || (a.because < b.because ? -1 : 1));
}

/** Most tokens first. */
function unpricedOf(days: readonly TaskDay[], { config }: Effects): UnpricedModel[] {
  const tokens = new Map<string, typeof zeroTokens>();
  const add = (model: string, more: typeof zeroTokens) =>
    tokens.set(model, addTokens(tokens.get(model) ?? zeroTokens, more));
  for (const { tokensByModel } of days)
    for (const [model, counts] of Object.entries(tokensByModel)) add(model, counts);
  return [...tokens]
    .filter(([model, counts]) => usdOf(model, counts, config.prices) === null && totalTokens(counts) > 0)
    .map(([model, counts]) => ({ model, tokens: totalTokens(counts) }))
    .sort((a, b) => b.tokens - a.tokens || (a.model < b.model ? -1 : 1));
}

async function repositoriesOf(store: Store): Promise<readonly RepositoryCoverage[]> {
  const rows: RepositoryCoverage[] = [];
  for (const { id, name, folders, trunk } of await store.repositories())
    rows.push({ name, folders, trunk, commits: (await store.commits(id)).length });
  return rows.sort((a, b) => b.commits - a.commits || (a.name < b.name ? -1 : 1));
}
