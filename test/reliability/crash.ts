/**
 * Kills the command at random moments of cold and incremental reads and of corrections, while a writer appends to
 * the logs. After each kill the ledger must pass its integrity check and hold exactly the events that it says it
 * has read, and every correction that was confirmed, once. At the end of each round a completed read must equal
 * that of a new ledger byte for byte, in the export and in the record.
 *
 * Half of the kills are due after a random time, half at a random write to the ledger. The seed fixes the logs, how
 * they grow and when a kill is due; which instruction it meets is up to the machine.
 */
import { copyFileSync, existsSync, type FSWatcher, mkdirSync, rmSync, watch } from "node:fs";
import { join } from "node:path";
import { Random } from "../../src/app/sample/random.ts";
import { openStore } from "../../src/store/index.ts";
import { answer, difference, everything, type Home, newFolder, startLeverage } from "./command.ts";
import { ExpectedFacts } from "./expected-facts.ts";
import { GrowingLogs, sampleTexts } from "./growing-logs.ts";
import { staleSession } from "./results-of-facts.ts";

export interface CrashOptions {
  readonly command: string;
  readonly times: number;
  readonly seed: number;
  say(line: string): void;
}

type Kind = "cold" | "incremental" | "correction";

export interface CrashReport {
  readonly seed: number;
  readonly rounds: number;
  /** Kills by what they hit. */
  readonly kills: Readonly<Record<Kind, number>>;
  /** Kills that left a ledger with some of the logs' events in it, but not all. */
  readonly halfRead: number;
  /** Runs that had ended before their kill was due. */
  readonly tooLate: number;
  /** Corrections that were confirmed, and those kept of runs that were killed before they confirmed. */
  readonly confirmed: number;
  readonly keptUnconfirmed: number;
}

/** How long a run takes and how often it writes to the ledger, as far as seen: kills are spread over both. */
type Typical = Readonly<Record<Kind, { ms: number; writes: number }>>;

const killsARound = 10;
/** Enough for reading threads; every fourth round. */
const largeBytes = 24e6;

/** @throws where anything is lost, doubled or damaged; the folder is left for a look. */
export async function crash(options: CrashOptions): Promise<CrashReport> {
  const { seed, times, say } = options;
  const total = { kills: { cold: 0, incremental: 0, correction: 0 }, halfRead: 0, tooLate: 0 };
  const opinions = { confirmed: 0, keptUnconfirmed: 0 };
  const typical: Typical = {
    cold: { ms: 700, writes: 30 },
    incremental: { ms: 400, writes: 15 },
    correction: { ms: 400, writes: 15 },
  };
  let rounds = 0;
  for (let left = times; left > 0; left -= killsARound) {
    const folder = newFolder("crash");
    try {
      const round = await Round.open(folder, rounds, typical, options);
      await round.play(Math.min(left, killsARound));
      for (const kind of kinds) total.kills[kind] += round.kills[kind];
      total.halfRead += round.halfRead;
      total.tooLate += round.tooLate;
      opinions.confirmed += round.confirmed.size;
      opinions.keptUnconfirmed += round.keptUnconfirmed;
    } catch (error) {
      throw new Error(`seed ${seed}, round ${rounds}, left in ${folder}: ${(error as Error).message}`, {
        cause: error,
      });
    }
    rmSync(folder, { recursive: true, force: true });
    rounds += 1;
    say(`${Math.min(times, rounds * killsARound)} of ${times} kills`);
  }
  return { seed, rounds, ...total, ...opinions };
}

class Round {
  readonly kills = { cold: 0, incremental: 0, correction: 0 };
  halfRead = 0;
  tooLate = 0;
  readonly confirmed = new Set<string>();
  keptUnconfirmed = 0;

  readonly #home: Home;
  readonly #folder: string;
  readonly #logs: GrowingLogs;
  readonly #expected: ExpectedFacts;
  readonly #random: Random;
  readonly #typical: Typical;
  #said = 0;

  private constructor(
    folder: string,
    home: Home,
    logs: GrowingLogs,
    facts: ExpectedFacts,
    random: Random,
    typical: Typical,
  ) {
    this.#typical = typical;
    this.#folder = folder;
    this.#home = home;
    this.#logs = logs;
    this.#expected = facts;
    this.#random = random;
  }

  static async open(
    folder: string,
    round: number,
    typical: Typical,
    { command, seed }: CrashOptions,
  ): Promise<Round> {
    const random = new Random(`${seed}/${round}`);
    const isLarge = round % 4 === 3;
    const texts = await sampleTexts({ seed: seed + round, ...(isLarge ? { bytes: largeBytes } : {}) });
    const whole = new GrowingLogs(join(folder, "whole"), texts, random);
    whole.finish();
    const facts = await ExpectedFacts.read(whole.folder);
    rmSync(whole.folder, { recursive: true });
    const logs = new GrowingLogs(join(folder, "logs"), texts, random);
    const home = { command, logs: logs.folder, ledger: join(folder, "ledger") };
    mkdirSync(home.ledger);
    return new Round(folder, home, logs, facts, random, typical);
  }

  async play(times: number): Promise<void> {
    this.#logs.begin();
    this.#logs.go();
    try {
      let tasks: readonly string[] = [];
      for (let kill = 0; kill < times; kill += 1) {
        // A third of each round has no tasks to correct yet.
        if (kill === Math.ceil(times / 3)) {
          tasks = await this.#taskIds();
          await this.#say(tasks);
        }
        const kind = tasks.length === 0 ? this.#random.pick(reads) : kinds[kill % kinds.length]!;
        while (!(await this.#killOne(kind, tasks))) this.tooLate += 1;
      }
    } finally {
      this.#logs.finish();
    }
    await this.#compareWithClean();
  }

  async #say(tasks: readonly string[]): Promise<void> {
    const text = "said in peace";
    await answer(this.#home, ["task", "note", this.#random.pick(tasks), text]);
    this.confirmed.add(text);
  }

  async #taskIds(): Promise<readonly string[]> {
    const list = JSON.parse(await answer(this.#home, ["task", "list", "--json"])) as {
      readonly tasks: readonly { readonly task: { readonly id: string } }[];
    };
    return list.tasks.map(({ task }) => task.id);
  }

  /** False where the run had ended before. */
  async #killOne(kind: Kind, tasks: readonly string[]): Promise<boolean> {
    const random = this.#random;
    if (kind === "cold") this.#dropLedger();
    const text = `said ${this.#said++}`;
    const words = kind === "correction" ? ["task", "note", random.pick(tasks), text] : [random.pick(readers)];
    const startMs = performance.now();
    const run = startLeverage(this.#home, words);
    const by = random.pick(["ms", "writes"] as const);
    const due = Math.ceil(random.fraction() * this.#typical[kind][by]);
    const timer = by === "ms" ? setTimeout(() => run.process.kill("SIGKILL"), due) : undefined;
    const writes = new Writes(this.#home.ledger, (seen) => {
      if (by === "writes" && seen === due) run.process.kill("SIGKILL");
    });
    const { code, signal, stderr } = await run.ended;
    clearTimeout(timer);
    const took = { ms: performance.now() - startMs, writes: writes.end() };
    if (code === 0 && kind === "correction") this.confirmed.add(text);
    await this.#check(`after ${kind} killed at ${due} ${by}`);
    const typical = this.#typical[kind];
    if (signal === "SIGKILL") {
      this.kills[kind] += 1;
      // As long as no run ends before its kill, kills may come too early.
      typical[by] *= 1.15;
      return true;
    }
    if (code !== 0 && !/no task/.test(stderr)) throw new Error(`${words.join(" ")} failed: ${stderr}`);
    typical[by] = (typical[by] + took[by]) / 2;
    return false;
  }

  #dropLedger(): void {
    for (const part of ["", "-wal", "-shm"])
      rmSync(join(this.#home.ledger, `ledger.db${part}`), { force: true });
  }

  /** What must hold at any time. */
  async #check(when: string): Promise<void> {
    const ledger = join(this.#home.ledger, "ledger.db");
    if (!existsSync(ledger)) return;
    const store = await openStore(ledger);
    try {
      const damage = await store.integrity();
      if (damage.length > 0) throw new Error(`${when}: damaged: ${damage.join("; ")}`);
      const { wrong, events } = await this.#expected.compare(store, this.#logs.folder);
      if (wrong !== null) throw new Error(`${when}: ${wrong}`);
      const stale = await staleSession(store);
      if (stale !== null) throw new Error(`${when}: ${stale}`);
      if (events > 0 && events < this.#expected.events) this.halfRead += 1;
      const said = (await store.opinions()).map(({ body }) => (body.kind === "note" ? body.text : body.kind));
      if (new Set(said).size < said.length) throw new Error(`${when}: a correction stands twice`);
      const lost = [...this.confirmed].find((text) => !said.includes(text));
      if (lost !== undefined) throw new Error(`${when}: the correction "${lost}" is lost`);
      this.keptUnconfirmed = said.length - this.confirmed.size;
    } finally {
      await store.close();
    }
  }

  /** A completed read equals one of a new ledger that was told the same. */
  async #compareWithClean(): Promise<void> {
    const survivor = await everything(this.#home);
    await this.#check("after the last read");
    const clean = { ...this.#home, ledger: join(this.#folder, "clean") };
    mkdirSync(clean.ledger);
    const journal = join(this.#home.ledger, "opinions.jsonl");
    if (existsSync(journal)) copyFileSync(journal, join(clean.ledger, "opinions.jsonl"));
    const parted = difference(survivor, await everything(clean));
    if (parted !== null) throw new Error(`the completed read is not a clean one's: ${parted}`);
  }
}

/**
 * Counts the changes of files in the ledger's folder. A kill at one of them comes while something is written or
 * right after it: between two transactions, where a moment chosen by the clock rarely lands.
 */
class Writes {
  readonly #watcher: FSWatcher;
  #seen = 0;

  constructor(folder: string, tell: (seen: number) => void) {
    this.#watcher = watch(folder, () => tell(++this.#seen));
  }

  end(): number {
    this.#watcher.close();
    return this.#seen;
  }
}

/** One cuts what it reads and makes tasks of it, the other counts it first. */
const readers = ["export", "usage"];
const reads: readonly Kind[] = ["cold", "incremental"];
const kinds: readonly Kind[] = [...reads, "correction"];
