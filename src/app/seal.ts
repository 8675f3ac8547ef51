/**
 * The seal of a record that leaves the ledger: hashes of what it was drawn from, and of the record exported before
 * it. A record written with `--out FILE.json` becomes the newest link of the ledger's chain of exports; what is
 * printed to standard output carries a seal as well and leaves the chain as it is.
 */

import { plansAmong } from "../core/estimates/plans.ts";
import type { LeverageRecord, RecordSeal } from "../core/leverage-record.ts";
import type { SupervisionRules } from "../core/method.ts";
import type { Opinion, Task, TaskDay } from "../core/types.ts";
import { canonicalText } from "../formats/json.ts";
import type { Effects } from "./operation.ts";
import { aliasing } from "./record-words.ts";
import { sha256 } from "./sha256.ts";
import { supervisionRules } from "./supervision-rules.ts";
import { version } from "./version.ts";

/** Where the ledger keeps the hashes of exported records, oldest first. */
const exportsKey = "exported-records";

export async function exportedRecords(effects: Effects): Promise<readonly string[]> {
  return JSON.parse((await (await effects.store()).meta(exportsKey)) ?? "[]") as string[];
}

/** Makes a record that was written to a file the newest one of the chain. */
export async function noteExport(effects: Effects, { seal, sample }: LeverageRecord): Promise<void> {
  if (seal === undefined || sample) return;
  const store = await effects.store();
  await store.transaction(async () => {
    const before = await exportedRecords(effects);
    await store.setMeta(exportsKey, JSON.stringify([...before, seal.hash]));
  });
}

export async function sealed(
  effects: Effects,
  record: LeverageRecord,
  request: { readonly person: string | null; readonly rules: SupervisionRules },
): Promise<LeverageRecord> {
  const opinions = await (await effects.store()).opinions();
  const seal: RecordSeal = {
    version,
    // A name with an alias must not leave by the seal.
    person: request.person && aliasing(effects.config.aliases)(request.person),
    supervision: { measured: supervisionRules(effects), counted: request.rules },
    inputs: {
      tasks: await taskHashes(effects, record),
      opinions: { count: opinions.length, hash: opinionsHash(opinions) },
      plan: plansAmong(opinions).at(-1)?.hash ?? null,
      configuration: configurationHash(effects),
    },
    previous: (await exportedRecords(effects)).at(-1) ?? null,
    hash: "",
  };
  const whole = { ...record, seal };
  return { ...record, seal: { ...seal, hash: recordHash(whole) } };
}

/** The hash a record should carry; the time it was made and the hash itself are not part of it. */
export function recordHash(record: { readonly seal?: Partial<RecordSeal> | undefined }): string {
  const seal = { ...record.seal, hash: undefined };
  return sha256(canonicalText({ ...record, generatedMs: undefined, seal }));
}

export function opinionsHash(opinions: readonly Opinion[]): string {
  return sha256(canonicalText(opinions));
}

export function configurationHash({ config }: Effects): string {
  return sha256(canonicalText([config.aliases, config.scope, config.prices]));
}

/** What stands behind each of the record's tasks. */
export async function taskHashes(
  effects: Effects,
  record: Pick<LeverageRecord, "entries" | "unestimated">,
): Promise<RecordSeal["inputs"]["tasks"]> {
  const store = await effects.store();
  const entries = [...record.entries, ...record.unestimated];
  const taskIds = entries.map(({ taskId }) => taskId);
  const tasks = new Map((await store.tasks(taskIds)).map((task) => [task.id, task]));
  const daysOf = new Map<string, TaskDay[]>(taskIds.map((id) => [id, []]));
  for (const day of await store.taskDays({ taskIds })) daysOf.get(day.taskId)?.push(day);
  const workOf = new Map((await store.taskWork(taskIds)).map((work) => [work.taskId, work]));
  return Object.fromEntries(
    entries.map(({ taskId, estimate }) => {
      const work = workOf.get(taskId);
      return [
        taskId,
        {
          facts: factsHash(tasks.get(taskId), daysOf.get(taskId) ?? []),
          estimate: estimate && hashOnce(estimate, () => estimate),
          work: work === undefined ? null : hashOnce(work, ({ commits, outcome }) => [commits, outcome]),
        },
      ];
    }),
  );
}

const hashes = new WeakMap<object, string>();

/** Whoever keeps rows while a ledger changes asks for the same ones again. */
function hashOnce<Row extends object>(row: Row, stated: (row: Row) => unknown): string {
  const hash = hashes.get(row) ?? sha256(canonicalText(stated(row)));
  hashes.set(row, hash);
  return hash;
}

const factsHashes = new WeakMap<Task, { readonly days: readonly TaskDay[]; readonly hash: string }>();

function factsHash(task: Task | undefined, days: readonly TaskDay[]): string {
  const known = task && factsHashes.get(task);
  if (known?.days.length === days.length && known.days.every((day, i) => day === days[i])) return known.hash;
  const hash = sha256(canonicalText([task?.turnIds ?? [], days]));
  if (task !== undefined) factsHashes.set(task, { days, hash });
  return hash;
}
