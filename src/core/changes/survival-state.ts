/**
 * A replay as a value, to be kept and continued: `commits` says what became of each commit's lines and is small;
 * `lines` holds every line there is now and is only needed to go on.
 */
import type { LineCounts } from "./survival-changes.ts";
import { type CommitSurvival, SurvivalReplay } from "./survival-replay.ts";

type LossRow = readonly [shaIndex: number, atMs: number, lines: LineCounts];
type FateRow = readonly [
  shaIndex: number,
  landedMs: number,
  delivered: LineCounts,
  losses: readonly LossRow[],
];
type GraveRow = readonly [
  shaIndex: number,
  atMs: number,
  size: number,
  owners: readonly (readonly [hash: number, owners: readonly number[]])[],
];

export interface SurvivalState {
  /** Plain values, for JSON. */
  readonly commits: {
    readonly landed: number;
    readonly lastSha: string | null;
    readonly shas: readonly string[];
    readonly fates: readonly FateRow[];
  };
  readonly lines: {
    readonly graves: readonly GraveRow[];
    readonly paths: readonly string[];
    /** How many of the lines lie in each path. */
    readonly counts: readonly number[];
    /** Hash and owner in turn. */
    readonly owned: Uint32Array;
  };
}

export function stateOf(replay: SurvivalReplay): SurvivalState {
  const indexes = new Map<string, number>();
  const indexOf = (sha: string): number => {
    const known = indexes.get(sha) ?? indexes.size;
    indexes.set(sha, known);
    return known;
  };
  const fates = replay.fates.map(
    ({ sha, landedMs, delivered, losses }): FateRow => [
      indexOf(sha),
      landedMs,
      delivered,
      [...losses.values()].map((loss) => [indexOf(loss.sha), loss.atMs, loss.lines]),
    ],
  );
  const graves = [...replay.broughtBack.graves.values()].map(
    ({ by, atMs, size, owners }): GraveRow => [indexOf(by), atMs, size, [...owners]],
  );
  const counts = new Map<string, number>();
  const owned: number[] = [];
  replay.lines.each((path, hash, owner) => {
    counts.set(path, (counts.get(path) ?? 0) + 1);
    owned.push(hash, owner);
  });
  return {
    commits: { landed: replay.landed, lastSha: replay.lastSha, shas: [...indexes.keys()], fates },
    lines: {
      graves,
      paths: [...counts.keys()],
      counts: [...counts.values()],
      owned: Uint32Array.from(owned),
    },
  };
}

/** What became of each commit's lines, without the replay: as `SurvivalReplay.commits` says. */
export function commitsOfState({ shas, fates }: SurvivalState["commits"]): readonly CommitSurvival[] {
  return fates.map(([sha, landedMs, delivered, losses]) => ({
    sha: shas[sha]!,
    landedMs,
    delivered,
    losses: losses.map(([by, atMs, lines]) => ({ sha: shas[by]!, atMs, lines })),
  }));
}

/** The replay as it was. */
export function restoredReplay({ commits, lines }: SurvivalState): SurvivalReplay {
  const replay = new SurvivalReplay();
  replay.landed = commits.landed;
  replay.lastSha = commits.lastSha;
  for (const fate of commitsOfState(commits)) replay.addFate(fate);
  for (const [by, atMs, size, owners] of lines.graves) {
    replay.broughtBack.restore(commits.shas[by]!, atMs, size, owners);
  }
  let at = 0;
  for (const [i, path] of lines.paths.entries()) {
    for (let left = lines.counts[i]!; left > 0; left -= 1, at += 2) {
      replay.lines.put(path, lines.owned[at]!, lines.owned[at + 1]!);
    }
  }
  return replay;
}
