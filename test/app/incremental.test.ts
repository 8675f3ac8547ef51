/** Whatever logs grow by and people say in between: each step leaves the results that a rebuild makes. */
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { analyse } from "../../src/app/analyse.ts";
import { defaultConfig } from "../../src/app/config.ts";
import { everybodysTasks } from "../../src/app/ledger-tasks.ts";
import type { Effects } from "../../src/app/operation.ts";
import { rebuild } from "../../src/app/rebuild.ts";
import { everybodysRecordTasks } from "../../src/app/record-tasks.ts";
import { refresh } from "../../src/app/refresh.ts";
import { writeSample } from "../../src/app/sample/write-sample.ts";
import { supervisionRules } from "../../src/app/supervision-rules.ts";
import { sync } from "../../src/app/sync.ts";
import type { LedgerTask } from "../../src/core/records/ledger-tasks.ts";
import { ofAllTasks } from "../../src/core/records/records.ts";
import type { OpinionBody } from "../../src/core/types.ts";
import { openStore } from "../../src/store/index.ts";
import type { Store } from "../../src/store/store.ts";
import { part } from "../part.ts";
import { testEffects } from "./effects.ts";

let files: readonly { readonly path: string; readonly bytes: Buffer }[] = [];
const folders: string[] = [];

const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "leverage-incremental-"));
  folders.push(folder);
  return folder;
};

beforeAll(async () => {
  const original = newFolder();
  await writeSample(original, { seed: 11 });
  files = readdirSync(original, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".jsonl"))
    .map((name) => ({ path: name, bytes: readFileSync(join(original, name)) }));
});

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Every result that anything is shown by. */
async function results(store: Store) {
  const people = new Set((await store.tasks()).map(({ person }) => person));
  return {
    tasks: await store.tasks(),
    days: await store.taskDays(),
    estimates: await store.estimates(),
    supervision: await store.supervision(),
    work: await store.taskWork(),
    usage: [await store.usageOfDays(), await store.usageOfTurns()],
    agents: await Promise.all([null, ...people].map((person) => store.agentDays(person))),
    attention: await store.attention(),
    evidence: [...(await store.evidence())].sort((a, b) => (a.taskId < b.taskId ? -1 : 1)),
  };
}

/** What a record of the period takes of the tasks: told from what is kept of days, and from all tasks. */
async function recordTasksBothWays(effects: Effects, period: { from: string; to: string }) {
  const wanted = { period, work: "all", counts: supervisionRules(effects).counts } as const;
  const kept = await everybodysRecordTasks(effects, wanted);
  const all = ofAllTasks(await everybodysTasks(effects, "all"), wanted.counts);
  const isIn = ({ days }: LedgerTask) => days.some(({ day }) => day >= period.from && day <= period.to);
  return [kept, all].map((one) => ({ ...one, tasks: one.tasks.filter(isIn) }));
}

const growth = fc.record({ file: fc.nat(), part });
const said = fc.record({
  kind: fc.constantFrom(
    "merge",
    "move",
    "split",
    "rename",
    "retype",
    "exclude",
    "include",
    "estimate",
    "estimate",
    "supervision",
    "undo",
    "plan",
  ),
  a: fc.nat(),
  b: fc.nat(),
  minutes: fc.integer({ min: 1, max: 5000 }),
  settledLater: fc.boolean(),
});

/** `turnIds`: of the ledger, as far as logs have come. */
function opinion(
  { kind, a, b, minutes }: { kind: string; a: number; b: number; minutes: number },
  turns: readonly { readonly id: string; readonly branch: string | null; readonly person: string }[],
  opinions: number,
): OpinionBody | null {
  const [turn, other] = [turns[a % turns.length], turns[b % turns.length]];
  if (turn === undefined || other === undefined) return null;
  const range = { lowMinutes: minutes / 2, likelyMinutes: minutes, highMinutes: minutes * 2 };
  const [turnId, note] = [turn.id, null];
  if (kind === "merge") return { kind, turnIds: [turnId, other.id] };
  if (kind === "move") return { kind, turnIds: [turnId], toTurnId: other.id };
  if (kind === "split" || kind === "exclude" || kind === "include") return { kind, turnId };
  if (kind === "rename") return { kind, turnId, title: `Title ${minutes}` };
  if (kind === "retype") return { kind, turnId, type: b % 2 === 0 ? "docs" : "feature" };
  if (kind === "estimate") return { kind, turnId, minutes: range, note };
  if (kind === "supervision") return { kind, turnId, day: null, supervisoryMinutes: minutes };
  if (kind === "undo") return opinions === 0 ? null : { kind, seq: 1 + (a % opinions) };
  const { branch, person } = turn;
  return {
    kind: "plan",
    title: "A plan",
    minutes: range,
    person,
    branch,
    project: null,
    note,
    previous: null,
    hash: `${a}/${b}`,
  };
}

it("logs that grow and corrections in between, in any order", async () => {
  const round = fc.record({
    grow: fc.array(growth, { maxLength: 4 }),
    say: fc.array(said, { maxLength: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(round, { minLength: 1, maxLength: 5 }),
      fc.boolean(),
      async (rounds, beginsWithAll) => {
        const logs = newFolder();
        const written = new Map<string, number>();
        const store = await openStore(":memory:");
        const effects = testEffects(store, logs);
        const grow = (path: string, bytes: Buffer, to: number) => {
          const from = written.get(path) ?? 0;
          if (to <= from) return;
          mkdirSync(dirname(join(logs, path)), { recursive: true });
          appendFileSync(join(logs, path), bytes.subarray(from, to));
          written.set(path, to);
        };
        if (beginsWithAll)
          for (const { path, bytes } of files) grow(path, bytes, Math.floor(bytes.length * 0.7));
        for (const { grow: grown, say } of rounds) {
          for (const { file, part } of grown) {
            const { path, bytes } = files[file % files.length]!;
            grow(path, bytes, Math.floor(bytes.length * part));
          }
          await refresh(effects);
          for (const one of say) {
            const body = opinion(one, await store.turns(), (await store.opinions()).length);
            if (body === null) continue;
            await store.addOpinion("me", one.minutes * 1e6, body);
            // As the dashboard does: what follows from it is settled by and by.
            if (one.settledLater) await analyse(effects, () => undefined);
          }
          await refresh(effects);
          const [newest, ...days] = (await store.taskDays()).map(({ day }) => day).toReversed();
          const period = { from: days[3] ?? "2026-01-01", to: newest ?? "2026-01-01" };
          const [kept, all] = await recordTasksBothWays(effects, period);
          expect(kept).toEqual(all);
        }
        const incremental = await results(store);
        await rebuild.run({}, effects);
        expect(await results(store)).toEqual(incremental);
        const [kept, all] = await recordTasksBothWays(effects, { from: "2026-01-01", to: "2026-12-31" });
        expect(kept).toEqual(all);
        await store.close();
      },
    ),
    { numRuns: 25 },
  );
});

/** A session, one that repeats its messages in rows of its own, so that no prompt tells that they are kin, and some others. */
function someWithRepeated(all: typeof files): typeof files {
  const original = all.find(({ path }) => !path.includes("subagents"))!;
  const text = original.bytes.toString().replaceAll(/"uuid":"/g, '"uuid":"again-');
  const bytes = Buffer.from(text.replaceAll(/"sessionId":"[^"]+"/g, '"sessionId":"repeated"'));
  return [original, { path: join(dirname(original.path), "repeated.jsonl"), bytes }, ...all.slice(-6)];
}

it("usage, asked for at any time and by any rules, is what all turns give", async () => {
  const round = fc.record({
    grow: fc.array(growth, { maxLength: 6 }),
    asked: fc.constantFrom("usage" as const, "turns" as const, "tasks" as const),
    /** The process ends when it has read. */
    isKilled: fc.boolean(),
    timezone: fc.constantFrom("UTC", "UTC", "Asia/Tokyo"),
    person: fc.constantFrom("me", "me", "somebody"),
  });
  const all = someWithRepeated(files);
  await fc.assert(
    fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 4 }), async (rounds) => {
      const logs = newFolder();
      const written = new Map<string, number>();
      const store = await openStore(":memory:");
      for (const { grow, asked, isKilled, timezone, person } of rounds) {
        for (const { file, part } of grow) {
          const { path, bytes } = all[file % all.length]!;
          const [from, to] = [written.get(path) ?? 0, Math.floor(bytes.length * part)];
          if (to <= from) continue;
          mkdirSync(dirname(join(logs, path)), { recursive: true });
          appendFileSync(join(logs, path), bytes.subarray(from, to));
          written.set(path, to);
        }
        const rules = { timezone, config: { ...defaultConfig, people: { sample: person } } };
        await (isKilled ? sync : refresh)(testEffects(store, logs, rules), asked);
        if (isKilled) continue;
        const fresh = await openStore(":memory:");
        await refresh(testEffects(fresh, logs, rules));
        expect(await store.usageOfDays()).toEqual(await fresh.usageOfDays());
        if (asked === "tasks") expect(await results(store)).toEqual(await results(fresh));
        await fresh.close();
      }
      await store.close();
    }),
    { numRuns: 25 },
  );
});
