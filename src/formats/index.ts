/** The formats a record can be printed in. Another one is a file beside this and a line here. */
import { csv } from "./csv.ts";
import type { Format } from "./format.ts";
import { htmlPage } from "./html.ts";
import { json } from "./json.ts";
import { markdown } from "./markdown.ts";
import type { FormatName } from "./names.ts";
import { terminal } from "./terminal.ts";

export const formats: readonly Format[] = Object.values({
  terminal,
  markdown,
  html: htmlPage,
  json,
  csv,
} satisfies Record<FormatName, Format>);

/** Null where no format has that name. */
export function formatNamed(name: string): Format | null {
  return formats.find((format) => format.name === name) ?? null;
}
