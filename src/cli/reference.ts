/** The command-line reference, `docs/CLI.md`, written from the commands themselves. */
import type { CommandWords } from "./command-words.ts";
import { globalOptions } from "./commands.ts";
import type { Field } from "./derive.ts";

const placeholder = (field: Field & { readonly variadic: boolean }): string => {
  const word = field.variadic ? `${field.valueName}...` : field.valueName;
  return field.required ? word : `[${word}]`;
};

const choicesOf = ({ choices }: Field): string => (choices.length > 0 ? `: ${choices.join(", ")}` : "");

function section(command: CommandWords): string {
  const usage = ["leverage", command.name, ...command.positional.map(placeholder), "[options]"].join(" ");
  const rows = [
    ...command.positional.map((field) => `| \`${field.valueName}\` | ${field.about}${choicesOf(field)} |`),
    ...command.options.map((field) => {
      const value = field.type === "boolean" ? "" : ` ${field.valueName}`;
      return `| \`${field.option}${value}\` | ${field.about}${choicesOf(field)} |`;
    }),
  ];
  const options = rows.length === 0 ? "" : `\n| argument | meaning |\n|---|---|\n${rows.join("\n")}\n`;
  const examples = command.examples.map(
    ({ line, about }) => `${`    leverage ${line}`.trimEnd().padEnd(48)}  # ${about}`,
  );
  const details = command.details === undefined || command.details === null ? "" : `\n${command.details}\n`;
  return `## leverage ${command.name}\n\n${command.about}.\n\n    ${usage}\n${details}${options}\n${examples.join("\n")}\n`;
}

export function referenceText(commands: readonly CommandWords[]): string {
  const globals = globalOptions.map(
    ({ option, value, about }) => `| \`${option}${value === null ? "" : ` ${value}`}\` | ${about} |`,
  );
  return `# Command line

Written from the commands themselves by \`npm run docs\`; a test holds it to them.

Exit codes: 0 done, 1 could not, 2 wrong use. Answers go to standard output, messages to standard error. Colour is
used on a terminal only and respects \`NO_COLOR\`.

Options of every command:

| option | meaning |
|---|---|
${globals.join("\n")}

| variable | meaning |
|---|---|
| \`LEVERAGE_HOME\` | Folder of the ledger and its configuration, instead of the platform's data folder |
| \`CLAUDE_CONFIG_DIR\` | Where Claude Code keeps its logs, where it is not the usual place; may list several |
| \`SOURCE_DATE_EPOCH\` | Seconds since 1970 to be taken for now: reproducible records |

${commands.map(section).join("\n")}`;
}
