/**
 * V8 lets garbage grow to several times what is in use before it collects, and sees little of what lies outside its heap:
 * of large logs and ledgers that is hundreds of megabytes. Here it is made to collect sooner.
 */
import { statSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { setUntilExit } from "./v8-flags.ts";

/** A run over a smaller ledger is over before garbage counts. */
const largeLedgerBytes = 64 * 1024 * 1024;

/** In hundredths of what was in use after the last collection; the time it takes was not measurable. */
const mostGarbagePercent = 20;

/** For this process and all threads that it starts. */
export function boundGarbage(): void {
  setUntilExit("heap-growing-percent", mostGarbagePercent, 0);
}

let isBounded = false;

/** To be called before work on all of a ledger. */
export function boundGarbageOfLedger(file: string): void {
  const ledger = statSync(file, { throwIfNoEntry: false });
  if (isBounded || ledger === undefined || ledger.size <= largeLedgerBytes) return;
  isBounded = true;
  boundGarbage();
  // Until it has collected once, V8 goes by a bound of its own, which is larger.
  collector()();
}

/** V8's collector, to be called by hand: of all garbage, or of what was made last (`minor`), which takes a millisecond. */
export function collector(): (options?: { readonly type: "minor" }) => void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as ReturnType<typeof collector>;
  setFlagsFromString("--no-expose-gc");
  return collect;
}
