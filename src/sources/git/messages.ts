/** What a commit's message says of other commits and of the session that made it. */
import type { HistoryCommit } from "../../core/changes/repository-history.ts";

type Mentions = Pick<HistoryCommit, "mentionedShas" | "mentionedSubjects" | "revertedShas" | "trailers">;

const mostMentions = 100;
const longestText = 300;

/** Reads the body; trailers that name people (`Co-Authored-By`, `Signed-off-by`) are left out. */
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
    // An id or an address is one word; with an @ it is a person's.
    const trailer = /^[A-Za-z][A-Za-z0-9-]*: *(\S{8,200})$/.exec(line.trimEnd());
    if (sha !== null) add(mentions.mentionedShas, (sha[1] ?? sha[2])!);
    else if (bullet !== null) add(mentions.mentionedSubjects, bullet[1]!);
    else if (trailer !== null && !/@/.test(trailer[1]!)) add(mentions.trailers, trailer[1]!);
  }
  return { ...mentions, ...(revertedShas.length > 0 && { revertedShas }) };
}

function add(list: string[], text: string): void {
  if (list.length < mostMentions) list.push(text.slice(0, longestText).trim());
}
