/** Sums over token counts. The five counts never overlap, so a total is their plain sum. */
import type { TokenCounts } from "./events.ts";

export const zeroTokens: TokenCounts = Object.freeze({
  inputTokens: 0,
  outputTokens: 0,
  cacheWrite5mTokens: 0,
  cacheWrite1hTokens: 0,
  cacheReadTokens: 0,
});

export function addTokens(a: TokenCounts, b: TokenCounts): TokenCounts {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    cacheWrite5mTokens: a.cacheWrite5mTokens + b.cacheWrite5mTokens,
    cacheWrite1hTokens: a.cacheWrite1hTokens + b.cacheWrite1hTokens,
    cacheReadTokens: a.cacheReadTokens + b.cacheReadTokens,
  };
}

export function sumOfTokens(parts: Iterable<TokenCounts>): TokenCounts {
  let [inputTokens, outputTokens, cacheWrite5mTokens, cacheWrite1hTokens, cacheReadTokens] = [0, 0, 0, 0, 0];
  for (const part of parts) {
    inputTokens += part.inputTokens;
    outputTokens += part.outputTokens;
    cacheWrite5mTokens += part.cacheWrite5mTokens;
    cacheWrite1hTokens += part.cacheWrite1hTokens;
    cacheReadTokens += part.cacheReadTokens;
  }
  return { inputTokens, outputTokens, cacheWrite5mTokens, cacheWrite1hTokens, cacheReadTokens };
}

/** Every token the provider bills, of whatever kind. */
export function totalTokens(tokens: TokenCounts): number {
  return (
    tokens.inputTokens +
    tokens.outputTokens +
    tokens.cacheWrite5mTokens +
    tokens.cacheWrite1hTokens +
    tokens.cacheReadTokens
  );
}
