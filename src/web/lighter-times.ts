/**
 * Dates on axes, in place of d3's time formats, which know sixty directives and read dates as well as they write them: the
 * charts' axes are of days, so they ask for no more than these. Another one fails loudly.
 */
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

const directives: Readonly<Record<string, (date: Date) => string | number>> = {
  Y: (date) => date.getUTCFullYear(),
  b: (date) => months[date.getUTCMonth()]!,
  d: (date) => date.getUTCDate(),
  I: (date) => date.getUTCHours() % 12 || 12,
  M: (date) => String(date.getUTCMinutes()).padStart(2, "0"),
  p: (date) => (date.getUTCHours() < 12 ? "AM" : "PM"),
};

export function utcFormat(specifier: string): (date: Date) => string {
  return (date) =>
    specifier.replace(/%-?(\w)/g, (whole, letter: string) => {
      const directive = directives[letter];
      if (directive === undefined) throw new Error(`no ${whole} in src/web/lighter-times.ts`);
      return String(directive(date));
    });
}

/** Days of records have no time zone of their own: nothing is drawn in the reader's. */
export function timeFormat(): never {
  throw new Error("charts are drawn in UTC: src/web/lighter-times.ts");
}
