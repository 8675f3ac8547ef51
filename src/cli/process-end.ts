/** Ends that come from outside: a reader who went away, a full disk, Ctrl-C. */

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

export function endWell(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    // `leverage ... | head` closes the pipe early: nobody reads on, so there is nothing left to do.
    if (error.code === "EPIPE") process.exit(0);
    process.stderr.write(`leverage: cannot write the answer: ${error.message}\n`);
    process.exit(1);
  });
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
