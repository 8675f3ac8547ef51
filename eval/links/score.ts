/** Precision and recall over pairs of commit and session. */

export type Truth = Readonly<Record<string, readonly string[]>>;

export interface Score {
  readonly precision: number;
  readonly recall: number;
}

export interface Pair {
  readonly sha: string;
  readonly sessionId: string;
}

export const keyOf = ({ sha, sessionId }: Pair): string => `${sha} ${sessionId}`;

/** The known links of a file's text. @throws Error naming the file where it holds none. */
export function parseTruth(text: string, file: string): Truth {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Error(`${file}: no JSON`, { cause });
  }
  const isList = (ids: unknown): boolean => Array.isArray(ids) && ids.every((id) => typeof id === "string");
  const isTruth = typeof value === "object" && value !== null && Object.values(value).every(isList);
  if (!isTruth) throw new Error(`${file}: must be an object of lists of session ids, by commit sha`);
  return value as Truth;
}

/** The true pairs whose session is among these. */
export function truePairs(truth: Truth, sessionIds: ReadonlySet<string>): readonly Pair[] {
  return Object.entries(truth).flatMap(([sha, ids]) =>
    ids.filter((id) => sessionIds.has(id)).map((sessionId) => ({ sha, sessionId })),
  );
}

/** The pairs that links state about the truth's commits, each once; logs abbreviate shas. */
export function foundPairs(links: readonly Pair[], truth: Truth): readonly Pair[] {
  const shas = Object.keys(truth);
  const found = new Map<string, Pair>();
  for (const { sha, sessionId } of links) {
    for (const full of Object.hasOwn(truth, sha) ? [sha] : shas.filter((one) => one.startsWith(sha))) {
      const pair = { sha: full, sessionId };
      found.set(keyOf(pair), pair);
    }
  }
  return [...found.values()];
}

/** Of nothing found, nothing is wrong; of nothing to find, nothing is missed. */
export function score(found: readonly Pair[], wanted: readonly Pair[]): Score {
  const right = new Set(wanted.map(keyOf));
  const hits = found.filter((pair) => right.has(keyOf(pair))).length;
  return {
    precision: found.length === 0 ? 1 : hits / found.length,
    recall: wanted.length === 0 ? 1 : hits / wanted.length,
  };
}
