/** Completion scripts: words of commands and options, made from the list of commands. */
import type { CommandWords } from "./command-words.ts";
import { defaultCommand, globalOptions } from "./commands.ts";

export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

export function completionScript(shell: Shell, commands: readonly CommandWords[]): string {
  return shell === "fish"
    ? fish(commands)
    : shell === "zsh"
      ? `#compdef leverage\nautoload -U +X bashcompinit && bashcompinit\n${bash(commands)}`
      : bash(commands);
}

const optionsOf = (command: CommandWords): readonly string[] => [
  ...command.options.map(({ option }) => option),
  ...globalOptions.map(({ option }) => option),
  "--help",
];

function bash(commands: readonly CommandWords[]): string {
  const firstWords = [...new Set(commands.map(({ name }) => name.split(" ")[0]!))];
  const pairs = commands.flatMap(({ name }) => (name.includes(" ") ? [`"${name}"`] : []));
  const secondWords = (group: string): readonly string[] =>
    commands.flatMap(({ name }) => (name.startsWith(`${group} `) ? [name.slice(group.length + 1)] : []));
  const values = commands.flatMap((command) =>
    command.options
      .filter(({ type }) => type !== "boolean")
      .map(({ option, choices }) => `    "${command.name} ${option}") words="${choices.join(" ")}" ;;`),
  );
  const names = [...new Set([...firstWords, ...commands.map(({ name }) => name)])];
  const after = names.map((name) => {
    const command = commands.find((one) => one.name === name);
    const choices = command?.positional.flatMap(({ choices }) => choices) ?? [];
    const options = command === undefined ? ["--help"] : optionsOf(command);
    return `      "${name}") words="${[...secondWords(name), ...choices, ...options].join(" ")}" ;;`;
  });
  const withValue = globalOptions.flatMap(({ option, value }) => (value === null ? [] : [option]));
  const flags = globalOptions.flatMap(({ option, value }) => (value === null ? [option] : []));
  const first = [...firstWords, ...globalOptions.map(({ option }) => option), "--help", "--version"];
  return `_leverage() {
  local words="" key="" word i
  local current="\${COMP_WORDS[COMP_CWORD]}" last="\${COMP_WORDS[COMP_CWORD-1]}"
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    case "$word" in
      ${withValue.join("|")}) i=$((i + 1)); continue ;;
      ${flags.join("|")}) continue ;;
      -*) key="\${key:-${defaultCommand}}"; break ;;
    esac
    if [ -z "$key" ]; then key="$word"; continue; fi
    case "$key $word" in ${pairs.join("|")}) key="$key $word" ;; esac
    break
  done
  case "$key $last" in
    ${withValue.map((option) => `*" ${option}"`).join("|")}) ;;
${values.join("\n")}
    *) case "$key" in
      "") words="${first.join(" ")}" ;;
${after.join("\n")}
    esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  [ \${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "$current"))
}
complete -F _leverage leverage`;
}

const quoted = (text: string): string => `'${text.replace(/'/g, "\\'")}'`;

function fish(commands: readonly CommandWords[]): string {
  const firstWords = [...new Set(commands.map(({ name }) => name.split(" ")[0]!))];
  const lines = firstWords.map((word) => {
    const about = commands.find(({ name }) => name === word)?.about ?? `Commands on a ${word}`;
    return `complete -c leverage -n __fish_use_subcommand -a ${word} -d ${quoted(about)}`;
  });
  for (const command of commands) {
    const [first, second] = command.name.split(" ");
    const seen = `__fish_seen_subcommand_from ${first}`;
    if (second !== undefined)
      lines.push(`complete -c leverage -n ${quoted(seen)} -a ${second} -d ${quoted(command.about)}`);
    const condition = second === undefined ? seen : `${seen}; and __fish_seen_subcommand_from ${second}`;
    for (const { choices } of command.positional) {
      if (choices.length > 0)
        lines.push(`complete -c leverage -n ${quoted(condition)} -a ${quoted(choices.join(" "))}`);
    }
    for (const { option, about, type, choices } of command.options) {
      const value =
        choices.length > 0 ? ` -x -a ${quoted(choices.join(" "))}` : type === "boolean" ? "" : " -r";
      lines.push(
        `complete -c leverage -n ${quoted(condition)} -l ${option.slice(2)}${value} -d ${quoted(about)}`,
      );
    }
  }
  for (const { option, value, about } of globalOptions)
    lines.push(
      `complete -c leverage -l ${option.slice(2)}${value === null ? "" : " -r"} -d ${quoted(about)}`,
    );
  return lines.join("\n");
}
