/**
 * What tokens cost at the provider's published list prices. A subscription costs something else: this is the
 * price the same tokens have when they are bought one by one.
 *
 * Source: Anthropic, "Pricing" (platform.claude.com/docs/en/about-claude/pricing) and the models' own pages.
 * Standard tier only. A row of a log does not tell batch, regional or fast-mode surcharges, and sums of rows do
 * not tell the length of each prompt; a model whose price depends on that length (Haiku 5.5) is left unpriced.
 * Sonnet 5.5 is listed with its cache price since 2026-10-07.
 */
import type { TokenCounts } from "./events.ts";
import { madeOnce } from "./made-once.ts";

/** USD per million tokens of one model, by kind of token. */
export interface ModelPrice {
  readonly input: number;
  readonly output: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
  readonly cacheRead: number;
}

/** Day the table was last compared with its source. */
export const pricesAsOf = "2026-10-24";

function price(
  input: number,
  output: number,
  cacheWrite5m: number,
  cacheWrite1h: number,
  cacheRead: number,
): ModelPrice {
  return { input, output, cacheWrite5m, cacheWrite1h, cacheRead };
}

const opus4 = price(15, 75, 18.75, 30, 1.5);
const opus45 = price(5, 25, 6.25, 10, 0.5);
const sonnet4 = price(3, 15, 3.75, 6, 0.3);

/** By family and version. */
export const listPrices: Readonly<Record<string, ModelPrice>> = {
  "opus 3": opus4,
  "opus 4": opus4,
  "opus 4.1": opus4,
  "opus 4.5": opus45,
  "opus 4.6": opus45,
  "opus 4.7": opus45,
  "opus 4.8": opus45,
  "opus 5": opus45,
  "opus 5.5": price(4, 20, 5, 8, 0.2),
  "sonnet 3.5": sonnet4,
  "sonnet 3.7": sonnet4,
  "sonnet 4": sonnet4,
  "sonnet 4.5": sonnet4,
  "sonnet 4.6": sonnet4,
  "sonnet 5": price(2, 10, 2.5, 4, 0.2),
  "sonnet 5.5": price(2, 10, 2.5, 4, 0.1),
  "haiku 3": price(0.25, 1.25, 0.3, 0.5, 0.03),
  "haiku 3.5": price(0.8, 4, 1, 1.6, 0.08),
  "haiku 4.5": price(1, 5, 1.25, 2, 0.1),
  "fable 5": price(10, 50, 12.5, 20, 1),
  "fable 5.1": price(10, 50, 12.5, 20, 0.25),
  "mythos 5": price(10, 50, 12.5, 20, 1),
  "mythos 5.1": price(10, 50, 12.5, 20, 0.25),
};

const free = price(0, 0, 0, 0, 0);

/**
 * USD of the tokens at the model's price; null where the model has none, which is shown as *unpriced*.
 * `overrides` hold prices by model id, with or without its date; they win over the table.
 */
export function usdOf(
  model: string,
  tokens: TokenCounts,
  overrides: Readonly<Record<string, ModelPrice>> = {},
): number | null {
  const found = priceOf(model, overrides);
  if (found === null) return null;
  const perMillion =
    tokens.inputTokens * found.input +
    tokens.outputTokens * found.output +
    tokens.cacheWrite5mTokens * found.cacheWrite5m +
    tokens.cacheWrite1hTokens * found.cacheWrite1h +
    tokens.cacheReadTokens * found.cacheRead;
  // To whole billionths of a dollar, so that no binary fraction shows in the sixth decimal of a sum.
  return Math.round(perMillion * 1_000) / 1e9;
}

/** The price of a model; null where neither the overrides nor the table know it. */
export function priceOf(
  model: string,
  overrides: Readonly<Record<string, ModelPrice>> = {},
): ModelPrice | null {
  const exact = Object.hasOwn(overrides, model) ? overrides[model] : undefined;
  if (exact !== undefined) return exact;
  const family = knownFamily(model);
  if (family !== null) {
    for (const [id, override] of Object.entries(overrides)) if (knownFamily(id) === family) return override;
    return Object.hasOwn(listPrices, family) ? listPrices[family]! : null;
  }
  // Rows that the program wrote itself, without a model.
  return model === "<synthetic>" ? free : null;
}

/** `usdOf` with these overrides; the same function for the same ones, so that what was added up by it can be kept. */
export const pricedWith = madeOnce(
  (overrides: Readonly<Record<string, ModelPrice>>) =>
    (model: string, tokens: TokenCounts): number | null =>
      usdOf(model, tokens, overrides),
);

/** `claude-opus-4-5`, and before version 4 `claude-3-5-sonnet`. */
const claudeName =
  /(?:^|[./])claude-(?:(?<family>[a-z]+)-(?<version>\d{1,2}(?:[-.]\d{1,2})?)|(?<oldVersion>\d(?:[-.]\d)?)-(?<oldFamily>[a-z]+))(?<rest>(?!\d).*)$/;

/** What providers put behind the name: date, revision, context window, thinking. */
const nameEnd =
  /^(?:[-@]\d{8}|[-@]latest|@default)?(?:-v\d+(?::\d+)?(?::\d+k)?)?(?:[:-]thinking)?(?:\[1m\])?$/;

const families = new Map<string, string | null>();
/** Logs name few models; what else stands there need not be remembered. */
const mostFamilies = 1_000;

/** `familyOf`, which each row of usage asks for again. */
function knownFamily(model: string): string | null {
  let family = families.get(model);
  if (family === undefined) {
    family = familyOf(model);
    if (families.size < mostFamilies) families.set(model, family);
  }
  return family;
}

/** `opus 4.5` of `us.anthropic.claude-opus-4-5-20251101-v1:0`; null for names that are not read in full. */
function familyOf(model: string): string | null {
  const groups = claudeName.exec(model.toLowerCase())?.groups;
  if (groups === undefined || !nameEnd.test(groups.rest ?? "")) return null;
  const version = (groups.version ?? groups.oldVersion ?? "").replace("-", ".").replace(/\.0$/, "");
  return `${groups.family ?? groups.oldFamily} ${version}`;
}
