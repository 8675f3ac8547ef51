import { type ExplainOutput, explain } from "../../app/explain.ts";
import type { ExplainedNumber } from "../../app/explain-numbers.ts";
import type { Sensitivity } from "../../app/sensitivity.ts";
import type { TurnEvidence } from "../../app/turn-evidence.ts";
import { estimatorLabel, meanMinutes } from "../../core/estimates/estimates.ts";
import { explainedFigure, explainedNames } from "../../formats/explained.ts";
import * as numbers from "../../formats/numbers.ts";
import { plainText, shorten, wrap, wrapSetIn } from "../../formats/text.ts";
import { command } from "../command.ts";
import { outcomeText, showCommits, showDiff, showSurvival } from "../show-work.ts";
import { table } from "../table.ts";

const partsShown = 8;

function explainNumber(one: ExplainedNumber, columns: number): string {
  // A part of 0 explains nothing.
  const parts = one.parts.filter(({ value }) => value > 0).sort((a, b) => b.value - a.value);
  const more = parts.length - partsShown;
  return [
    `${explainedNames[one.name]}: ${explainedFigure(one.unit, one.value)}`,
    ...wrap(one.definition, columns - 2).map((line) => `  ${line}`),
    ...wrap(`= ${plainText(one.formula)}`, columns - 2).map((line) => `  ${line}`),
    ...parts
      .slice(0, partsShown)
      .map(
        ({ label, value }) =>
          `    ${explainedFigure(one.unit, value).padStart(9)}  ${shorten(plainText(label), columns - 15)}`,
      ),
    ...(more > 0 ? [`               and ${more} more: --json has all`] : []),
  ].join("\n");
}

function explainTurn(turn: TurnEvidence, columns: number): string {
  const lines = [
    `   agent ${numbers.minutes(turn.agentMinutes)} (${turn.timeFrom}${turn.uncertainMinutes > 0 ? `, ${numbers.minutes(turn.uncertainMinutes)} uncertain` : ""}), work ${numbers.minutes(turn.agentWorkMinutes)}, wall clock ${numbers.minutes(turn.wallClockMinutes)}, ${turn.requests} requests`,
    ...turn.supervision.map(
      ({ of, minutes, away }) =>
        `   ${of} ${numbers.minutes(minutes)}${away ? " (stands for a longer absence: the median)" : ""}`,
    ),
    ...turn.waits.map(
      (wait) =>
        `   waited ${numbers.minutes(wait.minutes)} for ${wait.for} of ${plainText(wait.tool)} at line ${wait.at.split(":").at(-1)}`,
    ),
    ...turn.edits.map(
      (edit) =>
        `   edited ${plainText(edit.path)} +${edit.added} -${edit.removed} at line ${edit.at.split(":").at(-1)}`,
    ),
    ...turn.commits.map((commit) => `   committed ${commit.sha} ${plainText(commit.subject)}`),
  ];
  return [
    `${turn.number}. ${shorten(plainText(turn.prompt), columns - 4)}`,
    // In one piece, however long: it can be opened with a click.
    `   ${turn.from} to line ${turn.to.split(":").at(-1)}`,
    ...lines.flatMap((line) => wrapSetIn(line, columns)),
  ].join("\n");
}

function explainEstimates({ estimates }: ExplainOutput, columns: number): string[] {
  return estimates.map((estimate, i) => {
    const inputs = Object.entries(estimate.inputs).map(
      ([key, value]) => `${key} ${typeof value === "number" ? Number(value.toFixed(3)) : plainText(value)}`,
    );
    const given = new Date(estimate.givenMs).toISOString().slice(0, 10);
    return [
      `${i === 0 ? "In force" : "Also"}: likely ${numbers.estimate(estimate)}, mean ${numbers.hours(meanMinutes(estimate))}, by ${estimatorLabel(estimate)}, given ${given}`,
      `  from ${inputs.join(", ")}`,
      `  ${plainText(estimate.assumption)}`,
      ...estimate.warnings.map((warning) => `  warning: ${warning}`),
      ...(estimate.note === null ? [] : [`  note: ${plainText(estimate.note)}`]),
    ]
      .flatMap((line) => wrapSetIn(line, columns))
      .join("\n");
  });
}

function explainSensitivity(rows: readonly Sensitivity[], columns: number): string {
  return table(
    [
      { head: "Gap cap", right: true },
      { head: "Wait cap", right: true },
      { head: "Supervisory", right: true },
      { head: "Factor", right: true },
      { head: "" },
    ],
    rows.map((row) => [
      numbers.minutes(row.gapCapMinutes),
      numbers.minutes(row.waitCapMinutes),
      numbers.minutes(row.supervisoryMinutes),
      numbers.factor(row.supervisoryLeverageFactor),
      row.inForce ? "in force" : "",
    ]),
    columns,
  );
}

function section(head: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", head, "", ...lines];
}

function explainWork({ work, survival }: ExplainOutput, columns: number): readonly string[] {
  if (work === null) return [];
  const from = work.diff.from === "commits" ? "its commits" : "its edits in the log";
  return [
    ...section("Commits", showCommits(work, columns)),
    ...section("Outcome", wrapSetIn(outcomeText(work), columns)),
    ...section("Survival", survival === null ? [] : showSurvival(survival, columns)),
    ...section(`Net diff, from ${from}`, showDiff(work, columns)),
  ];
}

export default command({
  operation: explain,
  positional: ["what"],
  examples: [
    { line: "explain", about: "the record of the newest active day" },
    { line: "explain k7m2q", about: "a task: its turns with their log lines, waits, edits, estimates" },
    { line: "explain 2026-W13", about: "a week's totals" },
    { line: "explain 2026-W13 --merged", about: "the same, with the hours of merged tasks alone" },
  ],
  show(output, _input, view) {
    const columns = Math.min(view.columns, 100);
    return [
      plainText(output.title),
      "",
      output.numbers.map((one) => explainNumber(one, columns)).join("\n\n"),
      ...section("Estimates", explainEstimates(output, columns)),
      ...explainWork(output, columns),
      ...section(
        "Cut",
        output.cutBecause.flatMap((why) => wrap(plainText(why), columns)),
      ),
      ...section("Said by people", [
        ...output.opinions.map(({ seq, by, body }) => `${seq}. ${body.kind} by ${plainText(by)}`),
        ...output.notes.map((note) => `note: ${plainText(note)}`),
      ]),
      ...section(
        "Turns",
        output.turns.map((turn) => explainTurn(turn, columns)),
      ),
      ...(output.sensitivity.length === 0
        ? []
        : section("Supervisory time under other caps", [explainSensitivity(output.sensitivity, columns)])),
    ].join("\n");
  },
});
