/** Flags of V8 that hold while the process works, for all of its threads. */
import { setFlagsFromString } from "node:v8";

/**
 * @param usual V8's own value. It is back when the process ends and keeps its compiled code
 *   (`src/cli/kept-code.ts`): V8 refuses what was compiled under other flags than it starts with.
 */
export function setUntilExit(flag: string, value: number, usual: number): void {
  setFlagsFromString(`--${flag}=${value}`);
  process.prependOnceListener("exit", () => setFlagsFromString(`--${flag}=${usual}`));
}
