/**
 * Cells of hand-kept tables as numbers: `40h`, `120 hours`, `45k`, `96.0x`, `~867,500`.
 *
 * A number carries the slack its printing leaves (half of its last digit), so that a printed figure can be
 * held against a recomputed one: `24.2x` agrees with everything that rounds to it.
 */

/** A printed figure: its value in minutes, tokens or times, and how far the true value may lie from it. */
export interface Printed {
  readonly value: number;
  readonly slack: number;
}

const minute = 1;
const hour = 60;
/** Method section 6: a working day is 8 hours, a working week 40. */
const workingDay = 8 * hour;
const workingWeek = 40 * hour;

const unitMinutes: Readonly<Record<string, number>> = {
  s: minute / 60,
  sec: minute / 60,
  second: minute / 60,
  m: minute,
  min: minute,
  minute: minute,
  h: hour,
  hr: hour,
  hour: hour,
  d: workingDay,
  day: workingDay,
  w: workingWeek,
  wk: workingWeek,
  week: workingWeek,
};

const blanks = new Set(["", "-", "–", "—", "−", "n/a", "na", "none", "null"]);

/** Nothing was printed here: an empty cell or a dash. */
export function isBlank(text: string): boolean {
  return blanks.has(text.trim().toLowerCase());
}

/** The minutes of a unit word (`h`, `hours`, `working days`), or null. */
export function minutesOfUnit(word: string): number | null {
  const name = word
    .toLowerCase()
    .replace(/^work(ing)?\s+/, "")
    .replace(/\.$/, "");
  return unitMinutes[name] ?? unitMinutes[name.replace(/s$/, "")] ?? null;
}

/**
 * A plain number: `1,440.0`, `~867,500`, `1,5`, `<0.1`. A tilde makes its last non-zero digit the uncertain
 * one; below a bound, the middle is taken.
 */
export function readNumber(text: string): Printed | null {
  const match = /^(~|≈|<|ca\.?|approx\.?)?\s*(\d{1,3}(?:,\d{3})+|\d+)(?:([.,])(\d+))?$/i.exec(text.trim());
  if (!match) return null;
  const [, roughly, whole = "", , fraction = ""] = match;
  const digits = whole.replaceAll(",", "");
  const value = Number(`${digits}.${fraction || "0"}`);
  if (roughly === "<") return { value: value / 2, slack: value / 2 };
  const zeros = roughly && fraction === "" ? (/0*$/.exec(digits)?.[0].length ?? 0) : 0;
  return { value, slack: 0.5 * 10 ** (zeros - fraction.length) };
}

/**
 * A duration in minutes: `40h`, `1.5 hours`, `2h 30m`, `~20min`, `0.40w`; a bare number is taken in
 * `bareMinutes` (60 for hours). What follows in brackets (`40h (20h to 80h)`) is left aside.
 */
export function readMinutes(text: string, bareMinutes: number): Printed | null {
  const plain = withoutAside(text);
  const bare = readNumber(plain);
  if (bare) return scaled(bare, bareMinutes);
  const parts = [...plain.matchAll(/([~≈<]?\s*[\d.,]+)\s*([a-z]+(?:\s+(?:days?|weeks?))?\.?)\s*/gi)];
  if (parts.length === 0 || parts.map((part) => part[0]).join("") !== plain) return null;
  let value = 0;
  let slack = 0;
  for (const [, digits = "", unit = ""] of parts) {
    const number = readNumber(digits);
    const minutes = minutesOfUnit(unit);
    if (!number || minutes === null) return null;
    value += number.value * minutes;
    // Of `2h 30m` only the last part is rounded.
    slack = number.slack * minutes;
  }
  return { value, slack };
}

/** A token count: `45k`, `1.2M`, `3,751,000`. */
export function readTokens(text: string): Printed | null {
  const match = /^(.*?\d)\s*([kmb])?(?:\s*tokens?)?$/i.exec(withoutAside(text));
  if (!match) return null;
  const number = readNumber(match[1] ?? "");
  const scale = { k: 1_000, m: 1_000_000, b: 1_000_000_000 }[(match[2] ?? "").toLowerCase()] ?? 1;
  return number && scaled(number, scale);
}

/** A factor: `96.0x`, `180×`, `24.2`. */
export function readFactor(text: string): Printed | null {
  return readNumber(withoutAside(text).replace(/\s*[x×]$/i, ""));
}

/** Whether a recomputed value is what the printed figure says, within ordinary rounding. */
export function agrees(printed: Printed, value: number): boolean {
  // The relative hair absorbs binary fractions at exact halves (42.35 is stored below itself).
  return Math.abs(printed.value - value) <= printed.slack + Math.abs(value) * 1e-9;
}

/** The text before a bracket: `85h (10.6 working days)` gives `85h`. */
export function withoutAside(text: string): string {
  return text.replace(/\s*[([].*$/s, "").trim();
}

/** The text inside the first round brackets, or null. */
export function asideOf(text: string): string | null {
  return /\(([^)]*)\)/.exec(text)?.[1]?.trim() ?? null;
}

function scaled(number: Printed, by: number): Printed {
  return { value: number.value * by, slack: number.slack * by };
}
