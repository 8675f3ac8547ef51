/** Secrets in every place of a log where people and tools put them: none may leave the source. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type Canary, canaries } from "../canaries.ts";
import { bashRow, logText, promptRow, type ReadAll, readAll, replyRow, resultRow } from "./log-rows.ts";

const folder = mkdtempSync(join(tmpdir(), "leverage-privacy-"));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, "log.jsonl");

async function read(text: string): Promise<ReadAll> {
  writeFileSync(path, text);
  return readAll(path);
}

/** Everything that leaves the source: events, problems and the memory kept for the next read. */
function everything(read: ReadAll): string {
  return JSON.stringify(read);
}

function rowsWith({ text }: Canary): object[] {
  const oneLine = text.replaceAll("\n", " ");
  const place = { cwd: `/home/dev/${oneLine}`, gitBranch: `fix/${oneLine}` };
  const agentMessage = {
    type: "assistant",
    timestamp: "2026-03-05T09:01:00Z",
    ...replyRow(20, [
      { type: "tool_use", id: "inner", name: "Bash", input: { command: `git commit -m x ${oneLine}` } },
    ]),
  };
  return [
    { type: "summary", summary: `Work with ${text}`, leafUuid: "x" },
    { type: "ai-title", aiTitle: text, sessionId: "s" },
    promptRow(1, text),
    promptRow(2, `Run this:\n\n${text}\n\nand tell me.`, place),
    promptRow(3, `${"word ".repeat(117)}${text} and more`),
    promptRow(4, `<command-name>/deploy</command-name><command-args>${text}</command-args>`),
    { type: "queue-operation", operation: "enqueue", content: text, timestamp: "2026-03-05T09:01:00Z" },
    {
      type: "attachment",
      attachment: { type: "queued_command", prompt: text },
      timestamp: "2026-03-05T09:01:00Z",
      uuid: "q",
    },
    bashRow(5, text),
    bashRow(6, `git commit -m "${text}" && gh pr create --title "${text}"`),
    resultRow(
      7,
      6,
      { stdout: `[fix/${oneLine} 1a2b3c4] ${oneLine}\nhttps://github.com/o/r/pull/7`, stderr: "" },
      text,
    ),
    replyRow(8, [
      { type: "tool_use", id: "e", name: "Edit", input: { file_path: `/home/${oneLine}`, new_string: text } },
    ]),
    resultRow(
      9,
      8,
      { filePath: `/home/${oneLine}`, structuredPatch: [{ lines: [`+${oneLine}`] }], originalFile: text },
      text,
    ),
    {
      type: "progress",
      data: { type: "agent_progress", agentId: "a", prompt: text, message: agentMessage },
      timestamp: "2026-03-05T09:01:00Z",
    },
    {
      type: "pr-link",
      prNumber: 7,
      prUrl: "https://github.com/o/r/pull/7",
      prTitle: text,
      timestamp: "2026-03-05T09:01:00Z",
    },
    { type: text, subtype: text, sessionId: "s", timestamp: text },
    { type: "system", subtype: text, timestamp: "2026-03-05T09:01:00Z" },
    { type: "user", message: { content: [{ type: text }] }, timestamp: "2026-03-05T09:01:00Z" },
    { type: "queue-operation", operation: text, timestamp: "2026-03-05T09:01:00Z" },
  ];
}

describe("secrets in logs", () => {
  it.each(
    canaries.map((canary) => [canary.shape, canary] as const),
  )("never leave the source: %s", async (_, canary) => {
    const found = await read(`${logText(rowsWith(canary))}{"broken": "${canary.text}`);
    expect(found.events.length).toBeGreaterThan(10);
    expect(everything(found)).not.toContain(canary.secret);
    expect(everything(found)).not.toContain(JSON.stringify(canary.secret).slice(1, -1));
  });

  it("stay inside when they lie across the cut of a prompt", async () => {
    const { secret } = canaries.find((canary) => canary.shape === "GitHub token")!;
    for (const before of [560, 580, 599, 3_980, 3_999]) {
      const found = await read(logText([promptRow(1, `${"x ".repeat(before / 2)}${secret}`)]));
      for (let end = secret.length; end > 12; end -= 1)
        expect(everything(found)).not.toContain(secret.slice(0, end));
    }
  });

  it("stay inside when rows before the first time are held back for the next read", async () => {
    const { text, secret } = canaries.find((canary) => canary.shape === "password=")!;
    const first = await read(logText([{ type: "summary", summary: text, leafUuid: "x" }]));
    expect(everything(first)).not.toContain(secret);
    writeFileSync(path, logText([{ type: "summary", summary: text, leafUuid: "x" }, promptRow(1, "go")]));
    const second = await readAll(path, first.cursor);
    expect(second.events.map((event) => event.kind)).toContain("title");
    expect(everything(second)).not.toContain(secret);
  });

  it("do not show in what is said of broken lines and unknown rows", async () => {
    const { problems } = await read(
      `{"type":"my private words","sessionId":"s"}\n{"type":"user","x":"private words\n`,
    );
    expect(problems).toHaveLength(2);
    expect(JSON.stringify(problems)).not.toContain("private words");
  });

  it("are masked by the user's own patterns, too", async () => {
    writeFileSync(path, logText([promptRow(1, "Plan for Bluebird"), bashRow(2, "make bluebird")]));
    const { events } = await readAll(path, null, { patterns: [/bluebird/i] });
    expect(JSON.stringify(events)).not.toMatch(/bluebird/i);
    expect(JSON.stringify(events)).toContain("Plan for [redacted:own-pattern]");
  });
});
