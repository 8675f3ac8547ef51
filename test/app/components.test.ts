/** What is analysed anew when something changed, and that it is enough. */
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { merge, rename } from "../../src/app/corrections.ts";
import { estimate } from "../../src/app/estimate.ts";
import { rebuild } from "../../src/app/rebuild.ts";
import { refresh } from "../../src/app/refresh.ts";
import { writeSample } from "../../src/app/sample/write-sample.ts";
import { openStore } from "../../src/store/index.ts";
import type { Store } from "../../src/store/store.ts";
import { testEffects } from "./effects.ts";

let logs: string;
let store: Store;
/** The components that were analysed since the last look. */
let analysed: string[];

const effects = () =>
  testEffects(store, logs, {
    store: async () => ({
      ...store,
      saveComponent: (component) => {
        analysed.push(component.name);
        return store.saveComponent(component);
      },
    }),
  });

beforeEach(async () => {
  logs = mkdtempSync(join(tmpdir(), "leverage-components-"));
  await writeSample(logs, { seed: 5 });
  store = await openStore(":memory:");
  analysed = [];
  await refresh(effects());
});
afterEach(async () => {
  await store.close();
  rmSync(logs, { recursive: true, force: true });
});

const logFiles = () =>
  readdirSync(logs, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".jsonl") && !name.includes("agent-"))
    .map((name) => join(logs, name));

/** Everything that tasks are shown by. */
async function results(): Promise<unknown> {
  return [
    await store.tasks(),
    await store.taskDays(),
    await store.estimates(),
    await store.supervision(),
    await store.taskWork(),
  ];
}

async function expectAsFromScratch(): Promise<void> {
  const seen = await results();
  await rebuild.run({}, effects());
  expect(await results()).toEqual(seen);
}

test("each project of a person is a component, and nothing is analysed twice", async () => {
  const projects = new Set((await store.sessions()).map(({ person, project }) => `${person}/${project}`));
  expect(projects.size).toBeGreaterThan(1);
  expect(analysed).toHaveLength(projects.size);
  await refresh(effects());
  expect(analysed).toHaveLength(projects.size);
});

test("a log that grew: its own project alone, with the results of a reading from scratch", async () => {
  analysed = [];
  const [file] = logFiles();
  const rows = readFileSync(file!, "utf8").trimEnd().split("\n");
  const last = JSON.parse(rows.findLast((row) => row.includes('"type":"assistant"'))!);
  const { message, ...row } = last;
  const more = {
    ...row,
    uuid: "11111111-2222-4333-8444-555555555555",
    message: { ...message, id: "msg_more" },
  };
  appendFileSync(file!, `${JSON.stringify(more)}\n`);
  await refresh(effects());
  expect(analysed).toHaveLength(1);
  await expectAsFromScratch();
});

test("a log that lost its rows: its own project alone", async () => {
  analysed = [];
  writeFileSync(logFiles()[0]!, "");
  await refresh(effects());
  expect(analysed.length).toBeLessThanOrEqual(1);
  await expectAsFromScratch();
});

test("names, types and estimates: no component, for they are heard when all parts are there", async () => {
  analysed = [];
  const [task] = await store.tasks();
  await rename.run({ task: task!.id, title: "Another title" }, effects());
  await estimate.run(estimate.input.parse({ task: task!.id, likely: "4h" }), effects());
  expect(analysed).toEqual([]);
  expect((await store.tasks())[0]!.title).toBe("Another title");
  await expectAsFromScratch();
});

test("a merge across projects makes one component of two, and its undo leaves the results as they were", async () => {
  const tasks = await store.tasks();
  const other = tasks.find(({ project }) => project !== tasks[0]!.project)!;
  const before = await results();
  analysed = [];
  const { seq } = await merge.run({ tasks: [tasks[0]!.id, other.id] }, effects());
  expect(analysed).toHaveLength(1);
  await expectAsFromScratch();
  analysed = [];
  await store.addOpinion("me", 1, { kind: "undo", seq });
  await refresh(effects());
  expect(analysed).toHaveLength(1);
  expect(await results()).toEqual(before);
});

test("another time zone: everything", async () => {
  const all = analysed.length;
  analysed = [];
  await refresh({ ...effects(), timezone: "Pacific/Auckland" });
  expect(analysed).toHaveLength(all);
});
