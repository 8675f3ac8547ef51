/**
 * The sample: a realistic agent home made by a deterministic generator, for a newcomer's first record, for
 * tests (what is true of it is known by construction) and for benchmarks of any size.
 */
import type { Day } from "../../core/types.ts";
import { person } from "./content.ts";
import { playSession, type Stage } from "./play-session.ts";
import { Random } from "./random.ts";
import { lifelike, nextWorkday, Schedule, small, workdaysBack } from "./schedule.ts";
import { Filler } from "./source-text.ts";
import { type SampleTruth, TruthKeeper } from "./truth.ts";

export type { SampleTruth, TaskTruth, TurnTruth } from "./truth.ts";

/** Where the sample goes; paths are relative to its folder. */
export interface SampleFiles {
  /** Make the file and its folders at the first call, append at the others. */
  append(path: string, data: string | Uint8Array): Promise<void>;
  close(): Promise<void>;
}

export interface GenerateOptions {
  readonly seed?: number;
  /** The last day with work; the newest working day at or before it. */
  readonly endDay?: Day;
  /** Working days back from the end. */
  readonly days?: number;
  /** Write logs of at least so many bytes instead, in lifelike proportions (large files read, pictures). */
  readonly bytes?: number;
  readonly files: SampleFiles;
}

export interface SampleResult {
  readonly files: number;
  readonly bytes: number;
  readonly truth: SampleTruth;
}

export const defaultSeed = 13;
export const defaultEndDay: Day = "2026-06-12";
const defaultDays = 8;
/** A year of working days a person; larger samples have more people. */
const daysAPerson = 260;

/** Write a sample. The same options give the same bytes; no clock is read. */
export async function generateSample(options: GenerateOptions): Promise<SampleResult> {
  const { seed = defaultSeed, endDay = defaultEndDay, days = defaultDays, bytes, files } = options;
  const truth = new TruthKeeper(bytes === undefined);
  const written = { files: new Set<string>(), bytes: 0 };
  const append = async (path: string, data: string | Uint8Array) => {
    if (data.length === 0) return;
    written.files.add(path);
    written.bytes += typeof data === "string" ? Buffer.byteLength(data) : data.length;
    await files.append(path, data);
  };
  const enough = (day: number) => (bytes === undefined ? day >= days : written.bytes >= bytes);
  const played: Day[] = [];
  try {
    for (let people = 0; !enough(played.length); people += 1) {
      const random = new Random(`${seed}/${people}`);
      const stage: Stage = {
        random: random.stream("play"),
        truth,
        filler: new Filler(random.stream("filler")),
        append: homeOf(people, append),
        previous: null,
      };
      const schedule = new Schedule(random.stream("schedule"), bytes === undefined ? small : lifelike);
      let before = 0;
      for (const workday of workdaysBack(endDay)) {
        if (before >= daysAPerson || enough(played.length)) break;
        await playDay(workday, before, schedule, stage);
        played.push(workday);
        before += 1;
      }
    }
    await append("projects/-home-sample-work-stockroom/garbled.jsonl", garbled);
  } finally {
    await files.close();
  }
  const [from = endDay] = [...played].sort();
  return {
    files: written.files.size,
    bytes: written.bytes,
    truth: truth.result(seed, from, played[0] ?? endDay),
  };
}

type Append = (path: string, data: string) => Promise<void>;

/** The home of the first person, or of another: the same paths under another name. */
function homeOf(people: number, append: Append): Append {
  if (people === 0) return append;
  const name = `${person}${people + 1}`;
  return (path, text) =>
    append(path.replace(person, name), text.replaceAll(`/home/${person}/`, `/home/${name}/`));
}

/** A title row with a byte that is no UTF-8, and an unfinished line. */
const garbled = Buffer.concat([
  Buffer.from('{"type":"custom-title","customTitle":"Labels '),
  Buffer.from([0xff]),
  Buffer.from('","sessionId":"garbled"}\n{"type":"user","mess'),
]);

const hourMs = 3_600_000;

async function playDay(day: Day, daysBefore: number, schedule: Schedule, stage: Stage): Promise<void> {
  const { random } = stage;
  // Between 8 and 16 o'clock UTC it is the same day nearly everywhere.
  let startMs = Date.parse(`${day}T08:05:00Z`) + random.between(0, 0.5) * hourMs;
  const tomorrowMs = Date.parse(`${nextWorkday(day)}T08:01:00Z`);
  for (const plan of schedule.day(daysBefore, daysBefore === 0)) {
    const { endMs, lastPromptMs } = await playSession(plan, stage, startMs, tomorrowMs);
    // Sometimes the next session begins while this one still works.
    const overlaps = random.chance(0.25) && lastPromptMs > startMs;
    startMs = overlaps ? lastPromptMs + 45_000 : endMs + random.between(0.05, 0.4) * hourMs;
  }
}
