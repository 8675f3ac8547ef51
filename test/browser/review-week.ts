/** Logs of a week with fifty pieces of work that no rule can price, for the review: what they are stands in their prompts. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** What a person will want to do with it. */
export const wishes = ["price", "merge", "split", "keep", "rename", "retype", "exclude", "together"] as const;
export type Wish = (typeof wishes)[number];

const subjects =
  "anchors beacons candles drawers engines feathers gardens hammers islands jackets kettles lanterns mirrors needles oceans pillows quarries ribbons saddles tunnels umbrellas valleys windows yards zippers apples bridges castles deserts elbows fountains glaciers harbours insects jungles kitchens ladders magnets notebooks orchards pencils quilts rivers shelves towers uniforms violins waggons yachts zebras".split(
    " ",
  );

/** Newest first, as the review lists them; neighbours that belong together stand together. */
const wishOf = (place: number): Wish => {
  if (place >= 40 && place <= 42) return "together";
  const unit = place % 10;
  if (unit === 3 || unit === 4) return place < 30 ? "merge" : "price";
  if (place === 17 || place === 37) return "split";
  if (place === 7 || place === 27) return "keep";
  if (unit === 1 && place < 30) return "rename";
  if (unit === 2 && place < 30) return "retype";
  return unit === 9 ? "exclude" : "price";
};

/** What the task is called, and its number of prompts. */
export const promptOf = (place: number): string => `Look into the ${subjects[place]} (${wishOf(place)})`;
const promptsOf = (place: number): number => ({ split: 4, keep: 20 })[wishOf(place) as string] ?? 2;

export const items = subjects.length;

export async function writeWeek(logs: string): Promise<void> {
  const folder = join(logs, "projects", "-home-user-work");
  await mkdir(folder, { recursive: true });
  await Promise.all(
    subjects.map((_, place) => {
      const session = `5e551000-0000-4000-8000-${String(place).padStart(12, "0")}`;
      // Ten a day from Monday to Friday, the newest first.
      const startMs =
        Date.parse("2026-03-20T17:00:00Z") - Math.floor(place / 10) * 86_400_000 - (place % 10) * 50 * 60_000;
      return writeFile(join(folder, `${session}.jsonl`), sessionLog(session, startMs, place));
    }),
  );
}

function sessionLog(sessionId: string, startMs: number, place: number): string {
  const rows: string[] = [];
  const row = (minutes: number, more: object) =>
    rows.push(
      JSON.stringify({
        ...{ sessionId, cwd: "/home/user/work", version: "2.1.156", uuid: `row-${place}-${minutes}` },
        timestamp: new Date(startMs + minutes * 60_000).toISOString(),
        ...more,
      }),
    );
  for (let prompt = 0; prompt < promptsOf(place); prompt++) {
    const text = prompt === 0 ? promptOf(place) : `What about part ${prompt} of the ${subjects[place]}?`;
    row(prompt * 2, { type: "user", message: { role: "user", content: text } });
    row(prompt * 2 + 1, {
      type: "assistant",
      message: {
        ...{ id: `m-${place}-${prompt}`, role: "assistant", model: "claude-opus-4-5" },
        content: [{ type: "text", text: "It is as it should be." }],
      },
    });
  }
  return `${rows.join("\n")}\n`;
}
