import { type Doubt, type ReviewItem, type ReviewOutput, review } from "../../app/review.ts";
import * as numbers from "../../formats/numbers.ts";
import { plainText, plainTitle, shorten, wrapSetIn } from "../../formats/text.ts";
import { command } from "../command.ts";
import { table } from "../table.ts";

const sections: readonly { readonly about: Doubt["about"]; readonly head: string }[] = [
  { about: "estimate", head: "Without an estimate: leverage estimate ID 4h" },
  { about: "cut", head: "Perhaps cut wrongly: leverage task show ID lists the prompts" },
  {
    about: "commit",
    head: "Perhaps not the task's commit: leverage explain ID says why it is taken for one",
  },
];

function remedy({ id }: ReviewItem, doubt: Doubt): string {
  if (doubt.about !== "cut") return "";
  if (doubt.other !== null)
    return `part of "${plainTitle(doubt.other.title)}"? leverage task merge ${doubt.other.id} ${id}`;
  return doubt.prompt === null ? "" : `two tasks? leverage task split ${id} ${doubt.prompt}`;
}

function lines(item: ReviewItem, doubt: Doubt, columns: number): string[] {
  const what = doubt.about === "commit" ? `commit ${doubt.sha.slice(0, 10)} ${doubt.subject}: ` : "";
  const sure = doubt.about === "commit" ? ` (${numbers.percent(doubt.confidence)} sure)` : "";
  return [
    `${item.id}  ${shorten(plainTitle(item.title), columns - item.id.length - 2)}`,
    ...[`${what}${doubt.why}${sure}`, remedy(item, doubt)]
      .filter((line) => line !== "")
      .flatMap((line) => wrapSetIn(`  ${plainText(line)}`, columns)),
  ];
}

function unestimated(items: readonly ReviewItem[], columns: number): string {
  return table(
    [{ head: "Id" }, { head: "Day" }, { head: "Task", flexible: true }, { head: "Agent", right: true }],
    items.map(({ id, day, title, agentMinutes }) => [id, day, title, numbers.minutes(agentMinutes)]),
    columns,
  );
}

function section(
  { about, head }: (typeof sections)[number],
  output: ReviewOutput,
  columns: number,
): string[] {
  const found = output.items.flatMap((item) =>
    item.doubts.filter((doubt) => doubt.about === about).map((doubt) => ({ item, doubt })),
  );
  if (found.length === 0) return [];
  const text =
    about === "estimate"
      ? unestimated(
          found.map(({ item }) => item),
          columns,
        )
      : found.flatMap(({ item, doubt }) => lines(item, doubt, columns)).join("\n");
  return ["", head, "", text];
}

export default command({
  operation: review,
  positional: ["period"],
  examples: [
    { line: "review", about: "everything that waits for you" },
    { line: "review 2026-W13", about: "the same for a week" },
  ],
  show(output, input, { columns }) {
    const waiting = output.items.filter(({ doubts }) => doubts.length > 0).length;
    const other = output.items.filter(({ doubts }) => doubts.length === 0);
    const tasks = `${numbers.count(output.tasks)} ${output.tasks === 1 ? "task" : "tasks"}`;
    return [
      waiting === 0
        ? `Nothing waits for you in ${tasks}.`
        : `${numbers.count(waiting)} of ${tasks} ${waiting === 1 ? "waits" : "wait"} for you.`,
      ...sections.flatMap((one) => section(one, output, columns)),
      ...(output.unpricedModels.length === 0
        ? []
        : ["", "Without a price: add one under [prices] in the configuration", ""]),
      ...output.unpricedModels.map(
        ({ model, tokens }) => `${plainText(model)}: ${numbers.shortTokens(tokens)} tokens`,
      ),
      ...(input.all && other.length > 0 ? ["", "Nothing unsure", "", unestimated(other, columns)] : []),
    ].join("\n");
  },
});
