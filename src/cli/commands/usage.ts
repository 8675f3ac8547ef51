import { type UsageSum, usage } from "../../app/usage.ts";
import * as numbers from "../../formats/numbers.ts";
import { command } from "../command.ts";
import { table } from "../table.ts";

const cost = (sum: UsageSum): string => {
  if (sum.usd === null) return "unpriced";
  return sum.unpricedTokens > 0 ? `${numbers.usd(sum.usd)} + unpriced` : numbers.usd(sum.usd);
};

const cells = (sum: UsageSum): string[] => [
  numbers.shortTokens(sum.inputTokens),
  numbers.shortTokens(sum.outputTokens),
  numbers.shortTokens(sum.cacheWrite5mTokens + sum.cacheWrite1hTokens),
  numbers.shortTokens(sum.cacheReadTokens),
  numbers.shortTokens(sum.totalTokens),
  cost(sum),
];

export default command({
  operation: usage,
  positional: [],
  details:
    "Each provider message counts once, with its largest output, however many rows or files repeat it.\nEverything that was used counts, in excluded tasks too, which records leave out.",
  examples: [
    { line: "usage", about: "tokens and cost of every day" },
    { line: "usage --by model --json", about: "by model, with all token kinds apart, for a program" },
  ],
  show(output, _input, view) {
    if (output.rows.length === 0) return "No requests in the ledger yet.";
    const head = output.by.charAt(0).toUpperCase() + output.by.slice(1);
    const rows = output.rows.map((row) => [
      row.title === null ? row.key : `${row.key} ${row.title}`,
      ...cells(row),
    ]);
    const text = table(
      [
        { head, flexible: true },
        { head: "Input", right: true },
        { head: "Output", right: true },
        { head: "Cache wr.", right: true },
        { head: "Cache rd.", right: true },
        { head: "Total", right: true },
        { head: "Cost", right: true },
      ],
      [...rows, ["Total", ...cells(output.total)]],
      view.columns,
    );
    if (output.unpricedModels.length === 0) return text;
    return `${text}\n\nNo price known for ${output.unpricedModels.join(", ")}: add one under [prices] in the configuration.`;
  },
});
