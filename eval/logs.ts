/** Session logs for an evaluation: a folder's, the shared corpus', or the usual places'. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { LogEvent, SessionLog } from "../src/core/events.ts";
import { claudeCode } from "../src/sources/claude-code/index.ts";

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

/** The sessions below the folders, by their first event, with the rows that an earlier session already holds. */
export async function readLogs(
  folders: readonly string[],
): Promise<{ log: SessionLog; replayed: ReadonlySet<string> }[]> {
  const { files } = await claudeCode.discover(folders);
  const sessions = new Map<string, { events: LogEvent[]; agents: Map<string, LogEvent[]> }>();
  for (const file of files) {
    const session = sessions.get(file.sessionId) ?? { events: [], agents: new Map<string, LogEvent[]>() };
    sessions.set(file.sessionId, session);
    const events = file.agentId === null ? session.events : (session.agents.get(file.agentId) ?? []);
    if (file.agentId !== null) session.agents.set(file.agentId, events);
    for await (const batch of claudeCode.read(file, null))
      for (const event of batch.events) events.push(event);
  }
  const logs = [...sessions].map(([sessionId, { events, agents }]) => ({
    sessionId,
    agent: claudeCode.name,
    events,
    subagents: [...agents].map(([agentId, own]) => ({ agentId, toolId: null, events: own })),
  }));
  logs.sort((a, b) => firstMs(a) - firstMs(b));
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

function firstMs(log: SessionLog): number {
  return log.events[0]?.atMs ?? 0;
}
