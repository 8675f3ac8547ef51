/** Pages hear of every change, whoever makes it, and the server forgets those that go. */
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { eventData } from "../../src/answers/events.ts";
import { rename } from "../../src/app/corrections.ts";
import type { TaskListOutput } from "../../src/app/task-views.ts";
import { EventStream } from "./event-stream.ts";
import { emptyLogs, serverOn, type TestServer } from "./start.ts";

const sessionId = "5e551000-0000-4000-8000-000000000001";

const row = (minutes: number, more: object): string =>
  `${JSON.stringify({
    sessionId,
    cwd: "/home/user/alpha",
    version: "2.1.156",
    uuid: `row-${minutes}`,
    timestamp: new Date(Date.parse("2026-03-20T09:00:00Z") + minutes * 60_000).toISOString(),
    ...more,
  })}\n`;

const prompt = (minutes: number, content: string): string =>
  row(minutes, { type: "user", message: { role: "user", content } }) +
  row(minutes + 1, {
    type: "assistant",
    message: {
      id: `m-${minutes}`,
      role: "assistant",
      model: "claude-opus-4-5",
      content: [{ type: "text", text: "Done." }],
    },
  });

let logs: string;
let log: string;
let server: TestServer;
const streams: EventStream[] = [];
const open = async () => {
  const stream = await EventStream.open(server.port);
  streams.push(stream);
  return stream;
};

beforeEach(async () => {
  logs = emptyLogs();
  log = join(logs, "project", `${sessionId}.jsonl`);
  writeFileSync(log, prompt(0, "Fix the totals"));
  server = await serverOn(logs);
});
afterEach(async () => {
  for (const stream of streams.splice(0)) stream.close();
  await server.end();
  rmSync(logs, { recursive: true, force: true });
});

const tasks = async () => {
  const { text } = await server.get("/api/v1/task/list");
  return (JSON.parse(text) as TaskListOutput).tasks.map(({ task }) => task);
};
const titles = async () => (await tasks()).map(({ title }) => title);
const prompts = async () => (await tasks()).reduce((sum, { turnIds }) => sum + turnIds.length, 0);

describe("a page", () => {
  it("is greeted with the revision and what the server is", async () => {
    const stream = await open();
    expect(stream.type).toBe("text/event-stream");
    const hello = eventData.hello.parse(await stream.next("hello"));
    expect(hello).toMatchObject({ readOnly: false, sample: false });
  });

  it("hears when a log grows, and the next answer has it", async () => {
    const stream = await open();
    const { revision } = eventData.hello.parse(await stream.next("hello"));
    appendFileSync(log, prompt(200, "Write a changelog"));
    const changed = eventData.changed.parse(await stream.next("changed"));
    expect(changed.revision).toBeGreaterThan(revision);
    await vi.waitFor(async () => expect(await prompts()).toBe(2), { timeout: 10_000 });
  });

  it("hears of a log in a new folder", async () => {
    const stream = await open();
    await stream.next("hello");
    mkdirSync(join(logs, "another"));
    const other = "5e551000-0000-4000-8000-000000000002";
    const text = prompt(300, "Draw the diagram").replaceAll(sessionId, other).replaceAll("row-", "other-");
    writeFileSync(join(logs, "another", `${other}.jsonl`), text.replaceAll("m-300", "m-other"));
    await stream.next("changed");
    await vi.waitFor(async () => expect(await prompts()).toBe(2), { timeout: 10_000 });
  });

  it("hears of a correction by the command line", async () => {
    const stream = await open();
    await stream.next("hello");
    const [task] = await tasks();
    await rename.run({ task: task!.id, title: "Said elsewhere" }, server.elsewhere);
    await stream.next("changed");
    expect(await titles()).toEqual(["Said elsewhere"]);
  });

  it("hears of another page's correction at once, all pages do", async () => {
    const [one, two] = [await open(), await open()];
    await Promise.all([one.next("hello"), two.next("hello")]);
    const [task] = await tasks();
    await server.post("/api/v1/task/rename", { task: task!.id, title: "Said here" });
    await Promise.all([one.next("changed"), two.next("changed")]);
    expect(await titles()).toEqual(["Said here"]);
  });
});

describe("the server", () => {
  it("forgets pages that go", async () => {
    const some = [await open(), await open(), await open()];
    await Promise.all(some.map((stream) => stream.next("hello")));
    expect(server.events.listeners).toBe(3);
    for (const stream of some) stream.close();
    await vi.waitFor(() => expect(server.events.listeners).toBe(0));
  });

  it("tells pages nothing of a form they do not know", async () => {
    const stream = await open();
    await stream.next("hello");
    server.events.tell("failed", { detail: 'line one\nline "two"', hint: "\u2028" });
    expect(eventData.failed.parse(await stream.next("failed"))).toEqual({
      detail: 'line one\nline "two"',
      hint: "\u2028",
    });
  });

  it("ends with pages open", async () => {
    const stream = await open();
    await stream.next("hello");
    await server.close();
    await vi.waitFor(() => expect(stream.ended).toBe(true));
    server = await serverOn(logs);
  });
});
