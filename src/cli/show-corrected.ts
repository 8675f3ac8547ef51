/** How every correction is answered: what was done, the tasks as they are now, the way back. */
import type { Corrected } from "../app/corrections.ts";
import { plainText } from "../formats/text.ts";

export function showCorrected({ did, seq, tasks }: Corrected): string {
  const now = tasks.map((task) => {
    const prompts = task.turnIds.length === 1 ? "1 prompt" : `${task.turnIds.length} prompts`;
    return `  ${task.id}  ${plainText(task.title)} (${task.type}, ${prompts}${task.excluded ? ", excluded" : ""})`;
  });
  return [plainText(did), ...now, `Take it back: leverage task undo ${seq}`].join("\n");
}
