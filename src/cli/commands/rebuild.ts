import { rebuild } from "../../app/rebuild.ts";
import * as numbers from "../../formats/numbers.ts";
import { command } from "../command.ts";

export default command({
  operation: rebuild,
  examples: [{ line: "rebuild", about: "after an update, or where a result looks wrong" }],
  show: ({ sessions, turns, tasks }) =>
    `Made anew: ${numbers.count(sessions)} sessions, ${numbers.count(turns)} turns, ${numbers.count(tasks)} tasks.`,
});
