import { type CoverageOutput, coverage } from "../../app/coverage.ts";
import { dayOf } from "../../core/days.ts";
import * as numbers from "../../formats/numbers.ts";
import { plainText, wrapSetIn } from "../../formats/text.ts";
import { command } from "../command.ts";

function logs({ places, elsewhere, agents, timezone }: CoverageOutput): string[] {
  const gone = (files: number) => (files > 0 ? `, ${numbers.count(files)} gone from disk` : "");
  const about = ({ files, lines, bytes, goneFiles }: CoverageOutput["elsewhere"]) =>
    `${numbers.counted(files, "file")}, ${numbers.counted(lines, "line")}, ${numbers.count(bytes / 1e6)} MB${gone(goneFiles)}`;
  return [
    ...places.flatMap((place) => [`${place.source}  ${plainText(place.folder)}`, `  ${about(place)}`]),
    ...(elsewhere.lines > 0 ? [`elsewhere: ${about(elsewhere)}`] : []),
    ...agents.map(
      ({ agent, versions, sessions, turns, firstMs, lastMs }) =>
        `${agent} ${versions.join(", ")}: ${numbers.counted(sessions, "session")}, ${numbers.counted(turns, "turn")}, ${dayOf(firstMs, timezone)} to ${dayOf(lastMs, timezone)}`,
    ),
  ];
}

function time({ time: { agentMinutes, uncertainMinutes, uncertainShare } }: CoverageOutput): string[] {
  if (uncertainShare === null) return ["No agent time was measured."];
  return [
    `${numbers.minutes(uncertainMinutes)} of ${numbers.minutes(agentMinutes)} agent time (${numbers.percent(uncertainShare)}) is left open by the logs and guessed by the rules.`,
  ];
}

function leftOut({ excluded, unpriced, withoutTurns }: CoverageOutput): string[] {
  const lines = [
    ...excluded.map(
      ({ because, tasks, agentMinutes }) =>
        `excluded by ${plainText(because)}: ${numbers.counted(tasks, "task")}, ${numbers.minutes(agentMinutes)} of agent time`,
    ),
    ...unpriced.map(
      ({ model, tokens }) =>
        `no price for ${plainText(model)}: ${numbers.shortTokens(tokens)} tokens (add one under [prices] in the configuration)`,
    ),
    ...(withoutTurns.sessions > 0
      ? [`${numbers.counted(withoutTurns.sessions, "session")} in which no turn could be found`]
      : []),
  ];
  return lines.length === 0 ? ["Nothing."] : lines;
}

function problems({ problemCounts }: CoverageOutput): string[] {
  if (problemCounts.length === 0) return ["Every line was read and understood."];
  return [
    ...problemCounts.map(({ kind, count }) => `${numbers.count(count)} x ${kind}`),
    "leverage doctor shows where.",
  ];
}

function repositories({ repositories: all }: CoverageOutput): string[] {
  if (all.length === 0) return ["None was found at the folders of the sessions."];
  return all.map(
    ({ name, trunk, commits }) =>
      `${plainText(name)}: ${numbers.counted(commits, "commit")}${trunk === null ? ", no trunk found" : `, trunk ${plainText(trunk)}`}`,
  );
}

/** A path stays in one piece, however long it is: it can be opened with a click. */
const fitted = (line: string, columns: number): readonly string[] =>
  /^ {2}\S+ {2}\S+$/.test(line) ? [line] : wrapSetIn(line, columns);

export default command({
  operation: coverage,
  examples: [
    {
      line: "coverage",
      about: "logs and agents read, the share of uncertain time, what is left out and why",
    },
    { line: "coverage --json", about: "the same, for a program" },
  ],
  show(output, _input, view) {
    const columns = Math.min(view.columns, 100);
    const part = (head: string, lines: readonly string[]) =>
      [`${head}:`, ...lines.flatMap((line) => fitted(`  ${line}`, columns))].join("\n");
    return [
      part("Logs", logs(output)),
      part("Time", time(output)),
      part("Left out", leftOut(output)),
      part("Could not be read", problems(output)),
      part("Repositories", repositories(output)),
      part("Not covered", output.notCovered),
    ].join("\n\n");
  },
});
