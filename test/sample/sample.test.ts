import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { makeSample, type Row, rowsOf } from "./read-sample.ts";

const sample = await makeSample();
const rows = rowsOf(sample);
const { truth } = sample;

function fingerprint(files: ReadonlyMap<string, string>): string {
  const hash = createHash("sha256");
  for (const [path, text] of files) hash.update(`${path}\n${text}\n`);
  return hash.digest("hex");
}

describe("the same options", () => {
  it("give the same bytes and the same truth", async () => {
    const again = await makeSample();
    expect(fingerprint(again.files)).toBe(fingerprint(sample.files));
    expect(again.truth).toEqual(truth);
  });

  it("another seed gives another sample", async () => {
    const other = await makeSample({ seed: 99 });
    expect(fingerprint(other.files)).not.toBe(fingerprint(sample.files));
  });

  it("another end moves the days and nothing else", async () => {
    const later = await makeSample({ endDay: "2026-06-19" });
    expect(later.truth.to).toBe("2026-06-19");
    expect(later.truth.totals).toEqual(truth.totals);
  });
});

describe("size", () => {
  it("is a few files below three megabytes by default", () => {
    expect(sample.bytes).toBeLessThan(3_000_000);
    expect(sample.bytes).toBe([...sample.files.values()].reduce((sum, text) => sum + bytesOf(text), 0));
  });

  it("reaches any size that is asked for, without keeping turns", async () => {
    const large = await makeSample({ bytes: 6_000_000 });
    expect(large.bytes).toBeGreaterThanOrEqual(6_000_000);
    expect(large.bytes).toBeLessThan(16_000_000);
    expect(large.truth.turns).toEqual([]);
    expect(large.truth.totals.turns).toBeGreaterThan(0);
  });
});

/** The one invalid byte of `garbled.jsonl` takes three when it is shown. */
function bytesOf(text: string): number {
  return Buffer.byteLength(text) - (text.split("\ufffd").length - 1) * 2;
}

/** What a row is, as fine as the log's readers look. */
function kindsOf({ value }: Row): readonly string[] {
  if (value === null) return [];
  const { type, message } = value;
  if (type === "system") return [`system ${value.subtype}`];
  if (type === "progress") return [`progress ${value.data?.type}`];
  if (type === "attachment") return [`attachment ${value.attachment?.type}`];
  if (type === "queue-operation") return [`queue ${value.operation}`];
  if (!message) return [type];
  const { content } = message;
  const extra = [
    ...(value.isMeta ? [`${type} meta`] : []),
    ...(value.planContent ? [`${type} plan`] : []),
    ...(value.isCompactSummary ? [`${type} summary`] : []),
  ];
  if (typeof content === "string") {
    return [`${type} ${/^<([\w-]+)/.exec(content)?.[1] ?? "text"}`, ...extra];
  }
  return [...content.map((block) => `${type} ${block.name ?? block.type}`), ...extra];
}

describe("every row kind seen in real logs", () => {
  const kinds = new Set(rows.flatMap(kindsOf));
  it.each(
    [
      "file-history-snapshot summary ai-title agent-name custom-title pr-link last-prompt permission-mode mode bridge-session",
      "queue:enqueue queue:remove queue:dequeue queue:popAll",
      "system:stop_hook_summary system:turn_duration system:away_summary system:compact_boundary system:api_error system:local_command",
      "system:bridge_status system:microcompact_boundary system:informational system:model_refusal_fallback",
      "progress:bash_progress progress:hook_progress progress:agent_progress progress:query_update",
      "progress:search_results_received progress:waiting_for_task progress:mcp_progress",
      "attachment:task_reminder attachment:todo_reminder attachment:hook_success attachment:skill_listing attachment:command_permissions",
      "attachment:hook_system_message attachment:hook_additional_context attachment:hook_non_blocking_error attachment:hook_cancelled",
      "attachment:async_hook_response attachment:deferred_tools_delta attachment:mcp_instructions_delta attachment:agent_listing_delta",
      "attachment:diagnostics attachment:edited_text_file attachment:plan_mode attachment:plan_mode_reentry attachment:plan_mode_exit",
      "attachment:queued_command attachment:date_change attachment:auto_mode attachment:auto_mode_exit",
      "user:text user:tool_result user:image user:meta user:plan user:summary user:command-name user:command-message",
      "user:local-command-caveat user:local-command-stdout user:bash-input user:bash-stdout user:task-notification user:teammate-message",
      "assistant:thinking assistant:text assistant:Bash assistant:Read assistant:Edit assistant:Write assistant:Grep assistant:Glob",
      "assistant:TodoWrite assistant:TaskCreate assistant:TaskUpdate assistant:TaskList assistant:TaskOutput assistant:TaskStop",
      "assistant:Task assistant:Agent assistant:WebFetch assistant:WebSearch assistant:Skill assistant:EnterPlanMode",
      "assistant:ExitPlanMode assistant:AskUserQuestion assistant:ToolSearch assistant:Monitor assistant:SendMessage",
      "assistant:ScheduleWakeup assistant:mcp__tracker__get_issue",
    ].flatMap((line) => line.split(" ")),
  )("%s", (kind) => {
    expect(kinds).toContain(kind.replace(":", " "));
  });

  it("in logs of seven versions and the desktop app, with subagents' own files and a worktree", () => {
    const versions = new Set(rows.map(({ value }) => (value as { version?: string } | null)?.version));
    expect([...versions].filter(Boolean).length).toBeGreaterThanOrEqual(8);
    const paths = [...sample.files.keys()];
    expect(paths.some((path) => /\/subagents\/agent-[0-9a-f]+\.jsonl$/.test(path))).toBe(true);
    expect(paths.some((path) => path.includes("--claude-worktrees-"))).toBe(true);
  });
});

describe("lines", () => {
  it("are JSON but for the ones broken on purpose, which the truth names", () => {
    const broken = rows.filter((row) => row.value === null).map(({ path, line }) => `${path}:${line}`);
    const meant = truth.faults
      .filter((fault) => fault.kind === "broken-json")
      .map(({ path, line }) => `${path}:${line}`);
    const garbled = broken.filter((place) => place.includes("garbled.jsonl:2"));
    expect(garbled).toHaveLength(1);
    expect(new Set(broken)).toEqual(new Set([...meant, ...garbled]));
    expect(meant.length).toBeGreaterThan(0);
  });

  it("of unknown kinds and with times that cannot be are named as well", () => {
    for (const fault of truth.faults) {
      const row = rows.find(({ path, line }) => path === fault.path && line === fault.line);
      if (fault.kind === "unknown-row") expect(row?.value?.type).toBe("holo-sync");
      if (fault.kind === "absurd-time") expect(row?.value?.timestamp).toMatch(/^0001-/);
    }
    expect(new Set(truth.faults.map((fault) => fault.kind)).size).toBe(3);
  });

  it("mostly end without a newline at the end of a file, as real logs do", () => {
    const ends = [...sample.files.values()].map((text) => text.endsWith("\n"));
    expect(ends.filter((end) => !end).length).toBeGreaterThan(ends.length / 3);
    expect(ends).toContain(true);
  });

  it("repeat across two files where a session was forked", () => {
    const places = new Map<string, Set<string>>();
    for (const { path, value } of rows) {
      if (value?.uuid) places.set(value.uuid, (places.get(value.uuid) ?? new Set()).add(path));
    }
    expect([...places.values()].some((paths) => paths.size > 1)).toBe(true);
  });
});

describe("the truth", () => {
  it("counts every message once, with its largest output", () => {
    const messages = new Map<string, number>();
    const replies = rows.flatMap(({ value }) => [value, value?.data?.message ?? null]);
    for (const value of replies) {
      const { id, model, usage } = value?.type === "assistant" ? (value.message ?? {}) : {};
      if (!id || !usage || model === "<synthetic>") continue;
      const total =
        usage.input_tokens! +
        usage.output_tokens! +
        usage.cache_creation_input_tokens! +
        usage.cache_read_input_tokens!;
      messages.set(id, Math.max(total, messages.get(id) ?? 0));
    }
    expect([...messages.values()].reduce((sum, tokens) => sum + tokens, 0)).toBe(truth.totals.totalTokens);
    expect(truth.totals.unpricedTokens).toBeGreaterThan(0);
    expect(truth.totals.usd).toBeGreaterThan(5);
  });

  it("knows a turn for every prompt's row", () => {
    const uuids = new Set(rows.map(({ value }) => value?.uuid));
    for (const turn of truth.turns) expect(uuids).toContain(turn.uuid);
    expect(new Set(truth.turns.map((turn) => turn.by))).toEqual(
      new Set(["typed", "slash", "plan", "notification", "teammate"]),
    );
  });

  it("has waits inside their turns, and agent time that leaves them out", () => {
    for (const { startMs, endMs, agentMs, waits } of truth.turns) {
      const waited = waits.reduce((sum, wait) => sum + wait.toMs - wait.fromMs, 0);
      expect(agentMs).toBeGreaterThanOrEqual(0);
      expect(agentMs + waited).toBeLessThanOrEqual(endMs - startMs);
      for (const { fromMs, toMs } of waits) {
        expect(fromMs).toBeGreaterThanOrEqual(startMs);
        expect(toMs).toBeLessThanOrEqual(endMs);
      }
    }
    expect(new Set(truth.turns.flatMap(({ waits }) => waits.map((wait) => wait.for)))).toEqual(
      new Set(["approval", "question", "plan"]),
    );
  });

  it("agrees with the durations the logs state", () => {
    const stated = rows.flatMap(({ value }) =>
      value?.subtype === "turn_duration" ? [value.durationMs] : [],
    );
    const logged = truth.turns.filter((turn) => turn.logged).map((turn) => turn.agentMs);
    // A fork repeats rows of its parent.
    expect(new Set(stated)).toEqual(new Set(logged));
    expect(logged.length).toBeLessThan(truth.turns.length);
  });

  it("names commits that stand in the output of git", () => {
    const text = [...sample.files.values()].join("\n");
    const commits = truth.tasks.flatMap((task) =>
      task.commits.map(({ sha, subject }) => ({ sha, subject, ...task })),
    );
    expect(commits).toHaveLength(truth.totals.commits);
    for (const { sha, subject } of commits) expect(text).toContain(`${sha}] ${subject}`);
    expect(truth.tasks.some((task) => task.pullRequest !== null)).toBe(true);
  });

  it("holds three to eight tasks a day in three projects, some over two days, some sessions at once", () => {
    const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);
    const tasksByDay = new Map<string, Set<string>>();
    const daysByTask = new Map<string, Set<string>>();
    for (const { task, startMs } of truth.turns) {
      tasksByDay.set(dayOf(startMs), (tasksByDay.get(dayOf(startMs)) ?? new Set()).add(task));
      daysByTask.set(task, (daysByTask.get(task) ?? new Set()).add(dayOf(startMs)));
    }
    for (const tasks of tasksByDay.values()) {
      expect(tasks.size).toBeGreaterThanOrEqual(2);
      expect(tasks.size).toBeLessThanOrEqual(9);
    }
    expect([...daysByTask.values()].some((days) => days.size > 1)).toBe(true);
    expect(new Set(truth.tasks.map((task) => task.project)).size).toBe(3);
    const turns = [...truth.turns].sort((a, b) => a.startMs - b.startMs);
    expect(
      turns.some((turn, index) => {
        const next = turns[index + 1];
        return next !== undefined && next.sessionId !== turn.sessionId && next.startMs < turn.endMs;
      }),
    ).toBe(true);
  });
});
