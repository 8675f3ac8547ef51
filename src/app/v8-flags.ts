/** Flags of V8 that hold while the process works, for all of its threads. */
import { setFlagsFromString } from "node:v8";

/** What the flags that were set were before. */
const usualValues = new Map<string, number>();

/**
 * @param usual V8's own value. It is back when the process ends and keeps its compiled code
 *   (`src/cli/kept-code.ts`): V8 refuses what was compiled under other flags than it starts with.
 */
export function setUntilExit(flag: string, value: number, usual: number): void {
  setFlagsFromString(`--${flag}=${value}`);
  if (usualValues.size === 0) process.prependOnceListener("exit", setAllBack);
  usualValues.set(flag, usual);
}

function setAllBack(): void {
  for (const [flag, usual] of usualValues) setFlagsFromString(`--${flag}=${usual}`);
}
