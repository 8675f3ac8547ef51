/**
 * How well commits are linked to the sessions that made them, against a file of known links
 * (`{ "<sha>": ["<session id>", ...] }`), from the logs alone and from the logs with the repository's history.
 *
 *   npm run eval:links [-- --logs DIR --truth FILE [--repo DIR]] [--json] [--wrong]
 *
 * Counted are pairs of commit and session. Only commits of the truth file count, since of all others nothing is
 * known, and only sessions whose log is there: a pair with another session could not be found and is left out.
 * Precision is the share of the pairs found that are true, recall the share of the true pairs that were found.
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { type CommitLink, linkCommits } from "../src/core/commit-links.ts";
import { personOf, projectOf } from "../src/core/places.ts";
import type { RepositoryHistory } from "../src/core/repository-history.ts";
import { cutTurns } from "../src/core/turns.ts";
import type { Session, Turn } from "../src/core/types.ts";
import { findRepository, readHistory } from "../src/sources/git.ts";
import { parseNumstatLog } from "./links/numstat-log.ts";
import { corpusLogs, defaultLogs, readLogs } from "./logs.ts";

export type Truth = Readonly<Record<string, readonly string[]>>;

export interface Score {
  readonly precision: number;
  readonly recall: number;
}

export interface Pair {
  readonly sha: string;
  readonly sessionId: string;
}

const keyOf = ({ sha, sessionId }: Pair): string => `${sha} ${sessionId}`;

/** The true pairs whose session is among these. */
export function truePairs(truth: Truth, sessionIds: ReadonlySet<string>): readonly Pair[] {
  return Object.entries(truth).flatMap(([sha, ids]) =>
    ids.filter((id) => sessionIds.has(id)).map((sessionId) => ({ sha, sessionId })),
  );
}

/** The pairs that the links state about the truth's commits; abbreviated shas are matched. */
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
  const true_ = new Set(wanted.map(keyOf));
  const right = found.filter((pair) => true_.has(keyOf(pair))).length;
  return {
    precision: found.length === 0 ? 1 : right / found.length,
    recall: wanted.length === 0 ? 1 : right / wanted.length,
  };
}

/** @throws Error naming the file where it holds no known links. */
export function parseTruth(text: string, file: string): Truth {
  const value: unknown = JSON.parse(text);
  const isLinks = (ids: unknown): boolean => Array.isArray(ids) && ids.every((id) => typeof id === "string");
  if (typeof value !== "object" || value === null || !Object.values(value).every(isLinks)) {
    throw new Error(`${file}: must be an object of lists of session ids by commit sha`);
  }
  return value as Truth;
}

interface Logs {
  readonly turns: readonly Turn[];
  readonly sessions: readonly Session[];
}

async function cutLogs(folders: readonly string[]): Promise<Logs> {
  const turns: Turn[] = [];
  const sessions: Session[] = [];
  for (const { log, replayed } of await readLogs(folders)) {
    const cut = cutTurns(log, {
      personOf: (cwd) => personOf(cwd ?? ""),
      projectOf: (cwd) => projectOf(cwd ?? ""),
      ignoreUuids: replayed,
    });
    turns.push(...cut.turns);
    sessions.push(cut.session);
  }
  return { turns, sessions };
}

interface Question {
  readonly logs: readonly string[];
  readonly truth: Truth;
  /** Reads the repository's history, if there is one. */
  history(logs: Logs): Promise<RepositoryHistory | null>;
}

const corpus = resolve(import.meta.dirname, "..", "..", "shared", "corpus");

/** What the arguments ask for; without a truth file, the corpus beside the project and its list of commits. */
function questionOf(values: { logs?: string[]; truth?: string; repo?: string }): Question | null {
  const { repo } = values;
  if (values.truth !== undefined) {
    return {
      logs: values.logs ?? defaultLogs(),
      truth: parseTruth(readFileSync(values.truth, "utf8"), values.truth),
      history: async (logs) => (repo === undefined ? null : historyIn(repo, logs)),
    };
  }
  const logs = corpusLogs("claude-home");
  if (logs === null) return null;
  const truthFile = `${corpus}/commit-sessions.json`;
  return {
    logs: values.logs ?? [logs],
    truth: parseTruth(readFileSync(truthFile, "utf8"), truthFile),
    history: async (known) =>
      repo === undefined
        ? parseNumstatLog(readFileSync(`${corpus}/commits-numstat.txt`, "utf8"), "cli")
        : historyIn(repo, known),
  };
}

/** The repository's history, as far back as the logs reach. @throws Error where it cannot be read. */
async function historyIn(folder: string, { turns }: Logs): Promise<RepositoryHistory> {
  const { repository, problems } = await findRepository(resolve(folder));
  if (repository === null)
    throw new Error(problems.map(({ what, hint }) => `${folder}: ${what}; ${hint}`).join("\n"));
  const firstMs = turns.reduce((first, { startMs }) => Math.min(first, startMs), Number.POSITIVE_INFINITY);
  const reading = await readHistory(repository, {
    sinceMs: Number.isFinite(firstMs) ? firstMs : 0,
    namedShas: turns.flatMap(({ commits }) => commits.map(({ sha }) => sha)),
  });
  for (const { kind, what, hint } of reading.problems) console.error(`${kind}: ${what}; ${hint}`);
  const { refs, trunk, commits } = reading;
  return { name: repository.name, folders: repository.folders, refs, trunk, commits };
}

const percent = (part: number): string => `${(100 * part).toFixed(1)} %`.padStart(9);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      logs: { type: "string", multiple: true },
      truth: { type: "string" },
      repo: { type: "string" },
      json: { type: "boolean" },
      wrong: { type: "boolean" },
    },
  });
  const question = questionOf(values);
  if (question === null) {
    console.error("usage: npm run eval:links -- --logs DIR --truth FILE [--repo DIR] [--json] [--wrong]");
    process.exitCode = 2;
    return;
  }
  const { truth } = question;
  const logs = await cutLogs(question.logs);
  const history = await question.history(logs);
  const wanted = truePairs(truth, new Set(logs.sessions.map(({ sessionId }) => sessionId)));
  const logOnly = linkCommits({ ...logs, history: null });
  const withRepository = history === null ? null : linkCommits({ ...logs, history });
  const named = [
    ["logOnly", logOnly] as const,
    ...(withRepository === null ? [] : [["withRepository", withRepository] as const]),
  ];
  const scores = Object.fromEntries(
    named.map(([name, links]) => [name, score(foundPairs(links, truth), wanted)]),
  );
  const commits = Object.keys(truth).length;
  if (values.json) {
    console.log(JSON.stringify({ commits, ...scores }));
    return;
  }
  const all = Object.values(truth).flat().length;
  console.log(
    `${commits} commits, ${wanted.length} pairs with a session (${all - wanted.length} more have no log)`,
  );
  for (const [name, { precision, recall }] of Object.entries(scores))
    console.log(`${name.padEnd(16)} precision ${percent(precision)}  recall ${percent(recall)}`);
  if (withRepository !== null) console.log(byReason(withRepository, truth, wanted));
  if (withRepository !== null && values.wrong) console.log(wrong(withRepository, truth, wanted, history!));
}

function byReason(links: readonly CommitLink[], truth: Truth, wanted: readonly Pair[]): string {
  const right = new Set(wanted.map(keyOf));
  const counts = new Map<string, { right: number; wrong: number; unknown: number }>();
  const done = new Set<string>();
  for (const link of links) {
    if (done.has(keyOf(link))) continue;
    done.add(keyOf(link));
    const reasons = new Set(
      links
        .filter((one) => keyOf(one) === keyOf(link))
        .flatMap(({ reasons }) => reasons.map(({ reason }) => reason)),
    );
    const name = [...reasons].sort().join(" + ");
    const count = counts.get(name) ?? { right: 0, wrong: 0, unknown: 0 };
    counts.set(name, count);
    count[!Object.hasOwn(truth, link.sha) ? "unknown" : right.has(keyOf(link)) ? "right" : "wrong"] += 1;
  }
  return [...counts]
    .map(
      ([name, c]) => `  ${name.padEnd(50)} right ${c.right} wrong ${c.wrong} outside the truth ${c.unknown}`,
    )
    .join("\n");
}

function wrong(
  links: readonly CommitLink[],
  truth: Truth,
  wanted: readonly Pair[],
  history: RepositoryHistory,
): string {
  const subject = new Map(history.commits.map((commit) => [commit.sha, commit.subject]));
  const right = new Set(wanted.map(keyOf));
  const found = foundPairs(links, truth);
  const has = new Set(found.map(keyOf));
  const show = (mark: string) => (pair: Pair) => {
    const link = links.find((one) => keyOf(one) === keyOf(pair));
    const why =
      link === undefined
        ? ""
        : `${link.confidence.toFixed(2)} ${link.reasons.map(({ reason, note }) => `${reason} (${note})`).join(", ")}`;
    return `${mark} ${pair.sha.slice(0, 8)} ${pair.sessionId.slice(0, 8)} ${subject.get(pair.sha)?.slice(0, 60)} ${why}`;
  };
  return [
    ...found.filter((pair) => !right.has(keyOf(pair))).map(show("wrong ")),
    ...wanted.filter((pair) => !has.has(keyOf(pair))).map(show("missed")),
  ].join("\n");
}

if (process.argv[1] !== undefined && import.meta.url === new URL(`file://${process.argv[1]}`).href)
  await main();
