/** What a process holds, measured after the collector has run, and whether that grows. */
import { readdirSync } from "node:fs";

export interface Memory {
  readonly heapMiB: number;
  readonly rssMiB: number;
  /** Open files; null where the system does not list them. */
  readonly handles: number | null;
}

/** @throws where the process was started without `--expose-gc`: garbage would count. */
export async function memoryNow(): Promise<Memory> {
  if (globalThis.gc === undefined) throw new Error("start this with --expose-gc");
  for (let i = 0; i < 2; i += 1) {
    globalThis.gc();
    // Finalizers run between two turns of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heapMiB: (heapUsed + external) / 2 ** 20, rssMiB: rss / 2 ** 20, handles: openFiles() };
}

function openFiles(): number | null {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    return null;
  }
}

/** Growth from the second third to the last one, by medians: the first third is caches filling up. */
export function flatness(series: readonly Memory[]) {
  const third = Math.floor(series.length / 3);
  const [middle, end] = [series.slice(third, 2 * third), series.slice(2 * third)];
  const growth = (of: (memory: Memory) => number) =>
    Math.round((median(end.map(of)) - median(middle.map(of))) * 10) / 10;
  return {
    measured: series.length,
    heapMiB: Math.round(median(end.map(({ heapMiB }) => heapMiB)) * 10) / 10,
    heapGrowthMiB: growth(({ heapMiB }) => heapMiB),
    rssMiB: Math.round(median(end.map(({ rssMiB }) => rssMiB))),
    rssGrowthMiB: growth(({ rssMiB }) => rssMiB),
    handles: end.at(-1)?.handles ?? null,
    handlesGrowth: growth(({ handles }) => handles ?? 0),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
