/** The corrections in force as a list: number, what was said about which tasks, by whom and when. */
import type { CorrectionLine } from "../app/task-views.ts";
import { planId } from "../core/estimates/plans.ts";
import type { OpinionBody } from "../core/types.ts";
import * as numbers from "../formats/numbers.ts";
import { plainText, wrap } from "../formats/text.ts";

export function showCorrections(lines: readonly CorrectionLine[], columns: number): string {
  if (lines.length === 0) return "No corrections.";
  const width = String(lines.at(-1)?.seq).length;
  const indent = " ".repeat(width + 2);
  const shown = lines.flatMap(({ seq, day, by, body, tasks }) => {
    const value = valueText(body);
    const said = `${body.kind}${value === "" ? "" : `: ${value}`}`;
    const [first = "", ...more] = wrap(plainText(said), columns - indent.length);
    const rest = [
      ...more,
      ...tasks.flatMap(({ id, title }) => wrap(`${id} ${plainText(title)}`, columns - indent.length)),
      `by ${plainText(by)}, ${day}`,
    ];
    return [`${String(seq).padStart(width)}  ${first}`, ...rest.map((line) => indent + line)];
  });
  return ["Corrections in force:", ...shown, "Take one back: leverage task undo NUMBER"].join("\n");
}

const noted = (text: string, note: string | null): string => (note === null ? text : `${text} (${note})`);

/** What was said, where the kind alone does not say it. */
function valueText(body: OpinionBody): string {
  switch (body.kind) {
    case "estimate":
    case "blind-estimate":
      return noted(numbers.estimate(body.minutes), body.note);
    case "plan":
      return noted(`${body.title}, ${numbers.estimate(body.minutes)}`, body.note);
    case "plan-attach":
      return planId({ hash: body.plan });
    case "supervision":
      return `${numbers.minutes(body.supervisoryMinutes)}${body.day === null ? "" : ` on ${body.day}`}`;
    case "rename":
      return body.title;
    case "retype":
      return body.type;
    case "commit-link":
    case "commit-unlink":
      return body.sha.slice(0, 10);
    case "note":
      return body.text;
    case "imported-entry":
      return `${body.entry.day}, ${body.entry.title}`;
    case "imported-record":
      return `${body.record.day}, ${body.record.title}`;
    case "merge":
    case "move":
      return numbers.count(body.turnIds.length) + (body.kind === "merge" ? " tasks" : " prompts");
    default:
      return "";
  }
}
