/**
 * Runs git so that it only reads: no network, no prompts, no locks, no pager, and no program that a repository's own
 * settings may name. What git prints is handed on in chunks; nothing is kept beyond that.
 */
import { spawn } from "node:child_process";
import { devNull } from "node:os";

export interface GitOptions {
  /** Absolute folder to run in. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Lines for git's input, if it is to read any. */
  readonly input?: string;
  /** Git is stopped after this long. */
  readonly limitMs: number;
}

export interface GitEnd {
  /** Null where git was stopped or could not be started. */
  readonly code: number | null;
  /** `missing`: there is no git on this machine; `slow`: it took longer than the limit. */
  readonly failed: "missing" | "slow" | null;
  /** The first part of what it said on its error output. */
  readonly said: string;
}

/** Settings of the repository or the user that would change what git prints or what it runs. */
const settings = [
  ["core.quotePath", "false"],
  ["core.fsmonitor", "false"],
  ["core.bigFileThreshold", "4m"],
  ["diff.orderFile", devNull],
  ["diff.renameLimit", "400"],
  ["log.showRoot", "true"],
  ["log.showSignature", "false"],
  ["protocol.allow", "never"],
];

const longestMessage = 4_096;

/** Runs git, hands its output to `take`, and says how it ended; never throws for anything git does. */
export function runGit(
  command: readonly string[],
  options: GitOptions,
  take: (chunk: Buffer) => void,
): Promise<GitEnd> {
  const before = [
    "--no-pager",
    "-C",
    options.folder,
    ...settings.flatMap(([key, value]) => ["-c", `${key}=${value}`]),
  ];
  return new Promise((resolve, reject) => {
    const git = spawn("git", [...before, ...command], {
      env: gitEnvironment(options.environment),
      windowsHide: true,
    });
    let said = "";
    let failed: GitEnd["failed"] = null;
    const timer = setTimeout(() => {
      failed = "slow";
      git.kill("SIGKILL");
    }, options.limitMs);
    git.stdout.on("data", (chunk: Buffer) => {
      try {
        take(chunk);
      } catch (error) {
        git.kill("SIGKILL");
        reject(error);
      }
    });
    git.stderr.setEncoding("utf8");
    git.stderr.on("data", (text: string) => {
      said = (said + text).slice(0, longestMessage);
    });
    // Git may end before it has read everything; how it ended says why.
    git.stdin.on("error", (error) => {
      said ||= error.message;
    });
    git.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") failed = "missing";
      said ||= error.message;
      clearTimeout(timer);
      resolve({ code: null, failed, said });
    });
    git.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code, failed, said });
    });
    git.stdin.end(options.input ?? "");
  });
}

/** Runs git and gives all of its output, which must be short. */
export async function askGit(
  command: readonly string[],
  options: GitOptions,
): Promise<GitEnd & { readonly output: string }> {
  const chunks: Buffer[] = [];
  const end = await runGit(command, options, (chunk) => chunks.push(chunk));
  return { ...end, output: Buffer.concat(chunks).toString("utf8") };
}

/** The user's environment without what would point git to another repository. */
function gitEnvironment(environment: GitOptions["environment"]): Record<string, string | undefined> {
  const kept = Object.entries(environment).filter(
    ([name]) => !name.startsWith("GIT_") || name.startsWith("GIT_CONFIG"),
  );
  return {
    ...Object.fromEntries(kept),
    GIT_TERMINAL_PROMPT: "0",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_NO_LAZY_FETCH: "1",
    GIT_NO_REPLACE_OBJECTS: "1",
    // Messages are compared.
    LC_ALL: "C",
    LANGUAGE: "",
  };
}
