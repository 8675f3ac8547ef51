/**
 * How well turns are cut into tasks: scores the cut against labels, one JSON line a prompt,
 * `{ "session": ..., "uuid": ..., "task": ... }` (the uuid of the prompt's row), beside two simple rules.
 *
 *   npm run eval:tasks -- --labels FILE [--logs DIR] [--json]
 *
 * Pairwise: of all pairs of prompts, those that both the labels and the cut put into one task, as a share of
 * those the cut (precision) and the labels (recall) put together. B-cubed: the same per prompt, averaged, so
 * that long tasks do not outweigh all others (Bagga and Baldwin 1998).
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { personOf, projectOf } from "../src/core/places.ts";
import { isWorkBranch } from "../src/core/tasks/task-segments.ts";
import { cutTasks } from "../src/core/tasks/tasks.ts";
import { cutTurns } from "../src/core/turns/turns.ts";
import type { Session, Turn } from "../src/core/types.ts";
import { defaultLogs, readLogs } from "./logs.ts";

export interface Label {
  readonly session: string;
  readonly uuid: string;
  readonly task: string;
}

/** A labelled prompt and where a cut put it. */
export interface Placed {
  readonly label: string;
  readonly cut: string;
}

export interface Score {
  readonly pairwiseF1: number;
  readonly pairwisePrecision: number;
  readonly pairwiseRecall: number;
  readonly bCubedF1: number;
}

export function score(prompts: readonly Placed[]): Score {
  const byLabel = countBy(prompts, ({ label }) => label);
  const byCut = countBy(prompts, ({ cut }) => cut);
  const byBoth = countBy(prompts, bothOf);
  const together = pairsIn(byBoth);
  const precision = share(together, pairsIn(byCut));
  const recall = share(together, pairsIn(byLabel));
  // Each prompt's own precision: of the prompts in its cut, how many have its label (itself included).
  const meanShare = (whole: (prompt: Placed) => number): number =>
    share(
      prompts.reduce((sum, prompt) => sum + byBoth.get(bothOf(prompt))! / whole(prompt), 0),
      prompts.length,
    );
  const bPrecision = meanShare(({ cut }) => byCut.get(cut)!);
  const bRecall = meanShare(({ label }) => byLabel.get(label)!);
  return {
    pairwiseF1: harmonicMean(precision, recall),
    pairwisePrecision: precision,
    pairwiseRecall: recall,
    bCubedF1: harmonicMean(bPrecision, bRecall),
  };
}

const bothOf = ({ label, cut }: Placed): string => JSON.stringify([label, cut]);
/** Of nothing, all is right. */
const share = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole);
const harmonicMean = (a: number, b: number): number => (a + b === 0 ? 0 : (2 * a * b) / (a + b));
const pairsIn = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((sum, count) => sum + (count * (count - 1)) / 2, 0);

function countBy(prompts: readonly Placed[], keyOf: (prompt: Placed) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const prompt of prompts) counts.set(keyOf(prompt), (counts.get(keyOf(prompt)) ?? 0) + 1);
  return counts;
}

/** The labels of a file's text. @throws Error naming the line that is no label. */
export function parseLabels(text: string, file: string): readonly Label[] {
  return text
    .split("\n")
    .flatMap((line, i) => (line.trim() === "" ? [] : [parseLabel(line, `${file}:${i + 1}`)]));
}

function parseLabel(line: string, place: string): Label {
  let found: Partial<Label> | null;
  try {
    found = JSON.parse(line) as Partial<Label> | null;
  } catch (cause) {
    throw new Error(`${place}: no JSON; each line is { "session", "uuid", "task" }`, { cause });
  }
  const { session, uuid, task } = found ?? {};
  if (typeof session !== "string" || typeof uuid !== "string" || task === undefined) {
    throw new Error(`${place}: a label needs session, uuid (texts) and task`);
  }
  return { session, uuid, task: String(task) };
}

interface Logs {
  readonly turns: readonly Turn[];
  readonly sessions: readonly Session[];
  /** The turn in which a row stands, for labelled rows that start none (typed while the agent worked). */
  readonly turnOfRow: ReadonlyMap<string, Turn>;
}

async function cutLogs(folders: readonly string[]): Promise<Logs> {
  const turns: Turn[] = [];
  const sessions: Session[] = [];
  const turnOfRow = new Map<string, Turn>();
  for (const { log, replayed } of await readLogs(folders)) {
    const found = cutTurns(log, {
      personOf: (cwd) => personOf(cwd ?? ""),
      projectOf: (cwd) => projectOf(cwd ?? ""),
      ignoreUuids: replayed,
    });
    turns.push(...found.turns);
    sessions.push(found.session);
    for (const { uuid, origin } of log.events) {
      const turn = found.turns.findLast(
        ({ prompt }) => prompt.origin.file === origin.file && prompt.origin.line <= origin.line,
      );
      if (uuid !== null && turn !== undefined && !turnOfRow.has(uuid)) turnOfRow.set(uuid, turn);
    }
  }
  return { turns, sessions, turnOfRow };
}

/** Named ways to cut: each gives a turn the name of its task. */
function cuts({ turns, sessions }: Logs): Readonly<Record<string, (turn: Turn) => string>> {
  const taskOf = new Map(
    cutTasks({ turns, sessions, opinions: [] }).flatMap(({ id, turnIds }) =>
      turnIds.map((turnId) => [turnId, id]),
    ),
  );
  return {
    "the cut": (turn) => taskOf.get(turn.id)!,
    "one task a session": (turn) => turn.sessionId,
    "one task a branch": (turn) =>
      isWorkBranch(turn.branch) ? JSON.stringify([turn.person, turn.project, turn.branch]) : turn.sessionId,
  };
}

function table(rows: readonly (readonly [string, Score])[]): string {
  const percent = (part: number): string => `${(100 * part).toFixed(1)} %`.padStart(9);
  const lines = rows.map(([name, one]) =>
    [
      name.padEnd(20),
      ...[one.pairwiseF1, one.pairwisePrecision, one.pairwiseRecall, one.bCubedF1].map(percent),
    ].join("  "),
  );
  const head = [" ".repeat(20), ...["F1", "precision", "recall", "B-cubed"].map((name) => name.padStart(9))];
  return [head.join("  "), ...lines].join("\n");
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      logs: { type: "string", multiple: true },
      labels: { type: "string" },
      json: { type: "boolean" },
    },
  });
  if (values.labels === undefined) {
    console.error("usage: npm run eval:tasks -- --labels FILE [--logs DIR] [--json]");
    process.exitCode = 2;
    return;
  }
  const labels = parseLabels(readFileSync(values.labels, "utf8"), values.labels);
  const logs = await cutLogs(values.logs ?? defaultLogs());
  const turnById = new Map(logs.turns.map((turn) => [turn.id, turn]));
  const placed = labels.flatMap(({ session, uuid, task }) => {
    const turn = turnById.get(`${session}/${uuid}`) ?? logs.turnOfRow.get(uuid);
    return turn === undefined ? [] : [{ turn, label: task }];
  });
  const notFound = labels.length - placed.length;
  if (notFound > 0) console.error(`${notFound} of ${labels.length} labelled prompts are not in the logs`);
  const scores = Object.entries(cuts(logs)).map(
    ([name, taskOf]) =>
      [name, score(placed.map(({ turn, label }) => ({ label, cut: taskOf(turn) })))] as const,
  );
  if (values.json) console.log(JSON.stringify({ prompts: placed.length, ...scores[0]![1], notFound }));
  else console.log(`${placed.length} prompts, pairs of prompts in one task:\n${table(scores)}`);
}

if (process.argv[1] !== undefined && import.meta.url === new URL(`file://${process.argv[1]}`).href)
  await main();
