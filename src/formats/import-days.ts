/** Days in titles, file names and cells: `March 26, 2026`, `Thursday, 26 March 2026`, `2026-03-26`. */
import { isDay } from "../core/days.ts";
import type { Day } from "../core/types.ts";

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const month =
  "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?";
const iso = /(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/;
const monthFirst = new RegExp(`\\b${month}\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+(\\d{4})\\b`, "i");
const dayFirst = new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th)?\\.?\\s+${month},?\\s+(\\d{4})\\b`, "i");

/** The first calendar day a text names, or null. */
export function findDay(text: string): Day | null {
  const found = [
    at(iso.exec(text), ([year, monthNumber, day]) => [year, Number(monthNumber), day]),
    at(monthFirst.exec(text), ([name, day, year]) => [year, monthOf(name), day]),
    at(dayFirst.exec(text), ([day, name, year]) => [year, monthOf(name), day]),
  ].filter((hit) => hit !== null);
  return found.sort((a, b) => a.index - b.index)[0]?.day ?? null;
}

type Parts = readonly [year: string, month: number, day: string];

function at(match: RegExpExecArray | null, parts: (groups: readonly [string, string, string]) => Parts) {
  if (!match) return null;
  const [year, monthNumber, dayText] = parts([match[1] ?? "", match[2] ?? "", match[3] ?? ""]);
  const day = `${year}-${String(monthNumber).padStart(2, "0")}-${dayText.padStart(2, "0")}`;
  return isDay(day) ? { index: match.index, day } : null;
}

function monthOf(name: string): number {
  return months.indexOf(name.slice(0, 3).toLowerCase()) + 1;
}
