import { describe, expect, it } from "vitest";
import type { TokenCounts } from "../../src/core/events.ts";
import { listPrices, priceOf, pricesAsOf, usdOf } from "../../src/core/prices.ts";
import { addTokens, totalTokens, zeroTokens } from "../../src/core/tokens.ts";

const million: TokenCounts = {
  inputTokens: 1e6,
  outputTokens: 1e6,
  cacheWrite5mTokens: 1e6,
  cacheWrite1hTokens: 1e6,
  cacheReadTokens: 1e6,
};

describe("prices", () => {
  it("prices each kind of token apart", () => {
    const only = (kind: keyof TokenCounts) => usdOf("claude-opus-4-5", { ...zeroTokens, [kind]: 1e6 });
    expect(only("inputTokens")).toBe(5);
    expect(only("outputTokens")).toBe(25);
    expect(only("cacheWrite5mTokens")).toBe(6.25);
    expect(only("cacheWrite1hTokens")).toBe(10);
    expect(only("cacheReadTokens")).toBe(0.5);
    expect(usdOf("claude-opus-4-5", million)).toBeCloseTo(46.75, 9);
  });

  it.each([
    ["claude-opus-4-5-20251101", "opus 4.5"],
    ["claude-opus-4-6", "opus 4.6"],
    ["claude-opus-4-6[1m]", "opus 4.6"],
    ["claude-opus-4.8", "opus 4.8"],
    ["claude-opus-4-20250514", "opus 4"],
    ["claude-opus-4-0", "opus 4"],
    ["claude-opus-4-1-20250805", "opus 4.1"],
    ["claude-sonnet-4-5-20250929", "sonnet 4.5"],
    ["claude-haiku-4-5@20251001", "haiku 4.5"],
    ["claude-sonnet-4@20250514", "sonnet 4"],
    ["claude-3-7-sonnet-20250219", "sonnet 3.7"],
    ["claude-3-5-haiku-latest", "haiku 3.5"],
    ["claude-3-opus-20240229", "opus 3"],
    ["claude-3-haiku@20240307", "haiku 3"],
    ["us.anthropic.claude-opus-4-5-20251101-v1:0", "opus 4.5"],
    ["global.anthropic.claude-sonnet-4-5-20250929-v1:0[1m]", "sonnet 4.5"],
    ["anthropic.claude-3-5-sonnet-20241022-v2:0", "sonnet 3.5"],
    ["arn:aws:bedrock:eu-west-1:1:inference-profile/eu.anthropic.claude-sonnet-4-20250514-v1:0", "sonnet 4"],
    ["anthropic/claude-opus-4.7", "opus 4.7"],
    ["anthropic/claude-3.7-sonnet:thinking", "sonnet 3.7"],
    ["vertex_ai/claude-opus-4-1@20250805", "opus 4.1"],
  ])("knows %s", (model, family) => {
    expect(priceOf(model)).toBe(listPrices[family]);
  });

  it.each([
    "claude-opus-4-99",
    "claude-opus-9",
    "claude-sonnet-4-5-mini",
    "claude-haiku-5-5",
    "gpt-5",
    "notclaude-opus-4-5",
    "toString",
    "",
  ])("leaves %s unpriced, which is not free", (model) => {
    expect(usdOf(model, million)).toBeNull();
  });

  it("counts rows without a model as free", () => {
    expect(usdOf("<synthetic>", million)).toBe(0);
  });

  it("lets the configuration price any model, by its id with or without date", () => {
    const dear = { input: 100, output: 0, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0 };
    expect(usdOf("claude-opus-4-5-20251101", million, { "claude-opus-4-5": dear })).toBe(100);
    expect(usdOf("claude-opus-4-5", million, { "claude-opus-4-5-20251101": dear })).toBe(100);
    expect(usdOf("my-own-model", million, { "my-own-model": dear })).toBe(100);
    expect(usdOf("claude-opus-4-6", million, { "claude-opus-4-5": dear })).toBeCloseTo(46.75, 9);
  });

  it("keeps the providers' proportions: a read costs less than input, a write more, an hour more than minutes", () => {
    for (const [family, price] of Object.entries(listPrices)) {
      expect(price.cacheRead, family).toBeLessThan(price.input);
      expect(price.cacheWrite5m, family).toBeGreaterThan(price.input);
      expect(price.cacheWrite1h, family).toBeGreaterThan(price.cacheWrite5m);
      expect(price.output, family).toBe(price.input * 5);
    }
    expect(pricesAsOf).toMatch(/^\d{4}-\d\d-\d\d$/);
  });
});

describe("sums of tokens", () => {
  it("adds kind by kind", () => {
    expect(addTokens(million, zeroTokens)).toEqual(million);
    expect(addTokens(million, { ...zeroTokens, outputTokens: 5 }).outputTokens).toBe(1_000_005);
  });

  it("totals all five kinds", () => {
    expect(totalTokens(million)).toBe(5e6);
    expect(totalTokens(zeroTokens)).toBe(0);
  });
});
