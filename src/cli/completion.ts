/** Completion scripts: words of commands and options, made from the list of commands. */
import { type CommandWords, globalOptions } from "./command-words.ts";

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
  const groups = firstWords.filter((word) => commands.some(({ name }) => name.startsWith(`${word} `)));
  const seconds = groups.map((group) => {
    const words = commands.flatMap(({ name }) =>
      name.startsWith(`${group} `) ? [name.slice(group.length + 1)] : [],
    );
    return `    ${group}) [ "$COMP_CWORD" -eq 2 ] && words="${words.join(" ")}" ;;`;
  });
  const options = commands.map((command) => {
    const choices = command.positional.flatMap(({ choices }) => choices);
    return `    "${command.name}") words="${[...choices, ...optionsOf(command)].join(" ")}" ;;`;
  });
  return `_leverage() {
  local words="" key="\${COMP_WORDS[1]}"
  case "$key" in ${groups.join("|") || "-"}) [ "$COMP_CWORD" -gt 2 ] && key="$key \${COMP_WORDS[2]}" ;; esac
  if [ "$COMP_CWORD" -eq 1 ]; then words="${[...firstWords, "--help", "--version"].join(" ")}"; else
    case "$key" in
${options.join("\n")}
${seconds.join("\n")}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
  [ \${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}"))
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
    for (const { option, about } of command.options) {
      lines.push(`complete -c leverage -n ${quoted(condition)} -l ${option.slice(2)} -d ${quoted(about)}`);
    }
  }
  for (const { option, about } of globalOptions)
    lines.push(`complete -c leverage -l ${option.slice(2)} -d ${quoted(about)}`);
  return lines.join("\n");
}
