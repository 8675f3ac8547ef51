/** Canary secrets go into logs and commits everywhere people put them; none may come out anywhere. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { doctor } from "../../src/app/doctor.ts";
import { explain } from "../../src/app/explain.ts";
import { exportLedger } from "../../src/app/ledger-lines.ts";
import { record } from "../../src/app/record.ts";
import { taskList, taskShow } from "../../src/app/task-views.ts";
import { usage } from "../../src/app/usage.ts";
import { formats } from "../../src/formats/index.ts";
import { openStore } from "../../src/store/index.ts";
import { canaries } from "../sources/canaries.ts";
import { environment, removeRepositories, TestRepository } from "../sources/git/repositories.ts";
import { testEffects } from "./effects.ts";

const folder = mkdtempSync(join(tmpdir(), "leverage-privacy-"));
const ledger = join(folder, "ledger");
const logs = join(folder, "logs");
const shop = join(folder, "shop");
const outputs: string[] = [];

/** Each secret in the subject, body, trailer and contents of a commit, ten minutes apart like the sessions. */
function commitSecrets(): void {
  mkdirSync(shop);
  new TestRepository(shop);
  const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const commits = canaries.map(({ text }, n) => {
    const seconds = Date.parse("2026-06-12T09:01:00Z") / 1_000 + n * 600;
    const message = `${text}\n\n${text}\n\nTicket: ${text.split(/\s/)[1] ?? text}\n${text}`;
    return [
      "commit refs/heads/main\n",
      `committer Ada <ada@example.com> ${seconds} +0000\n`,
      data(message),
      `M 100644 inline src/${n}.ts\n`,
      data(`${text}\n`),
    ].join("");
  });
  const env = { ...environment };
  execFileSync("git", ["fast-import", "--quiet"], { cwd: shop, env, input: commits.join("") });
}

/** A session that says the secret in its prompt, reply, command, output, file, branch, commit and title. */
function sessionWith(text: string, n: number): string {
  const session = `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
  const at = (second: number) =>
    new Date(Date.parse("2026-06-12T09:00:00Z") + n * 600_000 + second * 1000).toISOString();
  let rows = 0;
  const base = (second: number) => ({
    sessionId: session,
    version: "2.1.156",
    cwd: shop,
    gitBranch: text,
    uuid: `${session}-${rows++}`,
    timestamp: at(second),
    userType: "external",
    isSidechain: false,
  });
  const usageOf = {
    input_tokens: 5,
    output_tokens: 50,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
  };
  const lines = [
    { ...base(0), type: "user", message: { role: "user", content: `Please deploy, ${text}` } },
    {
      ...base(2),
      type: "assistant",
      message: {
        id: `msg_${n}`,
        model: "claude-opus-4-5",
        role: "assistant",
        usage: usageOf,
        content: [
          { type: "text", text },
          {
            type: "tool_use",
            id: `t${n}`,
            name: "Bash",
            input: { command: `git commit -m "${text}"`, description: text },
          },
        ],
      },
    },
    {
      ...base(4),
      type: "user",
      message: { role: "user", content: [{ type: "tool_result", tool_use_id: `t${n}`, content: text }] },
      toolUseResult: {
        stdout: `[main 1a2b3c4] ${text}\n 1 file changed\n${text}`,
        stderr: text,
        interrupted: false,
        isImage: false,
      },
    },
    { type: "summary", summary: `Deploy ${text}`, leafUuid: `${session}-2` },
    { type: "ai-title", aiTitle: `Deploy ${text}`, sessionId: session },
    { ...base(5), type: `mystery ${text}` },
  ];
  return `${lines.map((line) => JSON.stringify(line)).join("\n")}\n{"broken": "${text.replace(/[\\"\n]/g, "")}\n`;
}

beforeAll(async () => {
  commitSecrets();
  const project = join(logs, "projects", "-home-ann-work-shop");
  mkdirSync(project, { recursive: true });
  canaries.forEach(({ text }, n) => {
    writeFileSync(
      join(project, `00000000-0000-4000-8000-${String(n).padStart(12, "0")}.jsonl`),
      sessionWith(text, n),
    );
  });
  const store = await openStore(join(ledger, "ledger.db"));
  const effects = testEffects(store, logs, {
    ledgerHome: ledger,
    environment,
    say: (line) => outputs.push(line),
  });
  const drawn = await record.run(record.input.parse({ period: "2026-06-12" }), effects);
  for (const format of formats) {
    outputs.push(await format.print(drawn.record, { columns: 200, wide: true, colour: false }));
  }
  const list = await taskList.run(taskList.input.parse({}), effects);
  outputs.push(JSON.stringify(list));
  for (const { task } of list.tasks) {
    outputs.push(JSON.stringify(await taskShow.run({ task: task.id }, effects)));
    outputs.push(JSON.stringify(await explain.run(explain.input.parse({ what: task.id }), effects)));
  }
  outputs.push(JSON.stringify(await usage.run({ by: "task" }, effects)));
  outputs.push(JSON.stringify(await doctor.run(doctor.input.parse({ all: true }), effects)));
  for await (const line of exportLedger(store)) outputs.push(line);
  await store.close();
}, 60_000);

afterAll(() => {
  removeRepositories();
  rmSync(folder, { recursive: true, force: true });
});

describe("secrets in logs and commits", () => {
  it("were read: the sessions and their problems are there", () => {
    expect(outputs.join("\n")).toContain("Please deploy");
    expect(outputs.join("\n")).toContain("broken-json");
    expect(outputs.filter((line) => line.startsWith('{"commit":'))).toHaveLength(canaries.length);
  });

  it.each(canaries)("$shape is in no output and in no message", ({ secret }) => {
    expect(
      outputs.filter((text) => text.includes(secret) || text.includes(JSON.stringify(secret).slice(1, -1))),
    ).toEqual([]);
  });

  it.each(canaries)("$shape is in no file of the ledger", ({ secret }) => {
    const found = readdirSync(ledger).filter((name) => readFileSync(join(ledger, name)).includes(secret));
    expect(found).toEqual([]);
  });
});
