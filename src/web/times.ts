/** Moments as people read them, in the ledger's time zone where a page knows it. */
export function timeText(atMs: number, timezone?: string): string {
  const zone = timezone === undefined ? {} : { timeZone: timezone };
  const format = new Intl.DateTimeFormat("sv-SE", { ...zone, dateStyle: "short", timeStyle: "short" });
  return format.format(atMs);
}

/** `14:05`. */
export function clockText(atMs: number, timezone: string): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: timezone, timeStyle: "short" }).format(atMs);
}
