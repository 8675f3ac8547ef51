import { z } from "zod";
import { operation } from "../../app/operation.ts";
import { command } from "../command.ts";
import { type CommandWords, commandWords } from "../command-words.ts";
import { completionScript, shells } from "../completion.ts";

const completion = operation({
  name: "completion",
  about: "Print the completion script of a shell",
  input: () => z.object({ shell: z.enum(shells).describe("<SHELL> The shell") }),
  async run({
    shell,
  }): Promise<{ readonly shell: (typeof shells)[number]; readonly words: readonly CommandWords[] }> {
    return { shell, words: await commandWords() };
  },
});

export default command({
  operation: completion,
  positional: ["shell"],
  examples: [
    { line: "completion bash >> ~/.bashrc", about: "bash" },
    { line: "completion zsh > ~/.zfunc/_leverage", about: "zsh, with ~/.zfunc in $fpath" },
    { line: "completion fish > ~/.config/fish/completions/leverage.fish", about: "fish" },
  ],
  show: ({ shell, words }) => completionScript(shell, words),
  json: ({ shell, words }) => ({ shell, script: completionScript(shell, words) }),
});
