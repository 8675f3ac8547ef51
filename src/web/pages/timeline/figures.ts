/** Sums of a stretch and of its lanes, as the page shows them. */
import * as numbers from "../../../formats/numbers.ts";
import { plainText } from "../../../formats/text.ts";
import type { KeyFigure } from "../../components/key-figures.ts";
import type { Column } from "../../components/table.ts";
import { addressOf } from "../../place.ts";
import type { Lane, Timeline } from "./drawing.ts";

type Sums = Timeline["sums"];
export type TaskInStretch = Sums["tasks"][number];

export function sumFigures({ agentUnionMinutes, agentWorkMinutes, supervision, usage }: Sums): KeyFigure[] {
  const { reviewingMinutes, promptingMinutes, approvingMinutes } = supervision;
  const figure = (label: string, minutes: number): KeyFigure => ({
    label,
    text: numbers.clock(minutes),
    interval: null,
  });
  return [
    { ...figure("agents, on the clock", agentUnionMinutes), number: "agentUnion" },
    { ...figure("agents, each counted", agentWorkMinutes), number: "agentWork" },
    { ...figure("reviewing", reviewingMinutes), number: "supervision" },
    { ...figure("prompting", promptingMinutes), number: "supervision" },
    { ...figure("approving", approvingMinutes), number: "supervision" },
    {
      label: usage.usd === null ? "tokens" : `tokens, ${numbers.usd(usage.usd)}`,
      text: numbers.shortTokens(usage.totalTokens),
      interval: null,
      number: "tokens",
    },
  ];
}

export const taskColumns: readonly Column<TaskInStretch>[] = [
  {
    header: "Task",
    kind: "words",
    names: true,
    cell: ({ title }) => plainText(title),
    href: ({ taskId }) => addressOf("task", taskId),
    below: ({ project, type }) => `${plainText(project)} · ${type}`,
  },
  {
    header: "Agent",
    kind: "figure",
    number: "agent",
    cell: ({ agentMinutes }) => numbers.minutes(agentMinutes),
  },
  {
    header: "Work",
    kind: "figure",
    number: "agentWork",
    cell: ({ agentWorkMinutes }) => numbers.minutes(agentWorkMinutes),
  },
  {
    header: "Sup.",
    kind: "figure",
    number: "supervision",
    cell: ({ supervisoryMinutes }) => numbers.minutes(supervisoryMinutes),
  },
  {
    header: "Tokens",
    kind: "figure",
    number: "tokens",
    cell: ({ tokens }) => numbers.shortTokens(tokens),
  },
];

export const laneColumns: readonly Column<Lane>[] = [
  {
    header: "Lane",
    kind: "words",
    names: true,
    cell: ({ title, id }) => plainText(title) || id,
    below: ({ project, branches, turns }) =>
      [plainText(project), ...branches.slice(0, 2).map(plainText), numbers.counted(turns, "turn")].join(
        " · ",
      ),
  },
  {
    header: "Agent",
    kind: "figure",
    number: "agentUnion",
    cell: ({ agentMinutes }) => numbers.minutes(agentMinutes),
  },
  {
    header: "Work",
    kind: "figure",
    number: "agentWork",
    cell: ({ agentWorkMinutes }) => numbers.minutes(agentWorkMinutes),
  },
  { header: "Waiting", kind: "figure", cell: ({ waitMinutes }) => numbers.minutes(waitMinutes) },
  {
    header: "Sup.",
    kind: "figure",
    number: "supervision",
    cell: ({ supervisoryMinutes }) => numbers.minutes(supervisoryMinutes),
  },
  { header: "Commits", kind: "figure", cell: ({ commits }) => numbers.count(commits.length) },
  { header: "Tokens", kind: "figure", number: "tokens", cell: ({ tokens }) => numbers.shortTokens(tokens) },
];
