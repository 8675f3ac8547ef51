/** The log formats that can be read. Adding one is a line here; see `source.ts`. */
import { claudeCode } from "./claude-code/index.ts";
import type { Source } from "./source.ts";

export const sources = [claudeCode] as const satisfies readonly Source[];
