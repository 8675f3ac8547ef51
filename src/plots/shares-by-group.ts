/** Each group's share of the human hours and of the agent minutes: work types, projects, models. */
import { axisFy, barX, text } from "@observablehq/plot";
import * as numbers from "../formats/numbers.ts";
import { type Chart, figures, ink } from "./chart.ts";

export interface TimeOfGroup {
  readonly group: string;
  readonly humanMinutes: number;
  readonly agentMinutes: number;
}

interface Bar {
  readonly group: string;
  readonly of: "human" | "agent";
  readonly share: number;
}

/** @param by what the groups are: `work type`. Null for fewer than two groups or without time. */
export function sharesByGroup(groups: readonly TimeOfGroup[], by: string): Chart | null {
  const humanMinutes = groups.reduce((sum, row) => sum + row.humanMinutes, 0);
  const agentMinutes = groups.reduce((sum, row) => sum + row.agentMinutes, 0);
  if (groups.length < 2 || humanMinutes <= 0 || agentMinutes <= 0) return null;
  const rows = [...groups].sort((a, b) => b.humanMinutes - a.humanMinutes);
  const bars = rows.flatMap((row): Bar[] => [
    { group: row.group, of: "human", share: row.humanMinutes / humanMinutes },
    { group: row.group, of: "agent", share: row.agentMinutes / agentMinutes },
  ]);
  const shares = rows.map((row) => {
    const [human, agent] = [row.humanMinutes / humanMinutes, row.agentMinutes / agentMinutes];
    return `${row.group} ${numbers.percent(human)} and ${numbers.percent(agent)}`;
  });
  return {
    title: `Share of human hours and of agent minutes by ${by}`,
    description: `Share of the human-equivalent hours, then of the agent minutes: ${shares.join("; ")}.`,
    caption: `Of ${numbers.hours(humanMinutes)} human-equivalent (upper bar) and ${numbers.minutes(agentMinutes)} of agent time (lower bar).`,
    options: () => ({
      height: rows.length * 40 + 10,
      marginLeft: 100,
      marginRight: 46,
      marginTop: 4,
      marginBottom: 6,
      x: { domain: [0, Math.max(...bars.map(({ share }) => share))], axis: null },
      y: { domain: ["human", "agent"], axis: null, padding: 0.12 },
      fy: { domain: rows.map(({ group }) => group), label: null, padding: 0.28, axis: null },
      marks: [
        axisFy({
          anchor: "left",
          tickSize: 0,
          tickPadding: 8,
          label: null,
          lineWidth: 8,
          textOverflow: "ellipsis-end",
        }),
        barX(bars, {
          x: "share",
          y: "of",
          fy: "group",
          fill: (bar: Bar) => (bar.of === "human" ? ink.human : ink.agent),
        }),
        text(bars, {
          x: "share",
          y: "of",
          fy: "group",
          text: ({ share }: Bar) => numbers.percent(share),
          textAnchor: "start",
          dx: 6,
          ...figures,
        }),
      ],
    }),
  };
}
