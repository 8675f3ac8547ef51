/** The stores there are, behind one contract (`store.ts`). */
export { LedgerBusy, LedgerDamaged, LedgerError } from "./errors.ts";
export { openStore } from "./sqlite.ts";
