/** Redacts what people wrote in commits: subjects, and what messages name. Shas, hashes, names and paths stay. */
import type { HistoryCommit } from "../../core/changes/repository-history.ts";
import { redactTexts } from "../redaction.ts";

/** Commits redacted in one call: its cost is by the call as much as by the text. */
const batch = 200;

export async function redactCommits(
  commits: readonly HistoryCommit[],
  patterns: readonly RegExp[],
): Promise<readonly HistoryCommit[]> {
  const redacted: HistoryCommit[] = [];
  for (let from = 0; from < commits.length; from += batch) {
    const part = commits.slice(from, from + batch);
    const texts = part.flatMap(({ subject, mentionedSubjects, trailers }) => [
      subject,
      ...mentionedSubjects,
      ...trailers,
    ]);
    const safe = (await redactTexts(texts, patterns)).values();
    const next = (): string => safe.next().value ?? "";
    for (const commit of part) {
      redacted.push({
        ...commit,
        subject: next(),
        mentionedSubjects: commit.mentionedSubjects.map(next),
        trailers: commit.trailers.map(next),
      });
    }
  }
  return redacted;
}
