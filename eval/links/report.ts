/** Tables of an evaluation of links, for finding the rule that is missing. */

import type { RepositoryHistory } from "../../src/core/changes/repository-history.ts";
import type { CommitLink } from "../../src/core/links/commit-links.ts";
import { foundPairs, keyOf, type Pair, type Score, type Truth } from "./score.ts";

const percent = (part: number): string => `${(100 * part).toFixed(1)} %`.padStart(8);

export function scoreLine(name: string, { precision, recall }: Score): string {
  return `${name.padEnd(18)}precision ${percent(precision)}  recall ${percent(recall)}`;
}

/** How often each set of reasons was right. */
export function reasonsTable(links: readonly CommitLink[], truth: Truth, wanted: readonly Pair[]): string {
  const right = new Set(wanted.map(keyOf));
  const counts = new Map<string, { right: number; wrong: number; unknown: number }>();
  for (const pair of pairsOf(links)) {
    const count = counts.get(pair.reasons) ?? { right: 0, wrong: 0, unknown: 0 };
    counts.set(pair.reasons, count);
    count[!Object.hasOwn(truth, pair.sha) ? "unknown" : right.has(keyOf(pair)) ? "right" : "wrong"] += 1;
  }
  const rows = [...counts].sort(([, a], [, b]) => b.right - a.right);
  return rows
    .map(
      ([name, { right, wrong, unknown }]) =>
        `  ${name.padEnd(40)} ${right} right, ${wrong} wrong, ${unknown} of other commits`,
    )
    .join("\n");
}

function pairsOf(links: readonly CommitLink[]): readonly (Pair & { readonly reasons: string })[] {
  const pairs = new Map<string, { readonly link: CommitLink; readonly reasons: Set<string> }>();
  for (const link of links) {
    const pair = pairs.get(keyOf(link)) ?? { link, reasons: new Set<string>() };
    pairs.set(keyOf(link), pair);
    for (const { reason } of link.reasons) pair.reasons.add(reason);
  }
  return [...pairs.values()].map(({ link, reasons }) => ({
    ...link,
    reasons: [...reasons].sort().join(" + "),
  }));
}

/** Every pair that was found wrongly or missed. */
export function mistakes(
  links: readonly CommitLink[],
  truth: Truth,
  wanted: readonly Pair[],
  history: RepositoryHistory,
): string {
  const subjects = new Map(history.commits.map(({ sha, subject }) => [sha, subject]));
  const right = new Set(wanted.map(keyOf));
  const found = foundPairs(links, truth);
  const known = new Set(found.map(keyOf));
  const line = (mark: string, pair: Pair): string => {
    const link = links.find((one) => keyOf(one) === keyOf(pair));
    const why = link?.reasons.map(({ reason, note }) => `${reason}: ${note}`).join(", ") ?? "";
    const sure = link === undefined ? "" : ` ${percent(link.confidence)}`;
    return `${mark} ${pair.sha.slice(0, 8)} ${pair.sessionId.slice(0, 8)}${sure} "${subjects.get(pair.sha) ?? ""}" ${why}`;
  };
  return [
    ...found.filter((pair) => !right.has(keyOf(pair))).map((pair) => line("wrong ", pair)),
    ...wanted.filter((pair) => !known.has(keyOf(pair))).map((pair) => line("missed", pair)),
  ].join("\n");
}
