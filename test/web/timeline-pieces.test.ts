import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Lane, Timeline } from "../../src/web/pages/timeline/drawing.ts";
import { pieceAt } from "../../src/web/pages/timeline/pieces.ts";

const unitMs = 1000;
const startMs = 1_000_000;

function timeline(tasks: readonly { readonly taskId: string; readonly spans: number[] }[]): Timeline {
  const lane = { tasks: tasks.map((task) => ({ ...task, title: `Task ${task.taskId}` })) } as Lane;
  return { stretch: { fromMs: startMs, toMs: startMs + 100 * unitMs }, unitMs, lanes: [lane] } as Timeline;
}

const at = (unit: number) => startMs + unit * unitMs;

describe("the piece of work at a place", () => {
  const shown = timeline([
    { taskId: "a", spans: [0, 10, 20, 30] },
    { taskId: "b", spans: [25, 40] },
  ]);
  const idAt = (unit: number, reach = 0) => pieceAt(shown, 0, at(unit), reach * unitMs)?.taskId;

  it("is the one that spans the instant", () => {
    expect([idAt(5), idAt(15), idAt(22), idAt(40), idAt(41)]).toEqual(["a", undefined, "a", "b", undefined]);
  });

  it("is the one that began last where two were worked on", () => {
    expect(idAt(27)).toBe("b");
  });

  it("is the nearest within reach where none spans it", () => {
    expect([idAt(14, 3), idAt(14, 5), idAt(17, 5), idAt(90, Infinity)]).toEqual([undefined, "a", "a", "b"]);
    expect(pieceAt(shown, 0, at(17), 5 * unitMs)).toEqual({
      lane: 0,
      taskId: "a",
      title: "Task a",
      fromMs: at(20),
      toMs: at(30),
    });
  });

  it("is none in a lane that is not there", () => {
    expect(pieceAt(shown, 7, at(5), Infinity)).toBeNull();
    expect(pieceAt(shown, -1, at(5), Infinity)).toBeNull();
  });

  it("is never further away than another one", () => {
    const pieces = fc.array(fc.tuple(fc.nat(90), fc.integer({ min: 1, max: 9 })), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(pieces, fc.nat(100), (list, unit) => {
        const lanes = timeline(
          list.map(([from, length], i) => ({ taskId: String(i), spans: [from, from + length] })),
        );
        const away = ([from, length]: readonly [number, number]) =>
          Math.max(from - unit, unit - from - length, 0);
        const found = pieceAt(lanes, 0, at(unit), Infinity)!;
        expect(away(list[Number(found.taskId)]!)).toBe(Math.min(...list.map(away)));
      }),
    );
  });
});
