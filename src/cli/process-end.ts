/** Ends that come from outside: a reader who went away, a full disk, Ctrl-C. */

/** Ctrl-C ends work that has its own end; a second one ends the process at once. */
export function onInterrupt(end: () => void): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.removeAllListeners(signal);
    process.once(signal, end);
  }
}

/** As shells count the end by SIGINT. */
const interrupted = 130;

export function endWell(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    // `leverage ... | head` closes the pipe early: nobody reads on, so there is nothing left to do.
    if (error.code === "EPIPE") process.exit(0);
    process.stderr.write(`leverage: cannot write the answer: ${error.message}\n`);
    process.exit(1);
  });
  process.once("SIGINT", () => {
    // Takes the place of a progress bar. What was not yet committed is rolled back by the database itself.
    const overBar = process.stderr.isTTY ? "\r\u001b[K" : "";
    process.stderr.write(`${overBar}leverage: stopped; the next run goes on from here\n`);
    process.exit(interrupted);
  });
}
