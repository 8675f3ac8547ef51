/** A thread of `leverage serve`: one side of the ledger's desk. */
import { parentPort, workerData } from "node:worker_threads";
import { runSide, type SideData } from "./serve-sides.ts";

if (parentPort === null) throw new Error("this module runs in a thread");
void runSide(parentPort, workerData as SideData);
