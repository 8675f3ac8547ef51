import { sample } from "../../app/sample-logs.ts";
import * as numbers from "../../formats/numbers.ts";
import { command } from "../command.ts";

export default command({
  operation: sample,
  positional: ["folder"],
  examples: [
    { line: "sample /tmp/sample", about: "then: leverage --logs /tmp/sample" },
    { line: "sample /tmp/large --size 1G", about: "for measuring" },
  ],
  show: ({ folder, files, bytes }) =>
    `Wrote ${numbers.count(files)} files, ${(bytes / 1e6).toFixed(1)} MB, below ${folder}\nLook at them: leverage --logs ${folder}`,
});
