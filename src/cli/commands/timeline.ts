import { type TimelineOutput, timeline } from "../../app/timeline.ts";
import { dayOf } from "../../core/days.ts";
import type { Lane } from "../../core/timeline/lanes.ts";
import type { Interval } from "../../core/types.ts";
import * as numbers from "../../formats/numbers.ts";
import { padEnd, padStart, plainText, shorten } from "../../formats/text.ts";
import { command } from "../command.ts";
import { table } from "../table.ts";

const lanesShown = 30;
const tasksShown = 10;
const titleColumns = 22;
const gap = "  ";

/** What a column of a lane shows, the strongest first. */
const signs = [
  ["█", "agent"],
  ["▒", "waiting for a person"],
  ["·", "a person reviewing, prompting, approving"],
] as const;

type Span = readonly [from: number, to: number];

/** The stretch cut down to what the lanes show. */
function shownOf({ stretch, unitMs, lanes }: TimelineOutput): Interval {
  const ends = lanes.flatMap((lane) => rowsOf(lane).flat(2)).map((units) => units * unitMs);
  const [first, last] = [Math.min(...ends), Math.max(...ends)];
  return { fromMs: stretch.fromMs + first, toMs: stretch.fromMs + Math.max(last, first + 60_000) };
}

/** The spans of each sign. */
function rowsOf({ tracks }: Lane): readonly (readonly Span[])[] {
  const spans = (list: readonly number[]): Span[] =>
    list.flatMap((from, i) => (i % 2 === 0 ? [[from, list[i + 1]!] as const] : []));
  return [
    spans(tracks.agent),
    [tracks.approval, tracks.question, tracks.plan].flatMap(spans),
    [tracks.reviewing, tracks.prompting, tracks.approving].flatMap(spans),
  ];
}

function bar(lane: Lane, { stretch, unitMs }: TimelineOutput, shown: Interval, columns: number): string {
  const perColumn = (shown.toMs - shown.fromMs) / columns;
  const cells = Array.from({ length: columns }, () => " ");
  for (const [index, spans] of rowsOf(lane).toReversed().entries()) {
    const sign = signs[signs.length - 1 - index]![0];
    for (const [from, to] of spans) {
      const columnAt = (units: number) => (units * unitMs + stretch.fromMs - shown.fromMs) / perColumn;
      const last = Math.max(Math.floor(columnAt(from)) + 1, Math.ceil(columnAt(to) - 0.5));
      for (let at = Math.floor(columnAt(from)); at < Math.min(last, columns); at++) cells[at] = sign;
    }
  }
  return cells.join("").trimEnd();
}

function clock(ms: number, timezone: string): string {
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: timezone } as const;
  return new Intl.DateTimeFormat("en-GB", time).format(ms);
}

const moment = (ms: number, timezone: string): string => `${dayOf(ms, timezone)} ${clock(ms, timezone)}`;

function drawn(output: TimelineOutput, width: number): string[] {
  const { lanes, timezone } = output;
  const shown = shownOf(output);
  const columns = Math.max(20, width - titleColumns - gap.length);
  const isOneDay = dayOf(shown.fromMs, timezone) === dayOf(shown.toMs, timezone);
  const [from, to] = [shown.fromMs, shown.toMs].map((ms) => (isOneDay ? clock : moment)(ms, timezone));
  const axis = `${from}${padStart(to!, columns - from!.length)}`;
  const rows = lanes.slice(0, lanesShown).map((lane) => {
    const title = shorten(plainText(lane.title) || lane.id, titleColumns);
    return `${padEnd(title, titleColumns)}${gap}${bar(lane, output, shown, columns)}`.trimEnd();
  });
  const more = lanes.length - lanesShown;
  return [
    `${" ".repeat(titleColumns)}${gap}${axis}`,
    ...rows,
    ...(more > 0 ? [`and ${numbers.count(more)} more lanes: leverage timeline --json`] : []),
    "",
    signs.map(([sign, about]) => `${sign} ${about}`).join("   "),
  ];
}

function sums({ sums: of }: TimelineOutput): string[] {
  const { reviewingMinutes, promptingMinutes, approvingMinutes } = of.supervision;
  const parts = [
    `${numbers.minutes(reviewingMinutes)} reviewing`,
    `${numbers.minutes(promptingMinutes)} prompting`,
    `${numbers.minutes(approvingMinutes)} approving`,
  ];
  return [
    `Agents      ${numbers.minutes(of.agentUnionMinutes)} on the clock, ${numbers.minutes(of.agentMinutes)} over the tasks, ${numbers.minutes(of.agentWorkMinutes)} with parallel agents counted each`,
    `Supervision ${parts.join(", ")}`,
    `Tokens      ${numbers.shortTokens(of.usage.totalTokens)}, ${of.usage.usd === null ? "no price known" : numbers.usd(of.usage.usd)}`,
  ];
}

function tasks({ sums: { tasks: all } }: TimelineOutput, columns: number): string[] {
  if (all.length === 0) return [];
  const rows = all
    .slice(0, tasksShown)
    .map((task) => [
      task.taskId,
      task.title,
      numbers.minutes(task.agentMinutes),
      numbers.minutes(task.supervisoryMinutes),
    ]);
  const head = [
    { head: "Id" },
    { head: "Task", flexible: true },
    { head: "Agent", right: true },
    { head: "Sup.", right: true },
  ];
  const more = all.length - tasksShown;
  return [
    "",
    table(head, rows, columns),
    ...(more > 0 ? [`and ${numbers.count(more)} more tasks: leverage timeline --json`] : []),
  ];
}

export default command({
  operation: timeline,
  positional: ["period"],
  examples: [
    { line: "timeline", about: "the newest active day, a lane a session" },
    { line: "timeline 2026-03-26 --from 09:00 --to 12:30", about: "the sums of a morning" },
    { line: "timeline --by worktree --json", about: "lanes as lists of milliseconds, for a program" },
  ],
  details:
    "The sums are those of the record, cut to the stretch: a whole day's are the day's record's. Supervision is as\nmeasured, since declared minutes have no place in time. Excluded tasks are left out.",
  show(output, { sumsOnly }, view) {
    const { stretch, timezone, lanes } = output;
    const title = `${moment(stretch.fromMs, timezone)} to ${moment(stretch.toMs, timezone)}, ${timezone}`;
    if (output.sums.tasks.length === 0) return `${title}: nothing was worked on.`;
    const columns = Math.min(view.columns, 120);
    return [
      title,
      "",
      ...(sumsOnly || lanes.length === 0 ? [] : [...drawn(output, columns), ""]),
      ...sums(output),
      ...tasks(output, columns),
    ].join("\n");
  },
});
