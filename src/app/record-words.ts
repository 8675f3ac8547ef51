/**
 * Words of a record before it leaves: product names become the generic nouns of the configuration, and
 * forbidden words are looked for everywhere a reader would see them.
 */
import type { LeverageRecord } from "../core/leverage-record.ts";

/** Every text of the record by its aliases. */
export function withAliases(
  record: LeverageRecord,
  aliases: Readonly<Record<string, string>>,
): LeverageRecord {
  if (Object.keys(aliases).length === 0) return record;
  return mapTexts(record, aliasing(aliases)) as LeverageRecord;
}

/** Names are replaced as whole words, in any letter case, the longest first. */
export function aliasing(aliases: Readonly<Record<string, string>>): (text: string) => string {
  const names = Object.keys(aliases).sort((a, b) => b.length - a.length);
  if (names.length === 0) return (text) => text;
  const nouns = new Map(Object.entries(aliases).map(([name, noun]) => [name.toLowerCase(), noun]));
  const pattern = new RegExp(names.map(wholeWord).join("|"), "giu");
  return (text) => text.replace(pattern, (name) => nouns.get(name.toLowerCase()) ?? name);
}

/** Every place where a forbidden word stands, as a path into the record: `entries.3.title`. */
export function forbiddenIn(
  record: LeverageRecord,
  words: readonly string[],
): readonly { readonly word: string; readonly where: string }[] {
  const patterns = words.map((word) => ({ word, pattern: new RegExp(wholeWord(word), "iu") }));
  const found: { word: string; where: string }[] = [];
  mapTexts(record, (text, where) => {
    for (const { word, pattern } of patterns) if (pattern.test(text)) found.push({ word, where });
    return text;
  });
  return found;
}

/** `Falcon` is not in "falconry", but it is in "falcon-api". */
function wholeWord(word: string): string {
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return `(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`;
}

/** Ids tie a record to its ledger and are no words. */
const idKeys: ReadonlySet<string> = new Set(["taskId", "schema"]);

/** A copy with every text passed through `change`, keys of tables included. */
function mapTexts(value: unknown, change: (text: string, where: string) => string, where = ""): unknown {
  if (typeof value === "string") return change(value, where);
  if (Array.isArray(value)) return value.map((item, i) => mapTexts(item, change, join(where, String(i))));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      idKeys.has(key) ? item : mapTexts(item, change, join(where, key)),
    ]),
  );
}

const join = (where: string, key: string): string => (where === "" ? key : `${where}.${key}`);
