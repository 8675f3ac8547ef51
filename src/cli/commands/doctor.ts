import { type DoctorOutput, doctor } from "../../app/doctor.ts";
import { planId } from "../../core/estimates/plans.ts";
import * as numbers from "../../formats/numbers.ts";
import { plainText, wrapSetIn } from "../../formats/text.ts";
import { command } from "../command.ts";

function damaged({ ledger }: DoctorOutput): string {
  return [
    `Ledger ${ledger.folder}: DAMAGED`,
    ...ledger.damage.map((line) => `  ${plainText(line)}`),
    "",
    "leverage doctor --repair keeps the damaged file aside, saves what can be read of it into a new one, and keeps",
    "every estimate and correction; what is lost is read again from the logs that are still there.",
  ].join("\n");
}

function repairText({ repaired }: DoctorOutput["ledger"]): string[] {
  if (repaired === null) return [];
  const { movedTo, files, chunks, opinions, lost } = repaired;
  return [
    `  repaired: ${numbers.count(files)} files, ${numbers.count(chunks)} chunks and ${numbers.count(opinions)} opinions saved; the damaged file is ${movedTo}`,
    ...lost.map((line) => `  lost: ${plainText(line)}`),
  ];
}

function places({ places }: DoctorOutput): string[] {
  return places.map(({ source, folder, exists, files, bytes }) => {
    const what = exists ? `${numbers.count(files)} files, ${numbers.count(bytes / 1e6)} MB` : "not there";
    return `  ${source}  ${folder}: ${what}`;
  });
}

function problems(
  { files, problemCounts, problems }: DoctorOutput,
  asked: string | undefined,
  columns: number,
): string[] {
  if (problemCounts.length === 0) {
    return [files.lines > 0 ? "Every line was read and understood." : "Nothing was read yet."];
  }
  const wanted = asked === undefined ? problemCounts : problemCounts.filter(({ kind }) => kind === asked);
  return wanted.flatMap(({ kind, count }) => {
    const shown = problems.filter((problem) => problem.kind === kind);
    return [
      `${numbers.count(count)} x ${kind}`,
      ...shown.flatMap(({ at, what, hint }) => {
        const where = at.line === undefined ? at.file : `${at.file}:${at.line}`;
        // A path in one piece can be opened with a click, however long it is.
        return [`  ${plainText(where)}:`, ...wrapSetIn(`    ${plainText(`${what} (${hint})`)}`, columns)];
      }),
      ...(count > shown.length
        ? [`  and ${numbers.count(count - shown.length)} more: leverage doctor --kind ${kind} --all`]
        : []),
    ];
  });
}

const groupsShown = 5;

/** What deserves a second look before somebody else gives it one. */
function estimateAdvice({ planFaults, openPlans, unlike }: DoctorOutput["estimates"]): string[] {
  const more = unlike.length - groupsShown;
  const lines = [
    ...planFaults.map((fault) => `The chain of plans is broken: ${fault}`),
    ...openPlans.map(({ plan, remarks, branchMeant }) => {
      const why = [...remarks, ...(branchMeant === null ? [] : [branchMeant])].join("; ");
      return plainText(`Plan ${planId(plan)}, ${plan.title}, is open: ${why}`);
    }),
    ...unlike
      .slice(0, groupsShown)
      .flatMap(({ ratio, tasks }) => [
        `Tasks of like titles, estimated up to ${numbers.factor(ratio)} apart (correct one: leverage estimate ID TIME):`,
        ...tasks.map(
          ({ taskId, title, day, minutes }) =>
            `  ${taskId}  ${day}  ${numbers.hours(minutes)}  ${plainText(title)}`,
        ),
      ]),
    ...(more > 0 ? [`and ${numbers.count(more)} more such groups: leverage doctor --json`] : []),
  ];
  return lines.length === 0 ? [] : ["", "Estimates:", ...lines.map((line) => `  ${line}`)];
}

export default command({
  operation: doctor,
  exitCode: ({ ledger, estimates }) => (ledger.damage.length + estimates.planFaults.length > 0 ? 1 : 0),
  examples: [
    { line: "doctor", about: "logs found, problems by kind with the first of each, what is not covered" },
    { line: "doctor --kind unknown-row --all", about: "every problem of one kind" },
    { line: "doctor --repair", about: "where a command said that the ledger is damaged" },
  ],
  show(output, { kind }, view) {
    const columns = Math.min(view.columns, 100);
    const { ledger, files, sessions, turns, agents } = output;
    if (ledger.damage.length > 0) return damaged(output);
    return [
      `Ledger ${ledger.folder}: sound`,
      ...repairText(ledger),
      "",
      "Logs:",
      ...places(output),
      `  ${numbers.count(files.lines)} lines of ${numbers.count(files.known)} files in the ledger` +
        (files.gone > 0 ? `; ${numbers.count(files.gone)} of them are gone from disk, their facts stay` : ""),
      `  ${numbers.count(sessions)} sessions, ${numbers.count(turns)} turns`,
      ...agents.map(({ agent, versions }) => `  ${agent}, versions ${versions.join(", ")}`),
      "",
      "Problems:",
      ...problems(output, kind, columns),
      ...estimateAdvice(output.estimates).flatMap((line) => wrapSetIn(line, columns)),
      "",
      "Not covered:",
      ...output.notCovered.flatMap((line) => wrapSetIn(`  ${line}`, columns)),
    ].join("\n");
  },
});
