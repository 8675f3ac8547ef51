/** Every command with its options and choices, for completion and the generated reference. */
import type { Command } from "./command.ts";
import { commands } from "./commands.ts";
import { type Field, fieldsOf, optionName } from "./derive.ts";

export interface CommandWords {
  /** `record`, `task list`. */
  readonly name: string;
  readonly about: string;
  readonly details: string | null;
  readonly positional: readonly (Field & { readonly variadic: boolean })[];
  readonly options: readonly (Field & { readonly option: string })[];
  readonly examples: Command["examples"];
}

/** Options that every command takes. */
export const globalOptions = [
  {
    option: "--logs",
    value: "DIR",
    about: "Read logs below this folder instead of the usual places (repeatable)",
  },
  { option: "--timezone", value: "ZONE", about: "Days begin at midnight in this IANA time zone" },
  { option: "--json", value: null, about: "Print the answer as JSON" },
] as const;

export async function commandWords(): Promise<readonly CommandWords[]> {
  return Promise.all(
    Object.entries(commands).map(async ([name, load]) => {
      const { default: command } = await load();
      const fields = [
        command.operation.input,
        ...(command.presentation === undefined ? [] : [command.presentation]),
      ].flatMap(fieldsOf);
      const placed = (command.positional ?? []).map((word) => ({
        key: word.replace("...", ""),
        variadic: word.endsWith("..."),
      }));
      return {
        name,
        about: command.operation.about,
        details: command.details ?? null,
        positional: placed.map(({ key, variadic }) => ({
          ...fields.find((field) => field.key === key)!,
          variadic,
        })),
        options: fields
          .filter((field) => !placed.some(({ key }) => key === field.key))
          .map((field) => ({ ...field, option: `--${optionName(field.key)}` })),
        examples: command.examples,
      };
    }),
  );
}
