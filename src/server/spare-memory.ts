/**
 * Gives memory back after large work. V8 keeps what it has used until it needs room again, and a thread that waits for
 * the next question never does: an analysis would hold hundreds of megabytes for as long as the server runs.
 */
import { getHeapStatistics } from "node:v8";
import { collector } from "../app/garbage.ts";

const idleMs = 1_000;
/** A look at the heap is not worth it for less. */
const worthBytes = 32_000_000;

/** To be called after each piece of work; acts when no other has come for a while. */
export function memorySaver(): () => void {
  const collect = collector();
  let leastBytes = 0;
  let timer: NodeJS.Timeout | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const { total_heap_size: heapBytes, external_memory: externalBytes } = getHeapStatistics();
      if (heapBytes + externalBytes < leastBytes + worthBytes) return;
      collect();
      leastBytes = getHeapStatistics().total_heap_size;
    }, idleMs).unref();
  };
}
