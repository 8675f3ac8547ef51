/**
 * Every answer of the server against its own OpenAPI document: all reading operations on the sample, all changing ones
 * one after another, and every kind of refusal.
 */
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TaskListOutput } from "../../src/app/task-views.ts";
import { commands } from "../../src/cli/commands.ts";
import { json } from "../../src/formats/json.ts";
import { openApi } from "../../src/server/openapi.ts";
import { addressOf } from "../../src/server/question.ts";
import { routes } from "../../src/server/routes.ts";
import { type Answer, serverOnSample, type TestServer } from "./start.ts";

let server: TestServer;
beforeAll(async () => {
  server = await serverOnSample();
}, 60_000);
afterAll(() => server.end());

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses: unknown }>>>>;
}

const document = openApi() as unknown as Document;
const ajv = new Ajv2020({ strict: false });
ajv.addSchema(document, "api");

/** What the document says against the answer; empty: nothing. */
function faults(path: string, method: "get" | "post", answer: Answer): unknown {
  const type = answer.headers["content-type"] ?? "";
  if (answer.status !== 200) return faultsIn("#/components/schemas/Problem", JSON.parse(answer.text));
  const pointer = ["paths", path, method, "responses", "200", "content", type, "schema"]
    .map((part) => part.replaceAll("~", "~0").replaceAll("/", "~1"))
    .join("/");
  return faultsIn(`#/${pointer}`, JSON.parse(answer.text));
}

function faultsIn(pointer: string, value: unknown): unknown {
  const validate = ajv.getSchema(`api${pointer}`);
  if (validate === undefined) return `the document has no ${pointer}`;
  return validate(value) ? [] : validate.errors;
}

async function tasks(): Promise<TaskListOutput["tasks"]> {
  const { text } = await server.get("/api/v1/task/list?excluded=true");
  return (JSON.parse(text) as TaskListOutput).tasks;
}

/** A question to each reading operation that needs one. */
const inputs: Readonly<Record<string, (taskId: string) => readonly string[]>> = {
  record: (id) => [
    "",
    "week=true",
    "period=2026-03&promptingOnly=true&check=true",
    "person=nobody",
    `period=${id}`,
  ],
  usage: () => ["", "by=day", "by=model", "by=project", "by=session", "by=task", "by=moon"],
  explain: (id) => ["", "what=record", "what=2026-03", `what=${id}`, "what=nosuchtask"],
  estimate: () => ["", "blind=3", "blind=0"],
  "task list": () => ["", "period=2026-W11", "unestimated=true&corrections=true", "unestimated=maybe"],
  "task show": (id) => [`task=${id}`, "task=nosuchtask", "", `task=${id}&task=${id}`],
  doctor: () => ["", "all=true", "kind=none-of-this-name", "repair=true"],
};

describe("every operation", () => {
  /** Commands that are not the server's to carry out. */
  const exceptions: Readonly<Record<string, string>> = {
    serve: "it is what is running",
    completion: "for shells",
    sample: "writes files to a folder that the request would name",
    export: "a stream of lines; it has a route of its own",
  };

  it("of the command line has its route", () => {
    const answered = new Set([...routes.map(({ operation }) => operation.name), ...Object.keys(exceptions)]);
    expect(Object.keys(commands).filter((name) => !answered.has(name))).toEqual([]);
  });

  it("is in the document", () => {
    expect(Object.keys(document.paths).sort()).toEqual(
      [
        ...new Set(routes.map(({ operation }) => addressOf(operation.name))),
        "/api/v1/events",
        "/api/v1/export",
      ].sort(),
    );
  });
});

describe("answers agree with the document", () => {
  it.each(
    routes.filter(({ kind }) => kind === "read").map(({ operation }) => operation.name),
  )("%s", async (name) => {
    const [first] = await tasks();
    const path = addressOf(name);
    for (const query of inputs[name]?.(first!.task.id) ?? [""]) {
      const answer = await server.get(`${path}?${query}`);
      expect([query, faults(path, "get", answer)]).toEqual([query, []]);
    }
  });

  it("to every change, each undone in the end", async () => {
    const changed = async (
      name: string,
      input: unknown,
    ): Promise<{ readonly seq?: number; readonly text: string }> => {
      const answer = await server.post(addressOf(name), input);
      expect([name, answer.status, faults(addressOf(name), "post", answer)]).toEqual([name, 200, []]);
      return { ...(JSON.parse(answer.text) as { seq?: number }), text: answer.text };
    };
    const before = await tasks();
    const long = before.filter(({ task }) => task.turnIds.length > 2);
    const [a, b] = [long[0]!.task.id, long[1]!.task.id];
    await changed("task rename", { task: a, title: "Another title" });
    await changed("task type", { task: a, type: "chore" });
    await changed("task note", { task: a, text: "A note" });
    await changed("task exclude", { task: a });
    await changed("task include", { task: a });
    await changed("task split", { task: a, prompt: "2" });
    await changed("task move", { task: b, prompts: ["2"], to: a });
    await changed("task merge", { tasks: [a, b] });
    await changed("supervise", { task: a, minutes: "5m" });
    await changed("estimate", { task: a, likely: "4h", low: "2h", high: "9h" });
    await changed("estimate", { task: a, likely: "3h", second: true });
    const plan = JSON.parse((await changed("plan", { title: "Next", likely: "2h" })).text) as {
      readonly plan: { readonly hash: string };
    };
    await changed("plan attach", { plan: plan.plan.hash.slice(0, 8), task: b });
    const page =
      "Leverage Record March 19, 2026\n\n#\tTask\tHuman Est.\tClaude\tSup.\tFactor\tSup. Factor\n1\tAn audit\t40h\t60m\t5m\t40.0x\t480.0x\n";
    await changed("import", { text: page, dryRun: true });
    await changed("import", { text: page });
    const lists = await server.get("/api/v1/task/list?corrections=true");
    for (const _ of (JSON.parse(lists.text) as TaskListOutput).corrections!) await changed("task undo", {});
    await changed("rebuild", {});
    expect(await tasks()).toEqual(before);
  });

  it("to a check of an exported record, which alone is sealed", async () => {
    const page = await server.get("/api/v1/record?period=2026-03-19");
    expect(JSON.parse(page.text)).not.toHaveProperty("record.seal");
    const { text } = await server.get("/api/v1/record?format=json&period=2026-03-19");
    const answer = await server.post("/api/v1/verify", { text });
    expect(faults("/api/v1/verify", "post", answer)).toEqual([]);
    expect(JSON.parse(answer.text)).toMatchObject({ differences: [], agrees: true });
  });
});

describe("refusals", () => {
  const refused = async (answer: Promise<Answer>) => {
    const { status, headers, text } = await answer;
    expect(headers["content-type"]).toBe("application/problem+json");
    expect(faultsIn("#/components/schemas/Problem", JSON.parse(text))).toEqual([]);
    const { detail, hint } = JSON.parse(text) as { readonly detail: string; readonly hint: string };
    return { status, detail, hint };
  };

  it("name the field that is missing, unknown or wrong", async () => {
    expect(await refused(server.get("/api/v1/task/show"))).toMatchObject({
      status: 422,
      detail: '"task" is missing',
    });
    expect(await refused(server.get("/api/v1/usage?bye=day"))).toEqual({
      status: 422,
      detail: 'there is no "bye" to this question',
      hint: 'did you mean "by"?',
    });
    expect(await refused(server.get("/api/v1/record?week=yes"))).toEqual({
      status: 422,
      detail: '"week" takes true or false, not "yes"',
      hint: "write week=true",
    });
    expect(await refused(server.post("/api/v1/task/rename", { task: "x", title: " " }))).toMatchObject({
      status: 422,
      detail: "title: it is empty",
    });
  });

  it("are 404 for what is not there", async () => {
    expect(await refused(server.get("/api/v1/task/show?task=nosuchtask"))).toMatchObject({
      status: 404,
      detail: 'there is no task "nosuchtask"',
    });
    expect((await refused(server.get("/api/v1/nothing"))).status).toBe(404);
  });

  it("say that a file of this machine cannot be named", async () => {
    expect(await refused(server.post("/api/v1/import", { file: "/etc/passwd", text: "" }))).toMatchObject({
      status: 422,
      detail: 'there is no "file" to this question',
    });
  });
});

describe("the record as a file", () => {
  it.each([
    ["markdown", "text/markdown; charset=utf-8", "leverage-2026-03-19.md"],
    ["html", "text/html; charset=utf-8", "leverage-2026-03-19.html"],
    ["json", "application/json", "leverage-2026-03-19.json"],
    ["csv", "text/csv; charset=utf-8", "leverage-2026-03-19.csv"],
    ["terminal", "text/plain; charset=utf-8", "leverage-2026-03-19.txt"],
  ])("%s", async (format, type, name) => {
    const { status, headers, text } = await server.get(`/api/v1/record?period=2026-03-19&format=${format}`);
    expect([status, headers["content-type"], headers["content-disposition"]]).toEqual([
      200,
      type,
      `attachment; filename="${name}"`,
    ]);
    expect(text).toContain("2026-03-19");
  });

  it("is the record of the answer, sealed", async () => {
    const asFile = await server.get(`/api/v1/record?period=2026-03-19&format=${json.name}`);
    const answer = await server.get("/api/v1/record?period=2026-03-19");
    const { seal, ...record } = JSON.parse(asFile.text) as { readonly seal: unknown };
    expect(seal).toMatchObject({ hash: expect.any(String) });
    expect(record).toEqual((JSON.parse(answer.text) as { readonly record: unknown }).record);
  });

  it("is refused in an unknown format", async () => {
    expect((await server.get("/api/v1/record?format=docx")).status).toBe(422);
  });
});

describe("tags", () => {
  it("spare the answer until the ledger changes, whoever changes it", async () => {
    const first = await server.get("/api/v1/task/list");
    const again = () =>
      server.send("/api/v1/task/list", { headers: { "if-none-match": String(first.headers["etag"]) } });
    expect(await again()).toMatchObject({ status: 304, text: "" });
    const store = await server.elsewhere.store();
    await store.setMeta("changed-elsewhere", "1");
    const later = await again();
    expect([later.status, later.text]).toEqual([200, first.text]);
    expect(Number(later.headers["leverage-revision"])).toBeGreaterThan(
      Number(first.headers["leverage-revision"]),
    );
  });
});

describe("the export", () => {
  it("is what the command line exports", async () => {
    const { exportAll } = await import("../../src/app/export.ts");
    const lines: string[] = [];
    for await (const line of (await exportAll.run({}, server.elsewhere)).lines) lines.push(line);
    const { status, headers, text } = await server.get("/api/v1/export");
    expect([status, headers["content-type"]]).toEqual([200, "application/jsonl"]);
    expect(text).toBe(lines.join(""));
  });
});

describe("the page about the API", () => {
  it("shows every path, and asks nothing of elsewhere", async () => {
    const { text } = await server.get("/api");
    for (const path of Object.keys(document.paths)) expect(text).toContain(path);
    expect([...text.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, link]) => link)).toEqual([
      "/api/style.css",
      "/api/v1/openapi.json",
      "/",
    ]);
    expect((await server.get("/api/style.css")).status).toBe(200);
    expect(JSON.parse((await server.get("/api/v1/openapi.json")).text)).toEqual(document);
  });
});
