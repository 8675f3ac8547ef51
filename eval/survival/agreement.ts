/** How far the replay and blame agree on who brought the lines that are there now. */
import type { SurvivalReplay } from "../../src/core/changes/survival-replay.ts";
import type { BlamedLine } from "./blame.ts";

export interface Agreement {
  /** Telling lines in the files now, by blame. */
  readonly lines: number;
  /** Of these: the replay has the line in that file, by the same commit. */
  readonly agreed: number;
  /** The replay has it there by another commit. */
  readonly otherCommit: number;
  /** The replay does not have it there. */
  readonly missing: number;
  /** The replay has lines that are not there. */
  readonly surplus: number;
  /** Lines of each commit that both count, over those blame counts: what survival is made of. */
  readonly byCommit: number;
  /** Pairs of commits (blame's, the replay's) that most lines differ by. */
  readonly differences: readonly {
    readonly path: string;
    readonly blamed: string;
    readonly replayed: string;
    readonly lines: number;
  }[];
}

export function agreementOf(
  replay: SurvivalReplay,
  blamed: readonly BlamedLine[],
  isCounted: (path: string) => boolean,
): Agreement {
  const owners = new Map<string, string[]>();
  const replayedByCommit = new Map<string, number>();
  replay.each((path, hash, sha) => {
    if (!isCounted(path)) return;
    const key = `${hash} ${path}`;
    owners.set(key, [...(owners.get(key) ?? []), sha]);
    count(replayedByCommit, sha);
  });
  const blamedByCommit = new Map<string, number>();
  const left: BlamedLine[] = [];
  let agreed = 0;
  for (const line of blamed) {
    count(blamedByCommit, line.sha);
    const own = owners.get(`${line.hash} ${line.path}`) ?? [];
    const at = own.indexOf(line.sha);
    if (at < 0) left.push(line);
    else {
      own.splice(at, 1);
      agreed += 1;
    }
  }
  const differences = new Map<string, { path: string; blamed: string; replayed: string; lines: number }>();
  let missing = 0;
  for (const { path, hash, sha } of left) {
    const replayed = owners.get(`${hash} ${path}`)?.pop() ?? "nobody";
    if (replayed === "nobody") missing += 1;
    const key = `${path} ${sha} ${replayed}`;
    const known = differences.get(key) ?? { path, blamed: sha, replayed, lines: 0 };
    differences.set(key, known);
    known.lines += 1;
  }
  const both = [...blamedByCommit].reduce(
    (sum, [sha, lines]) => sum + Math.min(lines, replayedByCommit.get(sha) ?? 0),
    0,
  );
  return {
    lines: blamed.length,
    agreed,
    otherCommit: left.length - missing,
    missing,
    surplus: [...owners.values()].reduce((sum, own) => sum + own.length, 0),
    byCommit: both / blamed.length,
    differences: [...differences.values()].sort((a, b) => b.lines - a.lines),
  };
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
