import { type DoctorOutput, doctor } from "../../app/doctor.ts";
import * as numbers from "../../formats/numbers.ts";
import { plainText } from "../../formats/text.ts";
import { command } from "../command.ts";

function places({ places }: DoctorOutput): string[] {
  return places.map(({ source, folder, exists, files, bytes }) => {
    const what = exists ? `${numbers.count(files)} files, ${numbers.count(bytes / 1e6)} MB` : "not there";
    return `  ${source}  ${folder}: ${what}`;
  });
}

function problems({ problemCounts, problems }: DoctorOutput): string[] {
  if (problemCounts.length === 0) return ["Every line was read and understood."];
  return problemCounts.flatMap(({ kind, count }) => {
    const shown = problems.filter((problem) => problem.kind === kind);
    return [
      `${numbers.count(count)} x ${kind}`,
      ...shown.map(({ at, what, hint }) => {
        const where = at.line === undefined ? at.file : `${at.file}:${at.line}`;
        return `  ${plainText(where)}: ${plainText(what)} (${plainText(hint)})`;
      }),
      ...(count > shown.length
        ? [`  and ${numbers.count(count - shown.length)} more: leverage doctor --kind ${kind} --all`]
        : []),
    ];
  });
}

export default command({
  operation: doctor,
  examples: [
    { line: "doctor", about: "logs found, problems by kind with the first of each, what is not covered" },
    { line: "doctor --kind unknown-row --all", about: "every problem of one kind" },
  ],
  show(output) {
    const { ledger, files, sessions, turns, agents } = output;
    return [
      `Ledger ${ledger.folder}: ${ledger.sound ? "sound" : `DAMAGED\n  ${ledger.damage.join("\n  ")}`}`,
      "",
      "Logs:",
      ...places(output),
      `  ${numbers.count(files.lines)} lines of ${numbers.count(files.known)} files in the ledger` +
        (files.gone > 0 ? `; ${numbers.count(files.gone)} of them are gone from disk, their facts stay` : ""),
      `  ${numbers.count(sessions)} sessions, ${numbers.count(turns)} turns`,
      ...agents.map(({ agent, versions }) => `  ${agent}, versions ${versions.join(", ")}`),
      "",
      "Problems:",
      ...problems(output),
      "",
      "Not covered:",
      ...output.notCovered.map((line) => `  ${line}`),
    ].join("\n");
  },
});
