/** Whatever a trunk goes through, the replay loses no line, finds none, and may stop and go on anywhere. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { HistoryCommit } from "../../src/core/changes/repository-history.ts";
import { SurvivalReplay } from "../../src/core/changes/survival-replay.ts";
import { restoredReplay, type SurvivalState, stateOf } from "../../src/core/changes/survival-state.ts";
import { change, type FileSketch, trunkOn } from "../core/changes/make-trunk.ts";

const paths = ["src/a.ts", "src/b.ts", "test/a.test.ts", "docs/a.md"];

/** One step: lines out of one file, lines into another (or the same), perhaps the same lines. */
const step = fc.record({
  from: fc.constantFrom(...paths),
  to: fc.constantFrom(...paths),
  at: fc.nat(1_000),
  count: fc.nat(6),
  moves: fc.boolean(),
  /** Few words, so that the same lines are written again and again. */
  adds: fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 8 }),
  days: fc.nat(20),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** The commits of the steps, and the files they end with. */
function played(steps: readonly Step[], wordOf: (word: number, commit: number, i: number) => string) {
  const files = new Map<string, string[]>(paths.map((path) => [path, []]));
  const commits: HistoryCommit[] = [];
  let day = 0;
  for (const [i, { from, to, at, count, moves, adds, days }] of steps.entries()) {
    const start = at % (files.get(from)!.length + 1);
    const removed = files.get(from)!.splice(start, count);
    const added = [...(moves ? removed : []), ...adds.map((word, place) => wordOf(word, i, place))];
    files.get(to)!.push(...added);
    const changes: Record<string, FileSketch> =
      from === to
        ? { [from]: { removes: removed, adds: added } }
        : { [from]: { removes: removed }, [to]: { adds: added } };
    day += days;
    commits.push(change(`Step ${i}`, { day, on: commits.slice(-1), files: changes }));
  }
  return { commits, files };
}

const repeated = (word: number): string => `word ${word}`;
const unique = (word: number, commit: number, i: number): string => `word ${word} ${commit} ${i}`;
const steps = fc.array(step, { minLength: 1, maxLength: 40 });

function replayed(commits: readonly HistoryCommit[]): SurvivalReplay {
  const replay = new SurvivalReplay();
  replay.continue(trunkOn(commits));
  return replay;
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

/** As the ledger keeps it. */
const kept = (state: SurvivalState): SurvivalState => ({
  commits: JSON.parse(JSON.stringify(state.commits)) as SurvivalState["commits"],
  lines: {
    ...(JSON.parse(JSON.stringify({ ...state.lines, owned: [] })) as SurvivalState["lines"]),
    owned: state.lines.owned.slice(),
  },
});

describe("the replay of a trunk", () => {
  it("has exactly the lines that are there", () => {
    fc.assert(
      fc.property(steps, (all) => {
        const { commits, files } = played(all, repeated);
        const replay = replayed(commits);
        const found = new Map<string, number>();
        replay.each((path) => found.set(path, (found.get(path) ?? 0) + 1));
        for (const [path, lines] of files) expect(found.get(path) ?? 0).toBe(lines.length);
      }),
    );
  });

  it("counts each line once: delivered lines are there or were taken out", () => {
    fc.assert(
      fc.property(steps, (all) => {
        const { commits, files } = played(all, repeated);
        let left = 0;
        for (const { delivered, losses } of replayed(commits).commits()) {
          const lost = losses.reduce((total, loss) => total + sum(loss.lines), 0);
          expect(lost).toBeLessThanOrEqual(sum(delivered));
          left += sum(delivered) - lost;
        }
        expect(left).toBe([...files.values()].flat().length);
      }),
    );
  });

  it("never sees survival rise where nobody writes a line again", () => {
    fc.assert(
      fc.property(steps, (all) => {
        const { commits } = played(all, unique);
        for (const { landedMs, losses } of replayed(commits).commits()) {
          for (const { atMs, lines } of losses) {
            expect(Math.min(...lines)).toBeGreaterThanOrEqual(0);
            expect(atMs).toBeGreaterThanOrEqual(landedMs);
          }
        }
      }),
    );
  });

  it("may stop after any commit, be kept and go on, and finds the same", () => {
    fc.assert(
      fc.property(steps, fc.nat(1_000), (all, cut) => {
        const { commits } = played(all, repeated);
        const before = 1 + (cut % commits.length);
        const stopped = kept(stateOf(replayed(commits.slice(0, before))));
        const goneOn = restoredReplay(stopped);
        expect(goneOn.continue(trunkOn(commits))).toBe(true);
        const whole = replayed(commits);
        expect(goneOn.commits()).toEqual(whole.commits());
        expect(stateOf(goneOn)).toEqual(stateOf(whole));
      }),
    );
  });
});
