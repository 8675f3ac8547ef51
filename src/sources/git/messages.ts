/** What a commit's message says of other commits and of the session that made it. */
import type { HistoryCommit } from "../../core/changes/repository-history.ts";

type Mentions = Pick<HistoryCommit, "mentionedShas" | "mentionedSubjects" | "revertedShas" | "trailers">;

const mostMentions = 100;
const longestText = 300;

/** Reads the body; of its trailers only those that name a session: others name people, or hold whatever was pasted. */
export function mentionsIn(body: string): Mentions {
  const lines = body.slice(0, 100_000).split("\n");
  const mentions = {
    mentionedShas: [] as string[],
    mentionedSubjects: [] as string[],
    trailers: [] as string[],
  };
  const revertedShas: string[] = [];
  for (const line of lines) {
    const reverted = /\bThis reverts (?:merge )?commit ([0-9a-f]{7,64})\b/i.exec(line);
    if (reverted !== null) add(revertedShas, reverted[1]!);
    const sha = /^\(cherry picked from commit ([0-9a-f]{7,64})\)|^commit ([0-9a-f]{40,64})$/.exec(
      line.trim(),
    );
    const bullet = /^[*-] (\S.*)$/.exec(line);
    const trailer = sessionIn(line.trimEnd());
    if (sha !== null) add(mentions.mentionedShas, (sha[1] ?? sha[2])!);
    else if (bullet !== null) add(mentions.mentionedSubjects, bullet[1]!);
    else if (trailer !== null) add(mentions.trailers, trailer);
  }
  return { ...mentions, ...(revertedShas.length > 0 && { revertedShas }) };
}

/** `Session: <id>`, or an address of a session under any name. Alone, a value shows nobody that it is a secret. */
function sessionIn(line: string): string | null {
  const [, name = "", value = ""] =
    /^([A-Za-z][A-Za-z0-9-]*): *([^\s@?#]{8,200})(?:[?#]\S*)?$/.exec(line) ?? [];
  const named = /session|conversation|thread/i.test(name) && !/token|secret|key|cookie/i.test(name);
  const address = /^https?:\/\/.*\/(?:session|conversation|thread)s?[/_-]/i.test(value);
  return named || address ? value : null;
}

function add(list: string[], text: string): void {
  if (list.length < mostMentions) list.push(text.slice(0, longestText).trim());
}
