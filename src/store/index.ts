/** The stores there are, behind one contract (`store.ts`). */
export { LedgerBusy, LedgerDamaged, LedgerError } from "./errors.ts";
export { type OpenOptions, openStore } from "./sqlite.ts";
