/** What Ctrl-C ends: the process at once, or work that has its own end. */

/** As shells count the end by SIGINT. */
const interruptedCode = 130;

function stop(): void {
  // Takes the place of a progress bar. What was not yet committed is rolled back by the database itself.
  const overBar = process.stderr.isTTY ? "\r\u001b[K" : "";
  process.stderr.write(`${overBar}leverage: stopped; the next run goes on from here\n`);
  process.exit(interruptedCode);
}

let interrupted = stop;
const interrupt = () => interrupted();

/** To be called once, at the start. */
export function listenForInterrupt(): void {
  process.on("SIGINT", interrupt);
}

/**
 * Ctrl-C ends work that has its own end; a second one ends the process at once. The listener stays the same one: a signal
 * that came while listeners change is lost.
 */
export function onInterrupt(end: () => void): void {
  interrupted = () => {
    for (const signal of ["SIGINT", "SIGTERM"]) process.removeListener(signal, interrupt);
    end();
  };
  process.on("SIGTERM", interrupt);
}
