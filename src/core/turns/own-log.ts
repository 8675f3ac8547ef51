/** Each row of a session's log once, in the session that it belongs to. */
import type { LogEvent, Origin, SessionLog } from "../events.ts";

/** The log without rows of other sessions and without rows that stand in it twice. */
export function ownLog(log: SessionLog, ignore: ReadonlySet<string> = new Set()): SessionLog {
  const seen = new Map<string, Origin>();
  const isOwn = ({ uuid, origin }: LogEvent): boolean => {
    if (uuid === null) return true;
    // Results after the first of a row are called `<uuid>#1`, `#2`.
    if (ignore.size > 0 && ignore.has(uuid.split("#", 1)[0]!)) return false;
    const first = seen.get(uuid);
    if (first === undefined) seen.set(uuid, origin);
    return first === undefined || (first.line === origin.line && first.file === origin.file);
  };
  const events = log.events.filter(isOwn);
  const subagents = log.subagents.map((stream) => ({ ...stream, events: stream.events.filter(isOwn) }));
  return { ...log, events, subagents };
}
