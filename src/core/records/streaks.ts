/** Sentences about runs of recorded days, and about the days inside a longer period. */
import { addDays, dayOf, daysBetween, weekdayNumber } from "../days.ts";
import type { Statement } from "../leverage-record.ts";
import type { Day } from "../types.ts";
import type { PeriodFigures } from "./history.ts";
import type { RecordFacts } from "./lead-in.ts";
import {
  allOf,
  countedAtStart,
  countText,
  dateText,
  factorText,
  hoursText,
  numberAtStart,
  printedFactor,
  printedHours,
  weekdayDateText,
} from "./prose.ts";

/** Two days in a row are no streak. */
const fewest = 3;

/** Recorded days in a row up to and with `day`; 0 where it is not recorded. */
export function runEndingAt(recorded: ReadonlySet<Day>, day: Day): number {
  let length = 0;
  while (recorded.has(addDays(day, -length))) length++;
  return length;
}

/** Working days (Monday to Friday) in a row up to and with `day`; a weekend neither counts nor breaks the run. */
export function workingRunEndingAt(recorded: ReadonlySet<Day>, day: Day): number {
  let length = 0;
  for (let at = day; ; at = addDays(at, -1)) {
    if (weekdayNumber(at) >= 5) continue;
    if (!recorded.has(at)) return length;
    length++;
  }
}

/** The longest run of recorded days that ends before `day`'s own run begins, and its last day; the latest of equals. */
export function longestRunBefore(
  recorded: ReadonlySet<Day>,
  day: Day,
): { readonly length: number; readonly last: Day } | null {
  const start = addDays(day, 1 - runEndingAt(recorded, day));
  let longest: { length: number; last: Day } | null = null;
  let length = 0;
  let before: Day | null = null;
  for (const at of [...recorded].filter((one) => one < start).sort()) {
    length = before !== null && daysBetween(before, at) === 1 ? length + 1 : 1;
    if (length >= (longest?.length ?? 1)) longest = { length, last: at };
    before = at;
  }
  return longest;
}

/** `days`: recorded days up to the record's own, ascending, which is the last. */
export function dayStreaks(days: readonly PeriodFigures[]): Statement[] {
  const recorded = new Set(days.map(({ from }) => from));
  const day = days.at(-1)!.from;
  const run = runEndingAt(recorded, day);
  const working = workingRunEndingAt(recorded, day);
  return [
    ...(run >= fewest ? [inARow(recorded, day, run)] : []),
    ...(working >= fewest && working > run ? [workingInARow(day, working)] : []),
  ];
}

function inARow(recorded: ReadonlySet<Day>, day: Day, run: number): Statement {
  const earlier = longestRunBefore(recorded, day);
  const facts = {
    daysInARow: run,
    firstOfRun: addDays(day, 1 - run),
    longestEarlierRun: earlier?.length ?? null,
    longestEarlierRunEnded: earlier?.last ?? null,
  };
  const beside =
    earlier === null || earlier.length < run
      ? recorded.size > run
        ? ", the longest run so far"
        : ""
      : earlier.length === run
        ? `, as many as in the longest run before, which ended on ${dateText(earlier.last, day)}`
        : `; the longest run was ${countText(earlier.length)} days, up to ${dateText(earlier.last, day)}`;
  return {
    kind: "streak",
    text: `${countedAtStart(run, "day")} in a row now have a record${beside}.`,
    facts,
  };
}

function workingInARow(day: Day, working: number): Statement {
  const facts = { workingDaysInARow: working, until: day };
  const text = `Leaving weekends aside, ${countText(working)} working days in a row are recorded.`;
  return { kind: "streak", text, facts };
}

/** How many days of a longer period were recorded, and which were its best. */
export function daysWithin(record: RecordFacts, figures: readonly PeriodFigures[]): Statement[] {
  const { from, to } = record.period;
  const days = figures.filter((day) => day.from >= from && day.from <= to);
  const today = dayOf(record.generatedMs, record.timezone);
  const last = today >= from && today < to ? today : to;
  const facts = { recordedDays: days.length, days: daysBetween(from, last) + 1, from, last };
  // Days after today can only come from a clock that was wrong; of a single day there is nothing to tell.
  if (days.length === 0 || facts.days < 2 || facts.recordedDays > facts.days) return [];
  const soFar = last === to ? "" : " so far";
  const subject =
    facts.recordedDays === facts.days
      ? `${allOf(facts.days, "days")}${soFar}`
      : `${numberAtStart(facts.recordedDays)} of the ${countText(facts.days)} days${soFar}`;
  const verb = facts.recordedDays === 1 ? "has" : "have";
  const text = `${subject} ${verb} a record.`;
  // Days of merged work are not alike: older ones had more time to be merged.
  const best = record.scope.work === "merged" ? [] : bestDays(days, from);
  return [{ kind: "streak", text, facts }, ...best];
}

function bestDays(days: readonly PeriodFigures[], beside: Day): Statement[] {
  const byFactor = only(days, (day) => day.leverageFactor && printedFactor(day.leverageFactor));
  const byHours = only(days, (day) => printedHours(day.humanMeanMinutes / 60));
  if (days.length < fewest || byFactor === null || byHours === null) return [];
  const facts = {
    bestDay: byFactor.from,
    bestLeverageFactor: byFactor.leverageFactor,
    mostHoursDay: byHours.from,
    mostHours: byHours.humanMeanMinutes / 60,
  };
  const factor = factorText(facts.bestLeverageFactor ?? 0);
  const hours = hoursText(facts.mostHours);
  const text =
    byFactor === byHours
      ? `${weekdayDateText(byFactor.from, beside)}, had both the highest factor (${factor}) and the most hours (${hours}).`
      : `The highest factor of a day was ${factor} on ${weekdayDateText(byFactor.from, beside)}; the most hours, ${hours}, fell on ${weekdayDateText(byHours.from, beside)}.`;
  return [{ kind: "streak", text, facts }];
}

/** The one day with the highest figure; null where two share it. */
function only(
  days: readonly PeriodFigures[],
  of: (day: PeriodFigures) => number | null,
): PeriodFigures | null {
  const values = days.map((day) => of(day) ?? 0);
  const highest = Math.max(...values);
  return values.filter((value) => value === highest).length === 1 ? days[values.indexOf(highest)]! : null;
}
