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

export async function commandWords(): Promise<readonly CommandWords[]> {
  return Promise.all(
    Object.entries(commands).map(async ([name, load]) => {
      const { default: command } = await load();
      const fields = [
        command.operation.input,
        ...(command.presentation === undefined ? [] : [command.presentation()]),
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
