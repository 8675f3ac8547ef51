import { config } from "../../app/config-view.ts";
import { command } from "../command.ts";
import { table } from "../table.ts";

export default command({
  operation: config,
  examples: [
    { line: "config", about: "every setting, its value and where it comes from" },
    { line: "config --init", about: "write a commented file to edit" },
  ],
  show({ file, rows, written }, _input, view) {
    if (written) return `Wrote ${file}`;
    const columns = [
      { head: "Setting" },
      { head: "Value", flexible: true },
      { head: "From", flexible: true },
    ];
    return `${file}\n\n${table(
      columns,
      rows.map(({ key, value, from }) => [key, value, from]),
      view.columns,
    )}`;
  },
});
