/**
 * Several processes at one ledger at once: each reads new lines, corrects a task and asks for answers, again and
 * again, while a writer appends. All must succeed, every correction must be there once, in the ledger and in its
 * journal, and in the end the ledger must equal one that a single process made.
 */
import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Random } from "../../src/app/sample/random.ts";
import { openStore } from "../../src/store/index.ts";
import { answer, difference, everything, type Home, leverage, newFolder } from "./command.ts";
import { ExpectedFacts } from "./expected-facts.ts";
import { GrowingLogs, sampleTexts } from "./growing-logs.ts";
import { staleSession } from "./results-of-facts.ts";

export interface CrowdOptions {
  readonly command: string;
  readonly processes: number;
  /** Rounds of reading, correcting and asking that each process runs. */
  readonly rounds: number;
  readonly seed: number;
}

export interface CrowdReport {
  readonly processes: number;
  readonly commands: number;
  readonly corrections: number;
}

interface TaskList {
  readonly tasks: readonly { readonly task: { readonly id: string } }[];
}

/** @throws where a command fails, or anything is lost, doubled or damaged. */
export async function crowd({ command, processes, rounds, seed }: CrowdOptions): Promise<CrowdReport> {
  const folder = newFolder("crowd");
  const random = new Random(`${seed}/${processes}`);
  const texts = await sampleTexts({ seed });
  const whole = new GrowingLogs(join(folder, "whole"), texts, random);
  whole.finish();
  const facts = await ExpectedFacts.read(whole.folder);
  const logs = new GrowingLogs(join(folder, "logs"), texts, random);
  const home: Home = { command, logs: logs.folder, ledger: join(folder, "ledger") };
  mkdirSync(home.ledger);
  logs.begin();
  logs.go();
  try {
    const said: string[] = [];
    let commands = 0;
    const ask = (...words: readonly string[]) => {
      commands += 1;
      return answer(home, words);
    };
    // All begin at once, on a ledger that is not there yet.
    const work = async (worker: number) => {
      for (let round = 0; round < rounds; round += 1) {
        const text = `process ${worker}, round ${round}`;
        while (!said.includes(text)) {
          const { tasks } = JSON.parse(await ask("task", "list", "--json")) as TaskList;
          const note = await leverage(home, ["task", "note", random.pick(tasks).task.id, text]);
          commands += 1;
          if (note.code === 0) said.push(text);
          // Tasks are cut anew while the logs grow; a task that has gone is no fault.
          else if (!/no task/.test(note.stderr)) throw new Error(note.stderr);
        }
        await ask("record", "2026", "--json");
        await ask("usage", "--json");
      }
    };
    await Promise.all(Array.from({ length: processes }, (_, worker) => work(worker)));
    logs.finish();
    await compare(home, facts, said, folder);
    rmSync(folder, { recursive: true, force: true });
    return { processes, commands, corrections: said.length };
  } catch (error) {
    throw new Error(`seed ${seed}, ${processes} processes, left in ${folder}: ${(error as Error).message}`, {
      cause: error,
    });
  } finally {
    logs.pause();
  }
}

async function compare(home: Home, facts: ExpectedFacts, said: readonly string[], folder: string) {
  const shared = await everything(home);
  const store = await openStore(join(home.ledger, "ledger.db"));
  try {
    const damage = await store.integrity();
    if (damage.length > 0) throw new Error(`damaged: ${damage.join("; ")}`);
    const wrong = (await facts.compare(store, home.logs)).wrong ?? (await staleSession(store));
    if (wrong !== null) throw new Error(wrong);
    const kept = (await store.opinions()).map(({ body }) => (body.kind === "note" ? body.text : body.kind));
    if (kept.sort().join("\n") !== [...said].sort().join("\n"))
      throw new Error(`said ${said.length} corrections, kept ${kept.length}: ${kept.join("; ")}`);
  } finally {
    await store.close();
  }
  const alone = { ...home, ledger: join(folder, "alone") };
  mkdirSync(alone.ledger);
  copyFileSync(join(home.ledger, "opinions.jsonl"), join(alone.ledger, "opinions.jsonl"));
  const parted = difference(shared, await everything(alone));
  if (parted !== null) throw new Error(`not the ledger that one process makes: ${parted}`);
}
