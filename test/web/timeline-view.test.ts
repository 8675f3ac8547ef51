import { describe, expect, it } from "vitest";
import {
  busyHours,
  kept,
  limitsOf,
  moved,
  snapped,
  stretchLabel,
  ticksOf,
  zoomed,
} from "../../src/web/pages/timeline/view.ts";

const at = (text: string) => Date.parse(`2026-03-${text}Z`);
const hour = 3_600_000;
const limits = { fromMs: at("20T00:00"), toMs: at("22T00:00") };
const morning = { fromMs: at("20T08:00"), toMs: at("20T12:00") };
const show = ({ fromMs, toMs }: { fromMs: number; toMs: number }) =>
  [fromMs, toMs].map((ms) => new Date(ms).toISOString().slice(8, 16));

describe("the view", () => {
  it("zooms so that the instant under the pointer stays where it is", () => {
    expect(show(zoomed(morning, 0.5, at("20T09:00"), limits))).toEqual(["20T08:30", "20T10:30"]);
    expect(show(zoomed(morning, 2, at("20T10:00"), limits))).toEqual(["20T06:00", "20T14:00"]);
  });

  it("zooms neither beyond the ledger nor closer than two minutes", () => {
    expect(zoomed(morning, 100, at("20T09:00"), limits)).toEqual(limits);
    const close = zoomed(morning, 0.00001, at("20T09:00"), limits);
    expect(close.toMs - close.fromMs).toBe(120_000);
  });

  it("moves up to the ledger's ends and keeps its length", () => {
    expect(show(moved(morning, -24 * hour, limits))).toEqual(["20T00:00", "20T04:00"]);
    expect(show(moved(morning, 72 * hour, limits))).toEqual(["21T20:00", "22T00:00"]);
    expect(kept(limits, morning)).toEqual(morning);
  });

  it("may reach from the first to the last day of the ledger, and to what is asked", () => {
    const extent = { fromMs: at("20T09:13"), toMs: at("21T17:00") };
    expect(show(limitsOf(extent, morning, "UTC"))).toEqual(["20T00:00", "22T00:00"]);
    const later = { fromMs: at("23T00:00"), toMs: at("24T00:00") };
    expect(show(limitsOf(extent, later, "UTC"))).toEqual(["20T00:00", "24T00:00"]);
  });

  it("begins with the hours in which something happened", () => {
    const tracks = {
      agent: [90, 95],
      approval: [],
      question: [],
      plan: [],
      reviewing: [80, 90],
      prompting: [],
      approving: [],
    };
    const lane = { tracks, subagents: [[92, 151]] } as unknown as Parameters<
      typeof busyHours
    >[0]["lanes"][number];
    expect(show(busyHours({ stretch: limits, unitMs: 360_000, lanes: [lane] }))).toEqual([
      "20T08:00",
      "20T16:00",
    ]);
    expect(busyHours({ stretch: limits, unitMs: 1, lanes: [] })).toEqual(limits);
  });
});

describe("ticks", () => {
  const labels = (view: typeof morning, widthPx: number, timezone = "UTC") =>
    ticksOf(view, timezone, widthPx).map(({ label }) => label);

  it("are as close as their labels allow", () => {
    expect(labels(morning, 400)).toEqual(["08:00", "09:00", "10:00", "11:00", "12:00"]);
    expect(labels(morning, 1000)).toContain("08:30");
  });

  it("name the day at midnight, in the ledger's zone", () => {
    expect(labels({ fromMs: at("20T20:00"), toMs: at("21T04:00") }, 400)).toContain("Mar 21");
    expect(labels(morning, 400, "America/New_York")).toEqual(["04:00", "05:00", "06:00", "07:00", "08:00"]);
  });

  it("are days, weeks and months of longer views", () => {
    const year = { fromMs: Date.parse("2026-01-01T00:00Z"), toMs: Date.parse("2027-01-01T00:00Z") };
    expect(labels(limits, 200)).toEqual(["Mar 20", "Mar 21", "Mar 22"]);
    expect(labels(year, 1200).slice(0, 2)).toEqual(["Jan 2026", "Feb 2026"]);
  });
});

describe("words and edges", () => {
  it("name a stretch as a person would", () => {
    expect(stretchLabel(morning, "UTC")).toBe("Mar 20, 08:00 to 12:00");
    expect(stretchLabel({ fromMs: at("20T00:00"), toMs: at("21T00:00") }, "UTC")).toBe(
      "Mar 20, the whole day",
    );
    expect(stretchLabel(limits, "UTC")).toBe("Mar 20 to Mar 21");
    const winter = { fromMs: Date.parse("2025-12-01T00:00Z"), toMs: Date.parse("2026-02-01T00:00Z") };
    expect(stretchLabel(winter, "UTC")).toBe("Dec 1, 2025 to Jan 31, 2026");
    expect(stretchLabel({ fromMs: at("20T22:00"), toMs: at("21T02:00") }, "UTC")).toBe(
      "Mar 20, 22:00 to Mar 21, 02:00",
    );
  });

  it("snap to round times as far as a pixel can tell", () => {
    const odd = at("20T09:31") + 17_000;
    expect(new Date(snapped(odd, morning, 800)).toISOString()).toContain("09:31:00");
    expect(new Date(snapped(odd, limits, 800)).toISOString()).toContain("09:30:00");
  });
});
