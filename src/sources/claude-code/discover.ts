/**
 * Finds Claude Code's log files: `projects/<folder>/<session>.jsonl`, subagents' own files
 * (`<session>/subagents/agent-<id>.jsonl`, at any depth; before that `agent-<id>.jsonl` beside the sessions),
 * and any `*.jsonl` below a folder that was named. Symbolic links are followed; every file counts once.
 */
import { closeSync, constants, openSync, readdirSync, readSync, type Stats, statSync } from "node:fs";
import { basename, delimiter, join, resolve, sep } from "node:path";
import type { Problem } from "../../core/events.ts";
import type { LogFile } from "../source.ts";

/**
 * `$CLAUDE_CONFIG_DIR` may list several folders, parted by commas or as in `$PATH`; each may be a home or its
 * `projects` folder.
 */
export function claudePlaces(
  environment: Readonly<Record<string, string | undefined>>,
  home: string,
): readonly string[] {
  const named = (environment.CLAUDE_CONFIG_DIR ?? "")
    .split(delimiter === ";" ? /[,;]/ : /[,:]/)
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => (part === "~" || part.startsWith("~/") ? join(home, part.slice(1)) : part));
  const config = environment.XDG_CONFIG_HOME || join(home, ".config");
  const usual = [join(home, ".claude", "projects"), join(config, "claude", "projects")];
  return [...new Set([...named, ...usual].map((place) => resolve(place)))];
}

/** Log files below the places, by path. A place that is not there is no problem; one that cannot be read is. */
export function discoverLogs(places: readonly string[]): {
  files: readonly LogFile[];
  problems: readonly Problem[];
} {
  const search = new Search();
  for (const place of places) search.place(resolve(place));
  return { files: search.files, problems: search.problems };
}

/** Folders that hold no logs and may be large. */
const skippedFolders = new Set(["node_modules", ".git"]);

class Search {
  readonly files: LogFile[] = [];
  readonly problems: Problem[] = [];
  /** Device and inode of every folder and file seen: link loops end, and hard links count once. */
  private readonly seen = new Set<string>();

  place(path: string): void {
    const stat = this.stat(path, false);
    if (stat?.isDirectory()) this.walk(path, stat);
    else if (stat?.isFile()) this.file(path, stat);
    else if (stat !== null) this.notAFile(path);
  }

  private walk(root: string, rootStat: Stats): void {
    if (!this.isNew(rootStat)) return;
    const open = [root];
    for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
      // The last one pushed is walked first, so they are pushed backwards to come in order.
      open.push(...this.folder(folder).reverse());
    }
  }

  /** Takes the folder's files; its folders are returned, to be walked next. */
  private folder(path: string): string[] {
    let entries: ReturnType<typeof entriesOf>;
    try {
      entries = entriesOf(path);
    } catch (error) {
      this.problems.push(unreadable("unreadable-folder", path, error));
      return [];
    }
    const folders: string[] = [];
    for (const entry of isHome(path, entries) ? entries.filter(({ name }) => name === "projects") : entries) {
      const log = entry.name.endsWith(".jsonl");
      const link = entry.isSymbolicLink();
      if (!log && !link && !entry.isDirectory()) continue;
      if (skippedFolders.has(entry.name)) continue;
      // What is joined needs no look at its dots and slashes, which takes longer than asking for the file.
      const inside = path + (path.endsWith(sep) ? "" : sep) + entry.name;
      const stat = this.stat(inside, log);
      if (stat === null) continue;
      if (stat.isDirectory()) {
        if (this.isNew(stat)) folders.push(inside);
      } else if (log && stat.isFile()) this.file(inside, stat);
      else if (log) this.notAFile(inside);
    }
    return folders;
  }

  private file(path: string, stat: Stats): void {
    if (!this.isNew(stat)) return;
    this.files.push({
      path,
      sizeBytes: stat.size,
      modifiedMs: stat.mtimeMs,
      inode: stat.ino,
      ...sessionOf(path),
    });
  }

  /** Null where there is nothing to be had; a link that leads nowhere is a problem only in a log's place. */
  private stat(path: string, log: boolean): Stats | null {
    try {
      return statSync(path);
    } catch (error) {
      const nowhere = ["ENOENT", "ELOOP"].includes((error as NodeJS.ErrnoException).code ?? "");
      if (log || !nowhere) this.problems.push(unreadable("unreadable-file", path, error));
      return null;
    }
  }

  private notAFile(path: string): void {
    this.problems.push({
      at: { file: path },
      kind: "not-a-file",
      what: "neither a file nor a folder (a pipe, a socket or a device)",
      hint: "It was left alone. Move it out of the log folder if it should not be there.",
    });
  }

  private isNew(stat: Stats): boolean {
    const id = `${stat.dev}:${stat.ino}`;
    if (this.seen.has(id)) return false;
    this.seen.add(id);
    return true;
  }
}

function entriesOf(path: string) {
  return readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What lies beside `projects` in a Claude home. */
const homeMarks = [
  ".claude.json",
  "history.jsonl",
  "plugins",
  "settings.json",
  "shell-snapshots",
  "statsig",
  "todos",
];

/** A Claude home holds other `*.jsonl` beside its sessions (`history.jsonl`, plugins' files). */
function isHome(path: string, entries: readonly { readonly name: string }[]): boolean {
  const names = new Set(entries.map((entry) => entry.name));
  const marked = basename(path).startsWith(".claude") || homeMarks.some((name) => names.has(name));
  return marked && names.has("projects");
}

/** The problem of a file or folder that the system does not let us read. */
export function unreadable(
  kind: "unreadable-file" | "unreadable-folder",
  path: string,
  error: unknown,
): Problem {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  const reasons: Readonly<Record<string, string>> = {
    EACCES: "permission denied",
    EPERM: "permission denied",
    ENOENT: "it is no longer there, or a link that leads nowhere",
    ELOOP: "a link that leads to itself",
    EISDIR: "it is a folder",
    ENOTFILE: "it is not a regular file",
    ENAMETOOLONG: "its path is too long",
  };
  return {
    at: { file: path },
    kind,
    what: `cannot be read: ${reasons[code] ?? `the system says ${code || "no more than that"}`}`,
    hint: "Nothing in it counts until it can be read; check its permissions (ls -l).",
  };
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Session and subagent by the path; where it does not tell, by the first row that names its session. */
function sessionOf(path: string): Pick<LogFile, "sessionId" | "agentId"> {
  const name = basename(path, ".jsonl");
  if (uuid.test(name)) return { sessionId: name, agentId: null };
  const folders = path.split(sep).slice(0, -1);
  const subagents = folders.lastIndexOf("subagents");
  const agentId = name.startsWith("agent-") ? name.slice("agent-".length) : null;
  if (subagents > 0) return { sessionId: folders[subagents - 1]!, agentId: agentId ?? name };
  return { sessionId: firstSessionId(path) ?? name, agentId };
}

/** Rows that name no session (summaries, snapshots) may come first; a few dozen of them fit into this. */
const headBytes = 256 * 1024;

function firstSessionId(path: string): string | null {
  try {
    // A pipe that took the file's place meanwhile must not be waited for.
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const head = Buffer.allocUnsafe(headBytes);
      const text = head.toString("latin1", 0, readSync(file, head, 0, headBytes, 0));
      // Inside a text the quotes would be escaped: this is a key.
      return /"sessionId"\s*:\s*"([\w.:-]{1,100})"/.exec(text)?.[1] ?? null;
    } finally {
      closeSync(file);
    }
  } catch {
    // Reading the file will say what is wrong with it.
    return null;
  }
}
