import { execFileSync } from "node:child_process";
import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { claudeCode } from "../../../src/sources/claude-code/index.ts";
import { sessionId } from "./log-rows.ts";

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "leverage-find-")));
});
afterEach(() => rmSync(root, { recursive: true }));

function put(path: string, text = "{}\n"): string {
  const whole = join(root, path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, text);
  return whole;
}

async function find(...places: string[]) {
  const { files, problems } = await claudeCode.discover(places.map((place) => join(root, place)));
  return {
    paths: files.map((file) => file.path.slice(root.length + 1)),
    files,
    problems: problems.map((problem) => `${problem.kind} ${problem.at.file.slice(root.length + 1)}`),
  };
}

describe("the places", () => {
  const home = "/home/dev";

  it("are the two usual folders where nothing else is said", () => {
    expect(claudeCode.places({}, home)).toEqual([
      join(home, ".claude", "projects"),
      join(home, ".config", "claude", "projects"),
    ]);
  });

  it("begin with what $CLAUDE_CONFIG_DIR lists", () => {
    for (const between of [",", delimiter, ` , `]) {
      const places = claudeCode.places({ CLAUDE_CONFIG_DIR: `/a/one${between}~/two` }, home);
      expect(places.slice(0, 2)).toEqual(["/a/one", join(home, "two")]);
      expect(places).toContain(join(home, ".claude", "projects"));
    }
  });

  it("name no folder twice and mind $XDG_CONFIG_HOME", () => {
    const places = claudeCode.places(
      { CLAUDE_CONFIG_DIR: "/home/dev/.claude/projects/", XDG_CONFIG_HOME: "/x" },
      home,
    );
    expect(places).toEqual(["/home/dev/.claude/projects", "/x/claude/projects"]);
  });
});

describe("finding logs", () => {
  const other = "0b5c7a52-9f0e-4c7e-8d3a-000000000002";

  it("finds sessions below a home, its projects folder, or any folder", async () => {
    put(`.claude/projects/-home-dev-shop/${sessionId}.jsonl`);
    put(".claude/history.jsonl");
    put(".claude/plugins/cache/x.jsonl");
    const paths = [`.claude/projects/-home-dev-shop/${sessionId}.jsonl`];
    for (const place of ["", ".claude", ".claude/projects", ".claude/projects/-home-dev-shop", paths[0]!]) {
      expect((await find(place)).paths, place).toEqual(paths);
    }
  });

  it("finds logs at any depth and in the order of their paths", async () => {
    const paths = [`a/b/c/d/${sessionId}.jsonl`, `a/${other}.jsonl`, "b/notes.jsonl"].map((path) =>
      put(path),
    );
    put("a/readme.txt");
    put("a/node_modules/pkg/data.jsonl");
    expect((await find("")).files.map((file) => file.path)).toEqual(
      expect.arrayContaining(paths.map((path) => path)),
    );
    expect((await find("")).paths).toHaveLength(3);
    expect((await find("")).paths).toEqual((await find("")).paths);
  });

  it("ties subagents' files to their session", async () => {
    put(`p/${sessionId}.jsonl`);
    put(`p/${sessionId}/subagents/agent-a1.jsonl`);
    put(`p/${sessionId}/subagents/workflows/wf_1/agent-b2.jsonl`);
    const { files } = await find("p");
    expect(files.map(({ sessionId: id, agentId }) => [id, agentId])).toEqual([
      [sessionId, null],
      [sessionId, "a1"],
      [sessionId, "b2"],
    ]);
  });

  it("reads the session of older subagents' files from their rows", async () => {
    const rows = `{"type":"summary","summary":"x \\"sessionId\\":\\"wrong\\""}\n{"isSidechain":true,"sessionId":"${sessionId}"}\n`;
    put("p/agent-c3.jsonl", rows);
    put("p/agent-d4.jsonl", "");
    const { files } = await find("p");
    expect(files.map(({ sessionId: id, agentId }) => [id, agentId])).toEqual([
      [sessionId, "c3"],
      ["agent-d4", "d4"],
    ]);
  });

  it("reads the session of files with other names from their rows", async () => {
    put("p/exported.jsonl", `{"sessionId": "${sessionId}"}\n`);
    put("p/unknown.jsonl", "{}\n");
    expect((await find("p")).files.map((file) => file.sessionId)).toEqual([sessionId, "unknown"]);
  });

  it("counts a file once, whatever leads to it", async () => {
    const path = put(`p/${sessionId}.jsonl`);
    linkSync(path, join(root, "p", "hard.jsonl"));
    symlinkSync(path, join(root, "p", "soft.jsonl"));
    symlinkSync(join(root, "p"), join(root, "again"));
    expect((await find("", "p", "again", `p/${sessionId}.jsonl`)).files).toHaveLength(1);
  });

  it("follows links and ends where they go in circles", async () => {
    put(`real/${sessionId}.jsonl`);
    symlinkSync(join(root, "real"), join(root, "linked"));
    symlinkSync(root, join(root, "real", "up"));
    symlinkSync(join(root, "real", "self"), join(root, "real", "self"));
    const found = await find("linked");
    expect(found).toMatchObject({ paths: [`linked/${sessionId}.jsonl`], problems: [] });
  });

  it("finds nothing, and no problem, where a place is not there or empty", async () => {
    mkdirSync(join(root, "empty"));
    expect(await find("none", "empty")).toEqual({ paths: [], files: [], problems: [] });
  });

  it("walks a folder that is called like a log", async () => {
    put(`p/${other}.jsonl/${sessionId}.jsonl`);
    expect((await find("p")).paths).toEqual([`p/${other}.jsonl/${sessionId}.jsonl`]);
  });

  it("reports what is no file and what cannot be opened, and goes on", async () => {
    put(`p/${sessionId}.jsonl`);
    execFileSync("mkfifo", [join(root, "p", "pipe.jsonl")]);
    symlinkSync(join(root, "gone"), join(root, "p", "dangling.jsonl"));
    const found = await find("p");
    expect(found.paths).toEqual([`p/${sessionId}.jsonl`]);
    expect(found.problems).toEqual(["unreadable-file p/dangling.jsonl", "not-a-file p/pipe.jsonl"]);
  });

  it.skipIf(process.getuid?.() === 0)("reports folders it may not read (not tested as root)", async () => {
    put(`p/locked/${sessionId}.jsonl`);
    put(`p/${other}.jsonl`);
    chmodSync(join(root, "p", "locked"), 0);
    const found = await find("p");
    chmodSync(join(root, "p", "locked"), 0o700);
    expect(found.paths).toEqual([`p/${other}.jsonl`]);
    expect(found.problems).toEqual(["unreadable-folder p/locked"]);
  });
});
