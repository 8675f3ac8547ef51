/** Session logs for an evaluation: a folder's, the shared corpus', or the usual places'. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { LogEvent, SessionLog } from "../src/core/events.ts";
import { claudeCode } from "../src/sources/claude-code/index.ts";
import type { LogFile } from "../src/sources/source.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The corpus that lies beside the project for development: two sets of public sessions. */
export const corpusSets = ["claude-home", "claude-home-newer"] as const;

/** The corpus set's folder of projects, unpacked once into the cache folder; null where there is no corpus. */
export function corpusLogs(set: (typeof corpusSets)[number]): string | null {
  const archive = resolve(root, "..", "shared", "corpus", `${set}.tar.xz`);
  if (!existsSync(archive)) return null;
  const folder = join(tmpdir(), `leverage-corpus-${process.getuid?.() ?? 0}`, set);
  if (!existsSync(folder)) {
    const unfinished = `${folder}.${process.pid}`;
    mkdirSync(unfinished, { recursive: true });
    execFileSync("tar", ["-xJf", archive, "-C", unfinished]);
    // Another process may have been quicker; its copy is as good.
    if (!existsSync(folder)) renameSync(unfinished, folder);
  }
  return folder;
}

/** Both corpus sets, else the usual places of this machine. */
export function defaultLogs(): readonly string[] {
  const corpus = corpusSets.map(corpusLogs).filter((folder) => folder !== null);
  return corpus.length > 0 ? corpus : claudeCode.places(process.env, homedir());
}

/** A session's log, and which of its rows an earlier one already holds: forks and resumes copy history. */
export interface ReadLog {
  readonly log: SessionLog;
  readonly replayed: ReadonlySet<string>;
}

/**
 * The sessions below the folders, by their first event; of those that begin with the same one the longest first.
 * Each file is a session of its own, whatever its name: folders of exported logs call them all the same.
 */
export async function readLogs(folders: readonly string[]): Promise<ReadLog[]> {
  const { files } = await claudeCode.discover(folders);
  const logs: SessionLog[] = [];
  for (const file of files.filter((one) => one.agentId === null)) {
    const own = files.filter((one) => one.agentId !== null && one.sessionId === file.sessionId);
    const near = own.filter((one) => dirname(one.path).startsWith(dirname(file.path)));
    const subagents = [];
    for (const one of near)
      subagents.push({ agentId: one.agentId!, toolId: null, events: await eventsOf(one) });
    logs.push({ sessionId: file.sessionId, agent: claudeCode.name, events: await eventsOf(file), subagents });
  }
  logs.sort((a, b) => firstMs(a) - firstMs(b) || b.events.length - a.events.length);
  const owned = new Set<string>();
  return logs.map((log) => {
    const uuids = log.events
      .map((event) => event.uuid?.split("#", 1)[0])
      .filter((uuid) => uuid !== undefined);
    const replayed = new Set(uuids.filter((uuid) => owned.has(uuid)));
    for (const uuid of uuids) owned.add(uuid);
    return { log, replayed };
  });
}

async function eventsOf(file: LogFile): Promise<LogEvent[]> {
  const events: LogEvent[] = [];
  for await (const batch of claudeCode.read(file, null)) for (const event of batch.events) events.push(event);
  return events;
}

function firstMs(log: SessionLog): number {
  return log.events[0]?.atMs ?? 0;
}
