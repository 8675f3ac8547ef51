/**
 * Transcripts: what a person types and what they see, for every command and every error. Each file under
 * `transcripts/` is one story in a fresh home folder with the sample's logs in it; lines beginning with `$`
 * are run by a shell, the lines below must be what comes out (`!` marks messages on standard error, `[1]` an
 * exit code other than 0). `npm run transcripts` writes the answers anew: read the difference before you keep it.
 */
import { execFile } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { writeSample } from "../src/app/sample/write-sample.ts";
import { writeLoggedRepository } from "./app/logged-repository.ts";

const folder = join(import.meta.dirname, "transcripts");
const command = inject("command");
const stories = readdirSync(folder).filter((name) => name.endsWith(".txt"));

/** Every story plays on the evening of the sample's last day. */
const sampleEnd = "2026-03-20";
const nowSeconds = Date.parse(`${sampleEnd}T20:00:00Z`) / 1000;

let logs = "";
beforeAll(async () => {
  logs = mkdtempSync(join(tmpdir(), "leverage-transcripts-"));
  await writeSample(logs, { endDay: sampleEnd });
});
afterAll(() => rmSync(logs, { recursive: true, force: true }));

describe("transcripts", () => {
  it.concurrent.each(stories)("%s", async (story) => {
    const file = join(folder, story);
    const written = readFileSync(file, "utf8");
    const played = await play(written);
    if (process.env["UPDATE_TRANSCRIPTS"] !== undefined) writeFileSync(file, played);
    else expect(played).toBe(written);
  }, 120_000);
});

/** Runs a story's commands in order and returns the story with what came out. */
async function play(story: string): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), "leverage-home-"));
  try {
    const withLogs = !/^# no logs$/m.test(story);
    if (withLogs)
      cpSync(join(logs, "projects"), join(home, ".claude", "projects"), {
        recursive: true,
        preserveTimestamps: true,
      });
    if (/^# a repository$/m.test(story)) writeLoggedRepository(home);
    const bin = join(home, ".bin");
    mkdirSync(bin);
    writeFileSync(join(bin, "leverage"), `#!/bin/sh\nexec "${process.execPath}" "${command}" "$@"\n`);
    chmodSync(join(bin, "leverage"), 0o755);
    const parts: string[] = [];
    let remarks: string[] = [];
    for (const line of story.split("\n")) {
      if (line.startsWith("# ")) remarks.push(line);
      if (!line.startsWith("$ ")) continue;
      parts.push([...remarks, line, ...(await run(line.slice(2), home, bin))].join("\n"));
      remarks = [];
    }
    return `${parts.join("\n\n")}\n`;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function run(line: string, home: string, bin: string): Promise<string[]> {
  const env = {
    HOME: home,
    LEVERAGE_HOME: join(home, "ledger"),
    PATH: `${bin}:${process.env["PATH"] ?? ""}`,
    TZ: "UTC",
    SOURCE_DATE_EPOCH: String(nowSeconds),
    USER: "user",
    LANG: "C.UTF-8",
  };
  return new Promise((done) => {
    execFile("sh", ["-c", line], { cwd: home, env, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      const tidy = (text: string) =>
        text
          .replaceAll(home, "~")
          .split("\n")
          .map((one) => one.trimEnd());
      // Answers are set in by two spaces, so that none of their lines is taken for a command.
      const out = tidy(stdout).map((one) => (one === "" ? "" : `  ${one}`));
      while (out.at(-1) === "") out.pop();
      const messages = tidy(stderr)
        .filter((one) => one !== "")
        .map((one) => `! ${one}`);
      const code = typeof error?.code === "number" ? [`[${error.code}]`] : [];
      done([...out, ...messages, ...code]);
    });
  });
}
