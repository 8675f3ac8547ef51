/** Titles, paths and branches are whatever a log says: they go through the API as text and come out of it as text. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { TaskListOutput } from "../../src/app/task-views.ts";
import { emptyLogs, serverOn, type TestServer } from "./start.ts";

const hostile: Readonly<Record<string, string>> = {
  script: "</script><script>alert(1)</script><img src=x onerror=alert(1)>",
  ansi: "\u001b[31mred\u001b[0m \u001b]0;title\u0007 \u009b31m",
  bidi: "safe\u202egnp.exe\u202c \u2066isolated\u2069 \u200f\u061c",
  lines: "one\r\ntwo\u2028three\u0000four",
  quotes: `"'\`\${1}{{2}}<!--`,
  surrogate: "half \ud800 of a pair",
  long: `An endless title ${"long ".repeat(500_000)}`,
};

let logs: string;
let server: TestServer;
beforeAll(async () => {
  logs = emptyLogs();
  for (const [i, [name, text]] of Object.entries(hostile).entries()) {
    const sessionId = `bad00000-0000-4000-8000-00000000000${i}`;
    const row = (seconds: number, more: object) =>
      `${JSON.stringify({
        sessionId,
        cwd: `/home/user/${name}/${text.slice(0, 60)}`,
        gitBranch: text.slice(0, 200),
        version: text.slice(0, 100),
        uuid: `${name}-${seconds}`,
        timestamp: new Date(Date.parse("2026-03-20T09:00:00Z") + (i * 3_600 + seconds) * 1_000).toISOString(),
        ...more,
      })}\n`;
    const tool = {
      type: "tool_use",
      id: `t-${i}`,
      name: text.slice(0, 100),
      input: { file_path: `/x/${text}` },
    };
    writeFileSync(
      join(logs, "project", `${sessionId}.jsonl`),
      row(0, { type: "user", message: { role: "user", content: text } }) +
        row(60, {
          type: "assistant",
          message: {
            id: `m-${i}`,
            role: "assistant",
            model: text.slice(0, 80),
            content: [tool],
            usage: { output_tokens: 9 },
          },
        }) +
        row(61, { type: "custom-title", customTitle: text }),
    );
  }
  server = await serverOn(logs);
});
afterAll(async () => {
  await server.end();
  rmSync(logs, { recursive: true, force: true });
});

it("every view answers, with JSON that no browser takes for a page", async () => {
  const views = [
    "record",
    "usage?by=session",
    "usage?by=model",
    "task/list",
    "explain",
    "doctor?all=true",
    "timeline",
  ];
  for (const view of views) {
    const { status, headers, text } = await server.get(`/api/v1/${view}`);
    expect([view, status, headers["content-type"]]).toEqual([view, 200, "application/json"]);
    expect(headers["content-security-policy"]).toContain("sandbox");
    // Nothing of a megabyte-long title, however often it is told.
    expect([view, text.length < 200_000]).toEqual([view, true]);
    expect(() => JSON.parse(text)).not.toThrow();
  }
});

it("titles come out as they are, and cut where they are endless", async () => {
  const { text } = await server.get("/api/v1/task/list");
  const { tasks } = JSON.parse(text) as TaskListOutput;
  expect(tasks).toHaveLength(Object.keys(hostile).length);
  for (const { task } of tasks) expect(task.title.length).toBeLessThanOrEqual(200);
  expect(tasks.some(({ task }) => task.title.includes("<script>"))).toBe(true);
});

it("a file of the record is named by what was asked, never by what a log says", async () => {
  const period = encodeURIComponent('2026-03-20"; filename="x.exe\r\nSet-Cookie: a=b');
  const { status, headers } = await server.get(`/api/v1/record?format=html&period=${period}`);
  expect([status, headers["set-cookie"]]).toEqual([422, undefined]);
  const { headers: good } = await server.get("/api/v1/record?format=html&period=2026-03-20");
  expect(good["content-disposition"]).toBe('attachment; filename="leverage-2026-03-20.html"');
});

it("the page of a record holds no script of a log", async () => {
  const { text, headers } = await server.get("/api/v1/record?format=html&period=2026-03-20");
  expect(text).not.toContain("<script>alert");
  expect(text).not.toContain("<img src=x");
  expect(headers["content-security-policy"]).toContain("sandbox");
});
