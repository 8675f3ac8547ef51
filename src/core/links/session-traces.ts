/** What a session has in common with others: by these traces sessions and repositories are connected. */
import type { ModelRequest, Session, Turn } from "../types.ts";

export interface SessionTrace {
  readonly sessionId: string;
  /** Of its turns: a session may go on in another person's folder. */
  readonly persons: readonly string[];
  readonly project: string;
  readonly cwd: string | null;
  /** Of edited files. */
  readonly folders: readonly string[];
  /** Of commits in its log, as the log shows them. */
  readonly shas: readonly string[];
  /** Hashes of its billed messages' ids. */
  readonly messages: Float64Array;
}

export function traceOf(session: Session, turns: readonly Turn[]): SessionTrace {
  const folders = new Set<string>();
  const shas = new Set<string>();
  for (const { edits, commits } of turns) {
    for (const { path } of edits) folders.add(folderOf(path));
    for (const { sha } of commits) shas.add(sha);
  }
  const { sessionId, project, cwd } = session;
  return {
    ...{ sessionId, project, cwd },
    persons: [...new Set(turns.map(({ person }) => person))],
    folders: [...folders],
    shas: [...shas],
    messages: messagesOf([session.looseRequests, ...turns.map(({ requests }) => requests)]),
  };
}

/** Hashes of the ids of the requests' messages, each once. */
export function messagesOf(lists: readonly (readonly ModelRequest[])[]): Float64Array {
  const messages = new Set<number>();
  for (const requests of lists) for (const { messageId } of requests) messages.add(hashOf(messageId));
  return Float64Array.from(messages);
}

const folderOf = (path: string): string =>
  path.slice(0, Math.max(0, path.lastIndexOf("/"), path.lastIndexOf("\\")));

/**
 * Two runs of FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/) from different offsets, 53 bits of both: among ten
 * million messages two different ones are taken for one less often than once in a hundred ledgers, and that would only
 * make sessions be analysed together.
 */
function hashOf(text: string): number {
  let high = 0x811c9dc5;
  let low = 0x01000193;
  for (let i = 0; i < text.length; i++) {
    const letter = text.charCodeAt(i);
    high = Math.imul(high ^ letter, 0x01000193);
    low = Math.imul(low ^ letter, 0x01000193);
  }
  return (high >>> 11) * 2 ** 32 + (low >>> 0);
}
