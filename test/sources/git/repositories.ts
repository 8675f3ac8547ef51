/** Small repositories made with git in temporary folders, and sessions that work in them. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { hashLine } from "../../../src/core/line-hash.ts";
import type { Session, Turn } from "../../../src/core/types.ts";
import { session as makeSession, turn as makeTurn } from "../../core/make-turn.ts";

const home = realpathSync(mkdtempSync(join(tmpdir(), "leverage-git-")));
let made = 0;

/** Git as nobody has configured it. */
export const environment: Readonly<Record<string, string | undefined>> = {
  PATH: process.env["PATH"],
  SystemRoot: process.env["SystemRoot"],
  HOME: home,
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: join(home, "gitconfig"),
};

/** Removes every repository of the file; for `afterAll`. */
export function removeRepositories(): void {
  rmSync(home, { recursive: true, force: true });
}

export function emptyFolder(): string {
  const folder = join(home, `folder-${++made}`);
  mkdirSync(folder);
  return folder;
}

/** Minutes after the start of the story, in milliseconds since 1970. */
export const at = (minutes: number): number => Date.UTC(2026, 2, 2, 9) + minutes * 60_000;

export class TestRepository {
  readonly folder: string;
  private minutes = 0;

  constructor(folder = emptyFolder(), initialise = true) {
    this.folder = folder;
    if (!initialise) return;
    this.git("init", "--quiet", "--initial-branch=main");
    this.git("config", "user.name", "Ada");
    this.git("config", "user.email", "ada@example.com");
  }

  /** The time of everything git does from now on. */
  time(minutes: number): this {
    this.minutes = minutes;
    return this;
  }

  git(...args: readonly string[]): string {
    const date = `${at(this.minutes) / 1_000} +0000`;
    const env = { ...environment, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date, GIT_EDITOR: "true" };
    return execFileSync("git", args, { cwd: this.folder, env, encoding: "utf8", stdio: "pipe" }).trim();
  }

  write(path: string, lines: readonly string[]): this {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), lines.map((line) => `${line}\n`).join(""));
    return this;
  }

  /** Commits everything; the sha. */
  commit(subject: string, ...more: readonly string[]): string {
    this.git("add", "--all");
    this.git("commit", "--quiet", "--allow-empty", "-m", subject, ...more);
    return this.head();
  }

  head(): string {
    return this.git("rev-parse", "HEAD");
  }
}

/** Lines of a program that stand nowhere else. */
export function lines(name: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `export const ${name}${i} = "${name} ${i}";`);
}

interface Work {
  readonly session: string;
  readonly minutes: number;
  readonly folder: string;
  readonly person?: string;
  readonly branch?: string;
  /** Lines added, by path in the folder. */
  readonly adds?: Readonly<Record<string, readonly string[]>>;
  readonly commits?: readonly { readonly sha: string; readonly subject: string }[];
  readonly pullRequests?: Turn["pullRequests"];
  readonly tools?: Readonly<Record<string, number>>;
}

/** One session of one turn that begins and edits at a time. */
export function worked(work: Work): {
  readonly turns: readonly Turn[];
  readonly sessions: readonly Session[];
} {
  const startMs = at(work.minutes);
  const { session, person = "ada", branch = "main" } = work;
  const base = makeTurn("p1", {
    session,
    person,
    branch,
    pullRequests: work.pullRequests ?? [],
    tools: work.tools ?? {},
  });
  const { origin } = base.prompt;
  const turn: Turn = {
    ...base,
    startMs,
    endMs: startMs + 60_000,
    edits: Object.entries(work.adds ?? {}).map(([path, added]) => ({
      path: join(work.folder, path),
      added: added.map(hashLine),
      removed: [],
      hunks: 1,
      created: false,
      atMs: startMs + 30_000,
      origin,
    })),
    commits: (work.commits ?? []).map((commit) => ({ ...commit, branch, atMs: startMs + 60_000, origin })),
  };
  return {
    turns: [turn],
    sessions: [makeSession(session, { person, cwd: work.folder, firstMs: startMs, lastMs: turn.endMs })],
  };
}

export function together(
  ...works: readonly { readonly turns: readonly Turn[]; readonly sessions: readonly Session[] }[]
): { readonly turns: readonly Turn[]; readonly sessions: readonly Session[] } {
  return { turns: works.flatMap(({ turns }) => turns), sessions: works.flatMap(({ sessions }) => sessions) };
}
