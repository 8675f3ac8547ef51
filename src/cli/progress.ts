/** A one-line progress bar on a terminal; nothing anywhere else, and nothing for work that is done at once. */

export interface ProgressLine {
  show(what: string, done: number, total: number): void;
  clear(): void;
}

/** Work shorter than this shows no bar. */
const patienceMs = 400;
const redrawMs = 60;
const width = 24;

/** `stream` is asked for when there is something to show. */
export function progressLine(stream: () => NodeJS.WriteStream): ProgressLine {
  const startedMs = uptimeMs();
  let drawnMs = 0;
  return {
    show(what, done, total) {
      const nowMs = uptimeMs();
      if (nowMs - startedMs < patienceMs || nowMs - drawnMs < redrawMs) return;
      if (!stream().isTTY) return;
      drawnMs = nowMs;
      const part = total > 0 ? Math.min(1, done / total) : 0;
      const full = Math.round(part * width);
      stream().write(
        `\r${what} ${"█".repeat(full)}${"░".repeat(width - full)} ${Math.floor(part * 100)} %\u001b[K`,
      );
    },
    clear() {
      if (drawnMs === 0) return;
      drawnMs = 0;
      stream().write("\r\u001b[K");
    },
  };
}

/** `performance` would load a module of Node that no other part of a command needs. */
const uptimeMs = (): number => process.uptime() * 1000;
