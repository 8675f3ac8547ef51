import { type CapsTried, whatIf } from "../../app/what-if.ts";
import * as numbers from "../../formats/numbers.ts";
import { command } from "../command.ts";
import { table } from "../table.ts";

const cells = (caps: CapsTried, which: string): string[] => [
  which,
  numbers.minutes(caps.gapCapMinutes),
  numbers.minutes(caps.waitCapMinutes),
  numbers.minutes(caps.promptingMinutes),
  numbers.minutes(caps.reviewingMinutes),
  numbers.minutes(caps.approvingMinutes),
  numbers.minutes(caps.supervisoryMinutes),
  numbers.factor(caps.supervisoryLeverageFactor),
];

export default command({
  operation: whatIf,
  positional: ["task"],
  examples: [
    { line: "what-if k7m2q --gap-cap 20", about: "had gaps of up to 20 minutes counted in full" },
    { line: "what-if k7m2q --gap-cap 5 --wait-cap 2", about: "both caps" },
  ],
  show({ definition, declaredMinutes, inForce, tried }, _input, { columns }) {
    const text = table(
      [
        { head: "Caps" },
        { head: "Gap", right: true },
        { head: "Wait", right: true },
        { head: "Prompting", right: true },
        { head: "Reviewing", right: true },
        { head: "Approving", right: true },
        { head: "Sup.", right: true },
        { head: "Factor", right: true },
      ],
      [cells(inForce, `in force (${definition})`), cells(tried, "tried")],
      columns,
    );
    if (declaredMinutes === null) return text;
    return `${text}\n\nThe record shows ${numbers.minutes(declaredMinutes)}, as declared.`;
  },
});
