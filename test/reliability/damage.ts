/**
 * Damages a ledger at random: flipped bytes, zeroed and overwritten pages, a cut tail. Whatever the damage, the logs
 * are left alone, what a person said is kept, and the record of before comes back: where the command or the doctor says
 * what is wrong, by `leverage doctor --repair`, even if a first repair was killed; where nobody noticed, because a stored
 * result still reads as one, by `leverage rebuild`.
 */
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Random } from "../../src/app/sample/random.ts";
import { answer, difference, type Home, leverage, newFolder, startLeverage } from "./command.ts";
import { GrowingLogs, sampleTexts } from "./growing-logs.ts";

export interface DamageOptions {
  readonly command: string;
  readonly times: number;
  readonly seed: number;
  say(line: string): void;
}

export interface DamageReport {
  readonly seed: number;
  /** Damages by what they did. */
  readonly repaired: number;
  /** Found by the doctor, though the command itself did not meet them. */
  readonly foundByDoctor: number;
  /** Without effect on anything: in free space, or put right by the next run. */
  readonly harmless: number;
  /** Noticed by nobody, in a stored result that still reads as one: `leverage rebuild` puts it right. */
  readonly unnoticed: number;
}

const page = 4096;

/** What is done to the bytes, and how it is called in a message. */
const damages: Readonly<Record<string, (bytes: Buffer, random: Random) => Buffer>> = {
  flip: (bytes, random) => {
    bytes[random.int(0, bytes.length - 1)]! ^= 1 << random.int(0, 7);
    return bytes;
  },
  flips: (bytes, random) => {
    for (let i = 0; i < 200; i += 1) bytes[random.int(0, bytes.length - 1)]! ^= 1 << random.int(0, 7);
    return bytes;
  },
  zeros: (bytes, random) => {
    const from = random.int(0, bytes.length / page - 1) * page;
    return bytes.fill(0, from, from + page * random.int(1, 8));
  },
  noise: (bytes, random) => {
    const from = random.int(0, bytes.length / page - 1) * page;
    for (let i = from; i < Math.min(bytes.length, from + page); i += 1) bytes[i] = random.int(0, 255);
    return bytes;
  },
  cut: (bytes, random) => bytes.subarray(0, random.int(0, bytes.length)),
};

/** @throws where anything is lost, or a person would not know what to do. */
export async function damage({ command, times, seed, say }: DamageOptions): Promise<DamageReport> {
  const folder = newFolder("damage");
  const random = new Random(`damage/${seed}`);
  const home = await filledHome(command, join(folder, "sound"), seed);
  const before = { record: await recordOf(home), opinions: opinionsOf(home), logs: hashOf(home.logs) };
  const report = { repaired: 0, foundByDoctor: 0, harmless: 0, unnoticed: 0 };
  for (let time = 0; time < times; time += 1) {
    const how = Object.keys(damages)[time % Object.keys(damages).length]!;
    const broken = { ...home, ledger: join(folder, `broken-${time}`) };
    cpSync(home.ledger, broken.ledger, { recursive: true });
    const file = join(broken.ledger, "ledger.db");
    writeFileSync(file, damages[how]!(readFileSync(file), random));
    try {
      report[await live(broken, before.record, random)] += 1;
      if (opinionsOf(broken) !== before.opinions) throw new Error("what was said is not what it was");
      if (hashOf(home.logs) !== before.logs) throw new Error("the logs were changed");
    } catch (error) {
      throw new Error(
        `seed ${seed}, damage ${time} (${how}), left in ${folder}: ${(error as Error).message}`,
      );
    }
    rmSync(broken.ledger, { recursive: true });
    if (time % 10 === 9) say(`${time + 1} of ${times} damaged ledgers`);
  }
  rmSync(folder, { recursive: true });
  return { seed, ...report };
}

/** What a person would do with the damaged ledger, until all is well. */
async function live(home: Home, before: string, random: Random): Promise<keyof Omit<DamageReport, "seed">> {
  const first = await leverage(home, recordWords);
  const met = first.code !== 0;
  if (met) mustSay(first.stderr, /^leverage: the ledger .*(is damaged|is another program's|newer version)/);
  const look = await leverage(home, ["doctor", "--json"]);
  const found = look.code !== 0;
  if (!met && !found) {
    if (first.stdout === before) return "harmless";
    await answer(home, ["rebuild"]);
    mustEqual(await recordOf(home), before, "a rebuilt ledger");
    return "unnoticed";
  }
  await killedRepair(home, random);
  const repair = await leverage(home, ["doctor", "--repair"]);
  if (repair.code !== 0) throw new Error(`doctor --repair failed: ${repair.stdout}${repair.stderr}`);
  mustEqual(await recordOf(home), before, "the repaired ledger");
  const after = await leverage(home, ["doctor", "--json"]);
  if (after.code !== 0) throw new Error(`the repaired ledger is not sound: ${after.stdout.slice(0, 800)}`);
  return met ? "repaired" : "foundByDoctor";
}

/** A repair that is killed may be made again; one that was done by then changes nothing. */
async function killedRepair(home: Home, random: Random): Promise<void> {
  const run = startLeverage(home, ["doctor", "--repair"]);
  const timer = setTimeout(() => run.process.kill("SIGKILL"), random.between(50, 600));
  await run.ended;
  clearTimeout(timer);
}

function mustSay(stderr: string, pattern: RegExp): void {
  if (!pattern.test(stderr)) throw new Error(`not a message that helps: ${stderr.slice(0, 800)}`);
}

function mustEqual(record: string, before: string, what: string): void {
  const parted = difference(before, record);
  if (parted !== null) throw new Error(`${what} gives another record: ${parted}`);
}

const recordWords = ["record", "2026", "--json"];
const recordOf = (home: Home): Promise<string> => answer(home, recordWords);

/** A ledger with a sample's logs and a few corrections in it. */
export async function filledHome(command: string, folder: string, seed: number): Promise<Home> {
  const home = { command, logs: join(folder, "logs"), ledger: join(folder, "ledger") };
  mkdirSync(home.ledger, { recursive: true });
  new GrowingLogs(home.logs, await sampleTexts({ seed, days: 4 }), new Random("all")).finish();
  const list = JSON.parse(await answer(home, ["task", "list", "--json"])) as {
    readonly tasks: readonly { readonly task: { readonly id: string } }[];
  };
  const [a, b, c] = list.tasks.map(({ task }) => task.id);
  await answer(home, ["task", "rename", a!, "As I call it"]);
  await answer(home, ["estimate", b!, "2h"]);
  await answer(home, ["supervise", c!, "7m"]);
  return home;
}

const opinionsOf = (home: Home): string => readFileSync(join(home.ledger, "opinions.jsonl"), "utf8");

/** One hash of all the files below a folder. */
export function hashOf(folder: string): string {
  const hash = createHash("sha256");
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  for (const name of names.filter((one) => one.endsWith(".jsonl")))
    hash.update(name).update(readFileSync(join(folder, name)));
  return hash.digest("hex");
}
