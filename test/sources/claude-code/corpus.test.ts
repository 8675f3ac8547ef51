/**
 * Tokens and cost of the two sets of public sessions that lie beside the project for development, against the
 * figures that independent counters agree on. Skipped where the sets are absent.
 */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { corpusLogs } from "../../../eval/logs.ts";
import type { LogEvent, ReplyEvent, TokenCounts } from "../../../src/core/events.ts";
import { usdOf } from "../../../src/core/prices.ts";
import { addTokens, totalTokens, zeroTokens } from "../../../src/core/tokens.ts";
import { claudeCode } from "../../../src/sources/claude-code/index.ts";
import { newRowState, readRow } from "../../../src/sources/claude-code/rows.ts";
import { EventRedactor } from "../../../src/sources/redact-events.ts";

const first = corpusLogs("claude-home");
const newer = corpusLogs("claude-home-newer");
if (first === null) console.info("skipped: ../shared/corpus is not there");

type Messages = Map<string, ReplyEvent & { readonly tokens: TokenCounts }>;

/** One message counts once, with its largest output. */
function count(into: Messages, reply: ReplyEvent): void {
  const { messageId, tokens } = reply;
  if (messageId === null || tokens === null) return;
  const known = into.get(messageId);
  if (known === undefined || tokens.outputTokens > known.tokens.outputTokens)
    into.set(messageId, { ...reply, tokens });
}

async function readSet(folder: string) {
  const main: Messages = new Map();
  const subagents: Messages = new Map();
  const problems: string[] = [];
  let lines = 0;
  const { files } = await claudeCode.discover([folder]);
  for (const file of files) {
    let fileLines = 0;
    for await (const result of claudeCode.read(file, null)) {
      for (const event of result.events) {
        if (event.kind === "reply") count(main, event);
        else if (event.kind === "progress" && event.inner?.kind === "reply") count(subagents, event.inner);
      }
      problems.push(...result.problems.map((problem) => `${problem.kind}: ${problem.what}`));
      fileLines = result.cursor.lines;
    }
    lines += fileLines;
  }
  return { files: files.length, lines, problems, main, subagents };
}

/** Each price is applied once, to the sum of a model's tokens. */
function sumOf(messages: Messages): { tokens: TokenCounts; usd: string } {
  const byModel = new Map<string, TokenCounts>();
  for (const { model, tokens } of messages.values()) {
    byModel.set(model ?? "", addTokens(byModel.get(model ?? "") ?? zeroTokens, tokens));
  }
  let tokens = zeroTokens;
  let usd = 0;
  for (const [model, ofModel] of byModel) {
    tokens = addTokens(tokens, ofModel);
    usd += usdOf(model, ofModel) ?? Number.NaN;
  }
  return { tokens, usd: usd.toFixed(6) };
}

describe.skipIf(first === null)("the first set (needs ../shared/corpus)", async () => {
  const set = first === null ? null : await readSet(first);

  it("is read whole: every line, glued ones too, without a problem", () => {
    expect(set).toMatchObject({ files: 135, lines: 44_793, problems: [] });
  });

  it("counts the main rows' tokens and cost exactly", () => {
    const { tokens, usd } = sumOf(set!.main);
    expect(tokens).toEqual({
      inputTokens: 254_459,
      outputTokens: 1_117_073,
      cacheWrite5mTokens: 37_470_899 - 7_272_442,
      cacheWrite1hTokens: 7_272_442,
      cacheReadTokens: 820_096_788,
    });
    expect(totalTokens(tokens)).toBe(858_939_219);
    expect(usd).toBe("655.196594");
  });

  it("counts the subagents' progress rows exactly", () => {
    const { tokens, usd } = sumOf(set!.subagents);
    expect(tokens).toEqual({
      inputTokens: 156_997,
      outputTokens: 3_089,
      cacheWrite5mTokens: 3_284_251 - 2_519_765,
      cacheWrite1hTokens: 2_519_765,
      cacheReadTokens: 24_603_356,
    });
    expect(totalTokens(tokens)).toBe(28_047_693);
    expect(usd).toBe("24.845785");
  });

  it("counts both together exactly: no message is in both", () => {
    const { tokens, usd } = sumOf(new Map([...set!.main, ...set!.subagents]));
    expect(totalTokens(tokens)).toBe(886_986_912);
    expect(usd).toBe("680.042379");
  });
});

describe.skipIf(newer === null)("the second set (needs ../shared/corpus)", () => {
  it("counts tokens and cost exactly", async () => {
    const set = await readSet(newer!);
    expect(set).toMatchObject({ files: 119, problems: [] });
    const { tokens, usd } = sumOf(new Map([...set.main, ...set.subagents]));
    expect(tokens).toEqual({
      inputTokens: 42_241,
      outputTokens: 957_006,
      cacheWrite5mTokens: 14_346_205 - 12_421_284,
      cacheWrite1hTokens: 12_421_284,
      cacheReadTokens: 376_799_098,
    });
    expect(usd).toBe("325.498905");
  });

  it("loses no event by the texts that are cut out before a line is parsed", async () => {
    const { files } = await claudeCode.discover([newer!]);
    let events = 0;
    for (const file of files) {
      const state = newRowState(file.agentId);
      const plain: LogEvent[] = [];
      for (const [index, line] of readFileSync(file.path, "utf8").split("\n").entries()) {
        if (line === "") continue;
        plain.push(...readRow(JSON.parse(line), { file: file.path, line: index + 1 }, state).events);
      }
      await new EventRedactor().redact(plain);
      const read: LogEvent[] = [];
      for await (const result of claudeCode.read(file, null)) read.push(...result.events);
      expect(read).toEqual(plain);
      events += read.length;
    }
    expect(events).toBeGreaterThan(10_000);
  });
});
