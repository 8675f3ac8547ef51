/**
 * Redaction: what leaves a source holds no secret that is known to look like one. Own rules
 * (`secret-rules.ts`), then secretlint's recommended ones over all texts at once, then the user's patterns.
 *
 * This is among the sources, not in the core, because it uses a library; whoever stores a text that did not
 * come from a source (a note, an imported record) calls `redactTexts` as well.
 */
import { mayBeLinted } from "./linted-shapes.ts";
import { maskOf, maskPatterns, maskSecrets, mayHoldSecret } from "./secret-rules.ts";

/** Longer texts are cut to this before they are searched: no text that is kept is longer. */
const longestText = 20_000;

/** Between the joined texts, on a line of its own: no rule's match crosses it (see `maskSecrets`). */
const separator = "\0";

/** The texts, in order, with secrets masked as `[redacted:<kind>]`. Lone surrogates become U+FFFD. */
export async function redactTexts(
  texts: readonly string[],
  patterns: readonly RegExp[] = [],
): Promise<readonly string[]> {
  const whole = texts.map((text) => wellFormed(text.slice(0, longestText)));
  const suspects = whole.filter((text) => mayHoldSecret(text) || mayBeLinted(text));
  const masks = (await maskAll(suspects)).values();
  const isSuspect = new Set(suspects);
  const masked = whole.map((text) => (isSuspect.has(text) ? masks.next().value! : text));
  return patterns.length === 0 ? masked : masked.map((text) => maskPatterns(text, patterns));
}

/** The texts without what the known shapes tell as a secret. */
async function maskAll(texts: readonly string[]): Promise<readonly string[]> {
  if (texts.length === 0) return [];
  // Joined, because a call of each rule costs more than the few words most texts have.
  const parts = (await maskLinted(maskSecrets(texts.join(`\n${separator}\n`)))).split(separator);
  if (parts.length !== texts.length) {
    // A rule saw past a joint after all: then each text for itself, lest one takes another's place.
    return (await Promise.all(texts.map((text) => maskAll([text])))).flat();
  }
  return parts.map((part, index) => withoutJoints(part, index > 0, index < parts.length - 1));
}

/** The newlines of a joint are taken off, if no mask has swallowed them. */
function withoutJoints(part: string, before: boolean, after: boolean): string {
  const from = before && part.startsWith("\n") ? 1 : 0;
  const to = after && part.endsWith("\n") ? part.length - 1 : part.length;
  return part.slice(from, to);
}

/** Without zero bytes, which end texts in some databases and part them here. */
function wellFormed(text: string): string {
  if (!/[\0\ud800-\udfff]/.test(text)) return text;
  return text.replaceAll("\0", "").replace(/\p{Surrogate}/gu, "\ufffd");
}

/** Masks what secretlint finds. */
async function maskLinted(text: string): Promise<string> {
  if (!mayBeLinted(text)) return text;
  let masked = "";
  let done = 0;
  for (const { name, from, to } of await lint(text)) {
    if (to <= done) continue;
    masked += text.slice(done, Math.max(done, from)) + maskOf(name);
    done = to;
  }
  return masked + text.slice(done);
}

interface Found {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

async function lint(text: string): Promise<readonly Found[]> {
  const linter = await loadLinter();
  const messages = await linter(disarmed(text));
  return messages
    .map(({ ruleId, range }) => ({
      name: ruleId.replace(/^.*secretlint-rule-/, ""),
      ...wholeWord(text, range[0], range[1]),
    }))
    .sort((a, b) => a.from - b.from);
}

/** A text that says `secretlint-disable` would switch the rules off for all texts after it. */
function disarmed(text: string): string {
  return text.replaceAll("secretlint-", "secretlint_");
}

/** Some rules report a range that begins at the secret's name and is only as long as the secret. */
function wholeWord(text: string, start: number, end: number): { from: number; to: number } {
  let from = start;
  let to = end;
  while (from > 0 && !/[\s"'`\0]/.test(text[from - 1]!)) from -= 1;
  while (to < text.length && !/[\s"'`\0]/.test(text[to]!)) to += 1;
  return { from, to };
}

type Linter = (
  text: string,
) => Promise<readonly { readonly ruleId: string; readonly range: readonly [number, number] }[]>;

let linter: Promise<Linter> | null = null;

/** Loaded at first use: few logs hold what only secretlint may know. */
function loadLinter(): Promise<Linter> {
  linter ??= (async () => {
    const [{ lintSource }, { creator }, { secretLintProfiler }] = await Promise.all([
      import("@secretlint/core"),
      import("@secretlint/secretlint-rule-preset-recommend"),
      import("@secretlint/profiler"),
    ]);
    // It would keep a mark for every step of every call for ever, and search all of them at each new one.
    secretLintProfiler.mark = () => undefined;
    const config = { rules: [{ id: "@secretlint/secretlint-rule-preset-recommend", rule: creator }] };
    return async (content) => {
      const source = { content, filePath: "texts.txt", ext: ".txt", contentType: "text" as const };
      return (await lintSource({ source, options: { config, noPhysicFilePath: true } })).messages;
    };
  })();
  return linter;
}
