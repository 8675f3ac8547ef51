/** What was read and what was not, as tables show it. */
import { dayOf } from "../../../core/days.ts";
import * as numbers from "../../../formats/numbers.ts";
import { plainText } from "../../../formats/text.ts";
import type { Answers } from "../../answers.ts";
import type { KeyFigure } from "../../components/key-figures.ts";
import type { Column } from "../../components/table.ts";

export type Coverage = Answers["coverage"];
export type Problem = Answers["doctor"]["problems"][number];
type Place = Coverage["places"][number];

export function keyFigures({
  places,
  elsewhere,
  agents,
  time,
  problemCounts,
}: Coverage): readonly KeyFigure[] {
  const all = [...places, elsewhere];
  const sum = (of: (place: Coverage["elsewhere"]) => number) =>
    all.reduce((total, place) => total + of(place), 0);
  const sessions = agents.reduce((total, agent) => total + agent.sessions, 0);
  const problems = problemCounts.reduce((total, { count }) => total + count, 0);
  const figure = (label: string, text: string): KeyFigure => ({ label, text, interval: null });
  return [
    figure("log lines read", numbers.count(sum(({ lines }) => lines))),
    figure("sessions", numbers.count(sessions)),
    figure("problems met while reading", numbers.count(problems)),
    {
      ...figure("of the agent time is uncertain", numbers.percent(time.uncertainShare)),
      number: "uncertain",
    },
  ];
}

export const megabytes = (bytes: number): string => `${numbers.count(bytes / 1e6)} MB`;

export const placeColumns: readonly Column<Place>[] = [
  {
    header: "Folder",
    kind: "words",
    names: true,
    cell: ({ folder }) => plainText(folder),
    below: ({ source }) => source,
  },
  { header: "Files", kind: "figure", cell: ({ files }) => numbers.count(files) },
  { header: "Lines", kind: "figure", cell: ({ lines }) => numbers.count(lines) },
  { header: "Size", kind: "figure", cell: ({ bytes }) => megabytes(bytes) },
  { header: "Gone from disk", kind: "figure", cell: ({ goneFiles }) => numbers.count(goneFiles) },
  { header: "Problems", kind: "figure", cell: ({ problems }) => numbers.count(problems) },
];

export function agentColumns(timezone: string): readonly Column<Coverage["agents"][number]>[] {
  return [
    {
      header: "Agent",
      kind: "words",
      names: true,
      cell: ({ agent }) => agent,
      below: ({ versions }) => versionsText(versions),
    },
    { header: "Sessions", kind: "figure", cell: ({ sessions }) => numbers.count(sessions) },
    { header: "Turns", kind: "figure", cell: ({ turns }) => numbers.count(turns) },
    { header: "From", kind: "figure", cell: ({ firstMs }) => dayOf(firstMs, timezone) },
    { header: "To", kind: "figure", cell: ({ lastMs }) => dayOf(lastMs, timezone) },
  ];
}

function versionsText(versions: readonly string[]): string {
  const [first, last] = [versions[0] ?? "", versions.at(-1) ?? ""];
  if (versions.length < 2) return `version ${plainText(first)}`;
  return `${versions.length} versions, ${plainText(first)} to ${plainText(last)}`;
}

export const exclusionColumns: readonly Column<Coverage["excluded"][number]>[] = [
  { header: "Excluded by", kind: "words", names: true, cell: ({ because }) => plainText(because) },
  { header: "Tasks", kind: "figure", cell: ({ tasks }) => numbers.count(tasks) },
  {
    header: "Agent time",
    kind: "figure",
    number: "agent",
    cell: ({ agentMinutes }) => numbers.clock(agentMinutes),
  },
];

export const unpricedColumns: readonly Column<Coverage["unpriced"][number]>[] = [
  { header: "Model without a price", kind: "words", names: true, cell: ({ model }) => plainText(model) },
  { header: "Tokens", kind: "figure", number: "tokens", cell: ({ tokens }) => numbers.shortTokens(tokens) },
];

export const repositoryColumns: readonly Column<Coverage["repositories"][number]>[] = [
  {
    header: "Repository",
    kind: "words",
    names: true,
    cell: ({ name }) => plainText(name),
    below: ({ folders }) => folders.map(plainText).join(", "),
  },
  { header: "Trunk", kind: "words", cell: ({ trunk }) => (trunk === null ? "not found" : plainText(trunk)) },
  { header: "Commits", kind: "figure", cell: ({ commits }) => numbers.count(commits) },
];

/** `file:line`, to be copied into an editor. */
export const whereOf = ({ at }: Problem): string =>
  plainText(at.line === undefined ? at.file : `${at.file}:${at.line}`);
