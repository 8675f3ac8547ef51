/** Redacts whatever a source hands on: every text in events, problems and the memory kept between reads. */
import { redactTexts } from "./redaction.ts";

/**
 * Values under these keys are the program's own words, ids or numbers and are handed on as they are. All other
 * texts are redacted, those of fields yet to be invented among them.
 */
const ownWords = new Set(
  (
    "kind origin at atMs uuid by hash mark operation messageId toolId leafUuid " +
    "added removed tokens id agentId sha"
  ).split(" "),
);

/** Longest text kept of a prompt; a source hands on more, so that a secret across the cut is still known. */
const headCharacters = 600;
/** No path is longer than this on any system. */
const textCharacters = 4_096;

/** Texts up to this long repeat (paths, branches, tool names) and are remembered. */
const repeatedCharacters = 200;

/** Where a text stands, so that it can be replaced. */
interface Slot {
  readonly holder: Record<string, unknown>;
  readonly key: string;
  readonly text: string;
}

export class EventRedactor {
  private readonly patterns: readonly RegExp[];
  /** What was found of short texts. */
  private readonly known = new Map<string, string>();

  constructor(patterns: readonly RegExp[] = []) {
    this.patterns = patterns;
  }

  /**
   * Redacts the values' texts and cuts them to the lengths that are kept. They are changed in place, being many
   * and fresh from the reader, which hands them over.
   */
  async redact(values: readonly object[]): Promise<void> {
    const slots: Slot[] = [];
    for (const value of values) this.collect(value as Record<string, unknown>, slots);
    const texts = [...new Set(slots.map((slot) => slot.text))];
    const redacted = await redactTexts(texts, this.patterns);
    const found = new Map(texts.map((text, index) => [text, redacted[index] ?? ""]));
    for (const { holder, key, text } of slots) {
      holder[key] = cut(found.get(text) ?? "", key === "head" ? headCharacters : textCharacters);
    }
    this.remember(found);
  }

  /** Puts in the texts that are known and lists the others. */
  private collect(holder: Record<string, unknown>, slots: Slot[]): void {
    for (const key in holder) {
      const value = holder[key];
      if ((typeof value !== "string" && typeof value !== "object") || value === null || ownWords.has(key))
        continue;
      if (typeof value === "string") {
        const known = this.known.get(value);
        if (known === undefined) slots.push({ holder, key, text: value });
        else if (known !== value) holder[key] = known;
      } else this.collect(value as Record<string, unknown>, slots);
    }
  }

  private remember(found: ReadonlyMap<string, string>): void {
    if (this.known.size > 20_000) this.known.clear();
    for (const [text, masked] of found) if (text.length <= repeatedCharacters) this.known.set(text, masked);
  }
}

/** Cut between characters: half a surrogate pair would not be text. */
function cut(text: string, characters: number): string {
  if (text.length <= characters) return text;
  const last = text.charCodeAt(characters - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? characters - 1 : characters);
}
