/**
 * How well commits are linked to the sessions that made them, against a file of known links
 * (`{ "<sha>": ["<session id>", ...] }`): from the logs alone, and from the logs with the repository's history.
 *
 *   npm run eval:links [-- --logs DIR --truth FILE [--repo DIR]] [--json] [--wrong]
 *
 * Counted are pairs of commit and session. Only commits of the truth file count, since of all others nothing is
 * known, and only sessions whose log is there: a pair with another session cannot be found and is left out.
 * Precision is the share of the found pairs that are true, recall the share of the true pairs that were found.
 * `--wrong` lists every pair that was found wrongly or missed.
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import type { RepositoryHistory } from "../src/core/changes/repository-history.ts";
import { linkCommits } from "../src/core/links/commit-links.ts";
import { personOf, projectOf } from "../src/core/places.ts";
import { cutTurns } from "../src/core/turns/turns.ts";
import type { Session, Turn } from "../src/core/types.ts";
import { findRepository, readHistory } from "../src/sources/git.ts";
import { parseNumstatLog } from "./links/numstat-log.ts";
import { mistakes, reasonsTable, scoreLine } from "./links/report.ts";
import { foundPairs, parseTruth, score, type Truth, truePairs } from "./links/score.ts";
import { corpusLogs, defaultLogs, readLogs } from "./logs.ts";

interface Logs {
  readonly turns: readonly Turn[];
  readonly sessions: readonly Session[];
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
  const numstat = `${corpus}/commits-numstat.txt`;
  return {
    logs: values.logs ?? [logs],
    truth: parseTruth(readFileSync(truthFile, "utf8"), truthFile),
    history: async (known) =>
      repo === undefined ? parseNumstatLog(readFileSync(numstat, "utf8"), "cli") : historyIn(repo, known),
  };
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

/** The repository's history, as far back as the logs reach. @throws Error where it cannot be read. */
async function historyIn(folder: string, { turns }: Logs): Promise<RepositoryHistory> {
  const { repository, problems } = await findRepository(resolve(folder));
  if (repository === null)
    throw new Error(`${folder}: ${problems.map(({ what, hint }) => `${what}; ${hint}`)}`);
  const firstMs = turns.reduce((first, { startMs }) => Math.min(first, startMs), Number.POSITIVE_INFINITY);
  const reading = await readHistory(repository, {
    sinceMs: Number.isFinite(firstMs) ? firstMs : 0,
    namedShas: turns.flatMap(({ commits }) => commits.map(({ sha }) => sha)),
  });
  for (const { kind, what, hint } of reading.problems) console.error(`${kind}: ${what}; ${hint}`);
  const { refs, trunk, commits } = reading;
  return { name: repository.name, folders: repository.folders, refs, trunk, commits };
}

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
  const commits = Object.keys(truth).length;
  const logOnly = score(foundPairs(linkCommits({ ...logs, history: null }), truth), wanted);
  const links = history === null ? null : linkCommits({ ...logs, history });
  const withRepository = links === null ? undefined : score(foundPairs(links, truth), wanted);
  if (values.json) {
    console.log(JSON.stringify({ commits, logOnly, withRepository }));
    return;
  }
  const without = Object.values(truth).flat().length - wanted.length;
  console.log(
    `${commits} commits, ${wanted.length} pairs with a session; ${without} more have no log and do not count`,
  );
  console.log(scoreLine("log only", logOnly));
  if (withRepository !== undefined) console.log(scoreLine("log + repository", withRepository));
  if (links !== null) console.log(reasonsTable(links, truth, wanted));
  if (links !== null && values.wrong) console.log(mistakes(links, truth, wanted, history!));
}

if (process.argv[1] !== undefined && import.meta.url === new URL(`file://${process.argv[1]}`).href)
  await main();
