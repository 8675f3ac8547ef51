import fc from "fast-check";
import { expect, test } from "vitest";
import type { FileClass } from "../../../src/core/changes/file-kinds.ts";
import {
  between,
  diffEvidence,
  netDiff,
  sourceLinesBetween,
  sourceSize,
  type TimedEdit,
} from "../../../src/core/changes/net-diff.ts";

const source = (path: string): FileClass => ({ kind: "source", language: "TypeScript", shortPath: path });

function edit(atMs: number, part: Partial<TimedEdit>): TimedEdit {
  return { path: "/p/a.ts", added: [], removed: [], hunks: 1, created: false, atMs, ...part };
}

const sizeOf = (...edits: TimedEdit[]) => sourceSize(netDiff(edits, source));

test("lines added and removed count, per file", () => {
  const size = sizeOf(
    edit(1, { added: [1, 2], removed: [3] }),
    edit(2, { added: [4], path: "/p/b.ts" }),
    edit(3, { removed: [5], hunks: 2 }),
  );
  expect(size).toEqual({ lines: 5, files: 2, hunks: 4 });
});

test("an edit undone later counts nothing", () => {
  expect(sizeOf(edit(1, { added: [1, 2], removed: [3] }), edit(2, { added: [3], removed: [1, 2] }))).toEqual({
    lines: 0,
    files: 0,
    hunks: 0,
  });
});

test("a line rewritten twice counts once", () => {
  expect(
    sizeOf(
      edit(1, { added: [1], removed: [9] }),
      edit(2, { added: [2], removed: [1] }),
      edit(3, { added: [3], removed: [2] }),
    ),
  ).toEqual({ lines: 2, files: 1, hunks: 1 });
});

test("the same line in another file does not cancel", () => {
  expect(sizeOf(edit(1, { added: [1] }), edit(2, { removed: [1], path: "/p/b.ts" })).lines).toBe(2);
});

test("a file created anew was gone in between: earlier edits are forgotten", () => {
  const size = sizeOf(
    edit(1, { created: true, added: [1, 2, 3, 4] }),
    edit(2, { added: [5] }),
    edit(3, { created: true, added: [6] }),
  );
  expect(size).toEqual({ lines: 1, files: 1, hunks: 1 });
});

test("a created file is one hunk, however often it was edited", () => {
  const size = sizeOf(
    edit(1, { created: true, added: [1, 2, 3] }),
    edit(2, { added: [4], hunks: 1 }),
    edit(3, { added: [5], hunks: 1 }),
  );
  expect(size).toEqual({ lines: 5, files: 1, hunks: 1 });
});

test("a file created and emptied again counts nothing", () => {
  expect(sizeOf(edit(1, { created: true, added: [1, 2] }), edit(2, { removed: [1, 2] })).files).toBe(0);
});

test("only source counts; the rest is evidence", () => {
  const classes: Record<string, FileClass> = {
    "/p/a.ts": { kind: "source", language: "TypeScript", shortPath: "a.ts" },
    "/p/b.ts": { kind: "source", language: "TypeScript", shortPath: "b.ts" },
    "/p/a.test.ts": { kind: "tests", language: "TypeScript", shortPath: "a.test.ts" },
    "/p/README.md": { kind: "docs", language: "Markdown", shortPath: "README.md" },
  };
  const diff = netDiff(
    [
      edit(1, { added: [1, 2] }),
      edit(2, { path: "/p/b.ts", removed: [7] }),
      edit(3, { path: "/p/a.test.ts", added: [1, 2, 3, 4] }),
      edit(4, { path: "/p/README.md", added: [1] }),
    ],
    (path) => classes[path]!,
  );
  expect(sourceSize(diff)).toEqual({ lines: 3, files: 2, hunks: 2 });
  expect(diffEvidence(diff)).toEqual([
    { kind: "tests", language: "TypeScript", files: 1, hunks: 1, addedLines: 4, removedLines: 0 },
    { kind: "source", language: "TypeScript", files: 2, hunks: 2, addedLines: 2, removedLines: 1 },
    { kind: "docs", language: "Markdown", files: 1, hunks: 1, addedLines: 1, removedLines: 0 },
  ]);
});

test("what is left belongs to the day of the edit that left it", () => {
  const diff = netDiff([edit(10, { added: [1, 2, 3] }), edit(20, { added: [4], removed: [1, 2] })], source);
  expect(sourceLinesBetween(diff, 0, 15)).toBe(1);
  expect(sourceLinesBetween(diff, 15, 30)).toBe(1);
  expect(sourceLinesBetween(diff, 20, 20)).toBe(0);
});

/** Random contents of two files over time, and the edits between them. */
const histories = fc
  .array(
    fc.tuple(
      fc.constantFrom("/p/a.ts", "/p/b.ts"),
      fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 8 }),
    ),
    {
      maxLength: 12,
    },
  )
  .map((steps) => {
    const now = new Map<string, readonly number[]>([
      ["/p/a.ts", [0, 0, 1, 2, 3]],
      ["/p/b.ts", [4, 5]],
    ]);
    const first = new Map(now);
    const edits = steps.map(([path, lines], i) => {
      const { more, fewer } = multisetDifference(now.get(path)!, lines);
      now.set(path, lines);
      return edit(i, { path, added: more, removed: fewer, hunks: Math.max(1, more.length) });
    });
    return { edits, first, last: now };
  });

function multisetDifference(from: readonly number[], to: readonly number[]) {
  const fewer = [...from];
  const more = to.filter((line) => {
    const at = fewer.indexOf(line);
    if (at !== -1) fewer.splice(at, 1);
    return at === -1;
  });
  return { more, fewer };
}

test("the net diff is the difference between the first and the last content", () => {
  fc.assert(
    fc.property(histories, ({ edits, first, last }) => {
      const diff = netDiff(edits, source);
      for (const path of first.keys()) {
        const { more, fewer } = multisetDifference(first.get(path)!, last.get(path)!);
        const file = diff.files.find((one) => one.path === path);
        expect([file?.addedLines ?? 0, file?.removedLines ?? 0]).toEqual([more.length, fewer.length]);
      }
    }),
  );
});

test("any stretches of time add up to the whole, in lines and never in more hunks than lines", () => {
  fc.assert(
    fc.property(histories, fc.integer({ min: 0, max: 12 }), ({ edits }, cut) => {
      const diff = netDiff(edits, source);
      const { lines, hunks, files } = sourceSize(diff);
      expect(sourceLinesBetween(diff, -1, cut) + sourceLinesBetween(diff, cut, 99)).toBe(lines);
      expect(between(diff, -1, 99)).toEqual(diff);
      expect(hunks).toBeLessThanOrEqual(lines);
      expect(hunks).toBeGreaterThanOrEqual(files);
    }),
  );
});

test("the order in which edits are handed over does not matter", () => {
  fc.assert(
    fc.property(histories, ({ edits }) => {
      expect(netDiff([...edits].reverse(), source)).toEqual(netDiff(edits, source));
    }),
  );
});
