/**
 * What every log format owes. Its fixtures lie in `test/sources/<name>/fixtures/home`, as the agent would have
 * left them in its home, and hold the made-up secret below in a prompt and at least one line that cannot be read.
 */
import { appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sources } from "../../src/sources/index.ts";
import type { LogFile, ReadCursor, ReadResult, Source } from "../../src/sources/source.ts";

const canary = "swordfish-4711";
const root = fileURLToPath(new URL("../..", import.meta.url));

async function readAll(source: Source, file: LogFile, from: ReadCursor | null = null): Promise<ReadResult[]> {
  const results: ReadResult[] = [];
  for await (const result of source.read(file, from)) results.push(result);
  return results;
}

const eventsOf = (results: readonly ReadResult[]) => results.flatMap((result) => result.events);

describe.each(sources.map((source) => [source.name, source] as const))("the source %s", (name, source) => {
  const fixtures = join(root, "test", "sources", name, "fixtures", "home");
  let folder: string;
  let files: readonly LogFile[];

  beforeAll(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "leverage-source-")));
    cpSync(fixtures, folder, { recursive: true });
    files = (await source.discover([folder])).files;
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("has fixtures and a section in docs/FORMATS.md", () => {
    expect(existsSync(fixtures)).toBe(true);
    expect(readFileSync(join(root, "docs", "FORMATS.md"), "utf8")).toContain(`\`${name}\``);
    expect(name).toMatch(/^[a-z][a-z0-9-]*$/);
    expect(source.about.length).toBeGreaterThan(20);
  });

  it("looks in absolute places, with or without a home that says otherwise", () => {
    for (const environment of [{}, process.env]) {
      const places = source.places(environment, "/home/dev");
      expect(places.length).toBeGreaterThan(0);
      for (const place of places) expect(isAbsolute(place), place).toBe(true);
    }
  });

  it("finds its logs below a folder, the same each time, and nothing where there is nothing", async () => {
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      expect(file.path.startsWith(folder)).toBe(true);
      expect(file.sessionId).not.toBe("");
    }
    expect((await source.discover([folder])).files).toEqual(files);
    expect(await source.discover([join(folder, "none")])).toEqual({ files: [], problems: [] });
  });

  it("gives events in file order, each with the file and line it stands for", async () => {
    for (const file of files) {
      const events = eventsOf(await readAll(source, file));
      expect(events.length).toBeGreaterThan(0);
      let line = 1;
      for (const event of events) {
        expect(event.origin.file).toBe(file.path);
        expect(event.origin.line).toBeGreaterThanOrEqual(line);
        expect(event.atMs).toBeGreaterThan(Date.UTC(2020, 0, 1));
        line = event.origin.line;
      }
    }
  });

  it("gives events and cursors that survive the way through JSON, and the same at a second reading", async () => {
    for (const file of files) {
      const results = await readAll(source, file);
      expect(JSON.parse(JSON.stringify(results))).toEqual(results);
      expect(await readAll(source, file)).toEqual(results);
      expect(JSON.stringify(results.at(-1)?.cursor.state).length).toBeLessThan(10_000);
    }
  });

  it("names what it could not read by kind, place and remedy", async () => {
    const problems = (await Promise.all(files.map((file) => readAll(source, file)))).flat(2);
    const all = problems.flatMap((result) => result.problems);
    expect(all.length).toBeGreaterThan(0);
    for (const problem of all) {
      expect(problem.kind).toMatch(/^[a-z]+(-[a-z0-9]+)*$/);
      expect(problem.at.line).toBeGreaterThan(0);
      expect(problem.what).not.toBe("");
      expect(problem.hint).not.toBe("");
    }
  });

  it("goes on where it stopped", async () => {
    for (const file of files) {
      const before = await readAll(source, file);
      const cursor = before.at(-1)!.cursor;
      expect(eventsOf(await readAll(source, file, cursor))).toEqual([]);
      const text = readFileSync(file.path);
      appendFileSync(file.path, "\n");
      appendFileSync(file.path, text);
      const after = await readAll(source, file, cursor);
      expect(eventsOf(after).length).toBeGreaterThan(0);
      for (const event of eventsOf(after)) expect(event.origin.line).toBeGreaterThan(cursor.lines);
      const whole = eventsOf(await readAll(source, file));
      expect([...eventsOf(before), ...eventsOf(after)]).toEqual(whole);
    }
  });

  it("makes a problem of a file that is gone", async () => {
    const results = await readAll(source, { ...files[0]!, path: join(folder, "gone") });
    expect(eventsOf(results)).toEqual([]);
    expect(results.flatMap((result) => result.problems)).toHaveLength(1);
  });

  it("lets no secret out", async () => {
    const raw = files.map((file) => readFileSync(file.path, "utf8")).join("");
    expect(raw).toContain(canary);
    const results = await Promise.all(files.map((file) => readAll(source, file)));
    expect(JSON.stringify(results)).not.toContain(canary);
  });
});
