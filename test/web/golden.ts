/** The server's answers on the sample ledger to every question that the client asks. */
import type { changes, reads } from "../../src/web/decoders/schemas.ts";
import type { TestServer } from "../server/start.ts";

export interface Golden {
  readonly name: keyof typeof reads | keyof typeof changes;
  readonly answer: unknown;
}

/** As the pages ask: what the record does not need, another page does. */
const questions: Readonly<Record<keyof typeof reads, (task: string) => readonly string[]>> = {
  record: () => ["", "period=2026-W11&promptingOnly=true", "period=1999-01-01"],
  explain: (task) => [`what=${task}`, "what=record"],
  timeline: () => ["by=session&maxPoints=4000", "by=worktree&sumsOnly=true"],
  trends: () => ["unit=day", "unit=week&by=model"],
  calibration: () => [""],
  coverage: () => [""],
  doctor: () => [""],
  review: () => ["", "all=true"],
  "what-if": (task) => [`task=${task}&gapCap=5`],
  "task show": (task) => [`task=${task}`],
};

type Input = Readonly<Record<string, unknown>>;
const said: Readonly<Record<keyof typeof changes, (a: string, b: string, sha: string) => Input>> = {
  "task rename": (task) => ({ task, title: "Another title" }),
  "task type": (task) => ({ task, type: "chore" }),
  "task note": (task) => ({ task, text: "A note" }),
  "task exclude": (task) => ({ task }),
  "task include": (task) => ({ task }),
  "task split": (task) => ({ task, prompt: "2" }),
  "task merge": (a, b) => ({ tasks: [a, b] }),
  "task link": (task, _, sha) => ({ task, sha }),
  "task unlink": (task, _, sha) => ({ task, sha }),
  estimate: (task) => ({ task, likely: "4h", low: "2h", high: "9h" }),
  "task undo": () => ({}),
};

const addressOf = (name: string): string => `/api/v1/${name.replaceAll(" ", "/")}`;

export async function goldenAnswers(server: TestServer): Promise<readonly Golden[]> {
  const answers: Golden[] = [];
  const { items } = (await got("review", "all=true")) as { items: { id: string; prompts: number }[] };
  const [a, b] = items.filter(({ prompts }) => prompts > 2).map(({ id }) => id) as [string, string];
  const { lanes } = (await got("timeline", "")) as { lanes: { commits: { sha: string }[] }[] };
  const [{ sha }] = lanes.flatMap(({ commits }) => commits) as [{ sha: string }];
  for (const [name, input] of Object.entries(said)) {
    const { status, text } = await server.post(addressOf(name), input(a, b, sha));
    if (status !== 200) throw new Error(`${name}: ${text}`);
    answers.push({ name: name as Golden["name"], answer: JSON.parse(text) });
  }
  for (const [name, queries] of Object.entries(questions)) {
    for (const query of queries(a))
      answers.push({ name: name as Golden["name"], answer: await got(name, query) });
  }
  return answers;

  async function got(name: string, query: string): Promise<unknown> {
    const { status, text } = await server.get(`${addressOf(name)}?${query}`);
    if (status !== 200) throw new Error(`${name}?${query}: ${text}`);
    return JSON.parse(text);
  }
}
