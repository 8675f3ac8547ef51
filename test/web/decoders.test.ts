/** The client's decoders on the server's own answers, whole and damaged. */
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { type ApiProblem, read } from "../../src/web/api.ts";
import { faultIn } from "../../src/web/decoders/decode.ts";
import { changes, reads } from "../../src/web/decoders/schemas.ts";
import { firstShapes, otherShapes, shapeOf } from "../../src/web/decoders/shapes.ts";
import { serverOnSample, type TestServer } from "../server/start.ts";
import { type Golden, goldenAnswers } from "./golden.ts";

let server: TestServer;
let golden: readonly Golden[];
beforeAll(async () => {
  server = await serverOnSample();
  golden = await goldenAnswers(server);
}, 60_000);
afterAll(() => server.end());

const shapes = { ...firstShapes.answers, ...otherShapes };
const schemas: Readonly<Record<string, z.ZodType>> = { ...reads, ...changes };
type Part = Record<string, unknown>;

/** Every place in an answer, as the parts on the way to it. */
function placesIn(value: unknown, way: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [way];
  return [way, ...Object.entries(value).flatMap(([name, part]) => placesIn(part, [...way, name]))];
}

/** Changes what is at one place; `undefined` takes it away. */
function damaged(answer: unknown, way: readonly string[], value: unknown): unknown {
  const copy = structuredClone(answer);
  const part = way.slice(0, -1).reduce((at, name) => at[name] as Part, copy as Part);
  if (value === undefined) delete part[way.at(-1)!];
  else part[way.at(-1)!] = value;
  return copy;
}

/** The place as the decoder writes it, without the dots and brackets that tell names from numbers. */
const partsOf = (place: string): string => place.replaceAll(/["\]]/g, "").replaceAll("[", ".");

const otherValues = [undefined, null, 7, "text", true, [], {}, [null], { kind: "none" }] as const;

const anyDamage = fc
  .record({ which: fc.nat(), where: fc.nat(), value: fc.constantFrom(...otherValues) })
  .map(({ which, where, value }) => {
    const { name, answer } = golden[which % golden.length]!;
    const ways = placesIn(answer).slice(1);
    const way = ways[where % ways.length]!;
    // Out of a list nothing can be taken without moving the rest.
    const isListed = Array.isArray(way.slice(0, -1).reduce((at, part) => at[part] as Part, answer as Part));
    const put = value === undefined && isListed ? null : value;
    return { name, way, put, answer: damaged(answer, way, put) };
  });

describe("the answers of the server", () => {
  it("are asked for whatever the client has a decoder for", () => {
    expect(new Set(golden.map(({ name }) => name))).toEqual(new Set(Object.keys(shapes)));
  });

  it("are taken whole", () => {
    const faults = golden.map(({ name, answer }) => [name, faultIn(shapes[name], answer)]);
    expect(faults).toEqual(golden.map(({ name }) => [name, null]));
  });

  it("are taken with fields of a newer server", () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (which, where) => {
        const { name, answer } = golden[which % golden.length]!;
        const ways = placesIn(answer).filter((way) => {
          const at = way.reduce((part, one) => part[one] as Part, answer as Part);
          return typeof at === "object" && at !== null && !Array.isArray(at);
        });
        const newer = damaged(answer, [...ways[where % ways.length]!, "ofTomorrow"], "text");
        // A map of numbers by name takes no text, whatever its name.
        const isTaken = faultIn(shapes[name], newer) === null;
        expect(isTaken).toBe(schemas[name]!.safeParse(newer).success);
      }),
    );
  });

  it("are refused where they are damaged, exactly as the server's own schemas refuse them, with the place", () => {
    let refused = 0;
    fc.assert(
      fc.property(anyDamage, ({ name, way, answer }) => {
        const fault = faultIn(shapes[name], answer);
        expect(fault === null).toBe(schemas[name]!.safeParse(answer).success);
        if (fault === null) return;
        refused++;
        const [place, put] = [partsOf(fault.place), `.${way.join(".")}`];
        expect(place.startsWith(put) || put.startsWith(place), `${place}, not ${put}`).toBe(true);
      }),
      { numRuns: 400 },
    );
    expect(refused).toBeGreaterThan(200);
  });
});

describe("a fault", () => {
  const shape = shapeOf(
    z.toJSONSchema(
      z.object({
        name: z.string(),
        minutes: z.array(z.number()),
        range: z.object({ low: z.number(), high: z.number() }).nullable(),
        by: z.record(z.string(), z.union([z.string(), z.number()])),
        said: z.discriminatedUnion("kind", [
          z.object({ kind: z.literal("note"), text: z.string() }),
          z.object({ kind: z.enum(["in", "out"]), turn: z.string() }),
        ]),
        note: z.string().exactOptional(),
      }),
    ),
  );
  const right = { name: "a", minutes: [1], range: null, by: {}, said: { kind: "note", text: "t" } };

  it.each([
    [{ name: 5 }, ".name", "a text", "5"],
    [{ name: undefined }, ".name", "a text", "nothing"],
    [{ minutes: [1, "12h"] }, ".minutes[1]", "a number", '"12h"'],
    [{ minutes: { 0: 1 } }, ".minutes", "a list", "an object"],
    [{ range: { low: 1 } }, ".range.high", "a number", "nothing"],
    [{ range: [] }, ".range", "an object or null", "a list of 0"],
    [{ by: { "a b": true } }, '.by["a b"]', "a text or a number", "true"],
    [{ said: { kind: "in" } }, ".said.turn", "a text", "nothing"],
    [{ said: { kind: "away" } }, ".said.kind", '"note" or "in" or "out"', '"away"'],
    [{ note: null }, ".note", "a text", "null"],
    [{ name: ["x".repeat(99)] }, ".name", "a text", "a list of 1"],
  ])("of %j names place, form and what came", (change, place, expected, came) => {
    expect(faultIn(shape, right)).toBeNull();
    expect(faultIn(shape, { ...right, ...change })).toMatchObject({ place, expected, came });
  });

  it("shows no more than the beginning of a long text", () => {
    expect(faultIn("n", "x".repeat(900))?.came.length).toBeLessThan(70);
  });
});

describe("a question whose answer cannot be read", () => {
  afterEach(() => vi.unstubAllGlobals());

  const problemWith = async (body: string): Promise<ApiProblem> => {
    vi.stubGlobal("fetch", async () => new Response(body, { headers: { etag: '"1"' } }));
    return read("record").then(
      () => expect.fail("it was read"),
      (problem: ApiProblem) => problem,
    );
  };

  it("fails with route, place, what was expected and what came", async () => {
    const { answer } = golden.find(({ name }) => name === "record")!;
    const problem = await problemWith(
      JSON.stringify(damaged(answer, ["record", "entries", "0", "human", "likelyMinutes"], "4h")),
    );
    expect(problem.title).toBe("The server's answer is not what this page can read");
    expect(problem.details.map(({ text }) => text)).toEqual([
      "/api/v1/record",
      "record.entries[0].human.likelyMinutes",
      "a number",
      '"4h"',
    ]);
  });

  it.each(["", "<html>", '{"record": '])("fails for %j, which is no JSON", async (body) => {
    const { details } = await problemWith(body);
    expect(details.map(({ text }) => text)).toEqual([
      "/api/v1/record",
      "the whole answer",
      "JSON",
      body || "nothing",
    ]);
  });
});
