/** Plays a planned session: its turns, what lies between them, pauses, forks and the lines that go wrong. */

import type { Work } from "./episode.ts";
import type { Random } from "./random.ts";
import type { SessionPlan } from "./schedule.ts";
import { SessionLog } from "./session-log.ts";
import type { Filler } from "./source-text.ts";
import { playTurn, type Story, type TurnPlan } from "./stories.ts";
import type { TruthKeeper } from "./truth.ts";
import { exit, openSession } from "./turns.ts";

export interface Stage {
  readonly random: Random;
  readonly truth: TruthKeeper;
  readonly filler: Filler;
  /** Appends to a file below the sample's folder. */
  readonly append: (path: string, text: string) => Promise<void>;
  /** Title and last row of the session before, which early versions repeat at the head of the next. */
  previous: { readonly title: string; readonly leafUuid: string } | null;
}

interface Step {
  readonly story: Story;
  readonly turn: TurnPlan;
}

/** Play a session from `startMs`; on `nextDayMs` it goes on where it pauses. Returns when its last turn began. */
export async function playSession(
  plan: SessionPlan,
  stage: Stage,
  startMs: number,
  nextDayMs: number,
): Promise<{ readonly endMs: number; readonly lastPromptMs: number }> {
  const steps = plan.tasks.flatMap(({ story, turns }) => turns.map((turn) => ({ story, turn })));
  for (const { story } of plan.tasks) rememberTask(stage.truth, story);
  const pause = plan.pauseAfter ?? steps.length;
  const today = steps.slice(0, pause);
  const tomorrow = steps.slice(pause);
  const player = new Player(plan, stage, startMs);
  await player.open("startup");
  await player.play(today);
  const { nowMs: endMs } = player.log;
  const lastPromptMs = player.lastPromptMs;
  if (tomorrow.length > 0 && plan.anew) {
    await player.close();
    const second = new Player(plan, stage, nextDayMs);
    await second.open("startup");
    await second.play(tomorrow);
    await second.close();
  } else {
    if (tomorrow.length > 0) {
      exit(player.log);
      player.log.nowMs = Math.max(player.log.nowMs, nextDayMs);
      resume(player.log);
      await player.play(tomorrow);
    }
    await player.close();
  }
  if (plan.forked) await playFork(plan, stage, player, steps[0]!);
  return { endMs, lastPromptMs };
}

function rememberTask(truth: TruthKeeper, story: Story): void {
  const { id, title, type, branch } = story;
  truth.task({ id, title, type, branch, project: story.project.name, commits: [], pullRequest: null });
}

class Player {
  readonly log: SessionLog;
  lastPromptMs = 0;
  /** Lines to copy for a fork: those of the first turn. */
  readonly firstLines: string[] = [];
  private readonly interludes;
  private readonly subagentFiles: [string, string][] = [];
  private playedTurns = 0;
  /** The newline after the last line, which is written with the next one. */
  private owed = "";

  constructor(
    readonly plan: SessionPlan,
    readonly stage: Stage,
    startMs: number,
  ) {
    const sessionId = stage.random.uuid();
    const path = `projects/${plan.cwd.replace(/[/.]/g, "-")}/${sessionId}.jsonl`;
    const { client, cwd, branch } = plan;
    this.log = new SessionLog(
      { path, sessionId, agentId: null },
      client,
      { cwd, branch },
      stage.random,
      stage.truth,
      startMs,
    );
    this.log.permissionMode = plan.permissionMode;
    this.interludes = [...plan.interludes];
    stage.truth.session();
  }

  get work(): Omit<Work, "topic" | "files"> {
    return {
      hooks: this.plan.hooks,
      filler: this.stage.filler,
      onFile: (path, text) => this.subagentFiles.push([path, text]),
    };
  }

  async open(how: "startup" | "resume"): Promise<void> {
    const { log, stage } = this;
    if (!log.client.modern && stage.previous !== null) {
      const { title, leafUuid } = stage.previous;
      log.bare({ type: "summary", summary: title, leafUuid });
    }
    openSession(log, how);
    await this.flush();
  }

  async play(steps: readonly Step[]): Promise<void> {
    const { log, stage } = this;
    for (const { story, turn } of steps) {
      log.task = story.id;
      this.lastPromptMs = log.nowMs;
      const work = { ...this.work, topic: story.topic, files: story.files };
      playTurn(log, story, turn, work);
      this.playedTurns += 1;
      if (this.playedTurns === 1) titles(log, story, stage.random);
      if (this.plan.faulty) faults(log, this.playedTurns);
      this.interludes.shift()?.play(log, work);
      await this.flush();
      log.pass(stage.random.around(75_000, 3.5));
    }
  }

  async close(): Promise<void> {
    const { log, stage, plan } = this;
    if (stage.random.chance(0.5)) exit(log);
    stage.previous = { title: plan.tasks[0]!.story.title, leafUuid: log.lastUuid ?? "" };
    await this.flush();
    // Most logs end without a newline.
    if (stage.random.chance(0.3)) await stage.append(log.identity.path, this.owed);
  }

  private async flush(): Promise<void> {
    const taken = this.log.take();
    if (taken === "") return;
    const text = this.owed + taken.slice(0, -1);
    this.owed = "\n";
    if (this.plan.forked && this.playedTurns <= 1) this.firstLines.push(text);
    await this.stage.append(this.log.identity.path, text);
    for (const [path, content] of this.subagentFiles.splice(0)) await this.stage.append(path, content);
  }
}

/** What the program writes when a session is taken up again. */
function resume(s: SessionLog): void {
  openSession(s, "resume");
  const nothing = {
    input_tokens: 0,
    output_tokens: 0,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
  };
  const content = [{ type: "text", text: "No response requested." }];
  const message = {
    id: s.random.uuid(),
    model: "<synthetic>",
    role: "assistant",
    stop_reason: "stop_sequence",
    stop_sequence: "",
    type: "message",
    usage: nothing,
    content,
  };
  if (!s.client.modern) s.row("assistant", { message }, { isApiErrorMessage: false });
}

/** The titles newer versions give a session by themselves, and those a person gives it. */
function titles(s: SessionLog, story: Story, random: Random): void {
  if (!s.client.modern) return;
  s.side("ai-title", { aiTitle: story.title });
  s.side("agent-name", { agentName: story.title });
  if (random.chance(0.2)) s.side("custom-title", { customTitle: story.title });
}

/** Lines as crashes, full disks and clocks leave them; none of them holds anything that counts. */
function faults(s: SessionLog, turn: number): void {
  const at = new Date(s.nowMs).toISOString();
  if (turn === 1) {
    s.fault("broken-json", `{"parentUuid":null,"type":"attachment","attachment":{"type":"task_remin\n`);
    s.side("holo-sync", { timestamp: at });
    s.truth.fault({ path: s.identity.path, line: s.lines, kind: "unknown-row" });
  } else if (turn === 2) {
    s.fault(
      "absurd-time",
      `${JSON.stringify({ type: "system", subtype: "informational", content: "", timestamp: "0001-01-01T00:00:00.000Z", uuid: s.random.uuid() })}\n`,
    );
    // A row without its time, a clock that goes back, two rows on one line: all can be read.
    s.bare({ type: "system", subtype: "informational", content: "", uuid: s.random.uuid() });
    s.nowMs -= 5_000;
    s.system("informational", { content: "clock set", isMeta: false });
    s.nowMs += 5_000;
    s.system("informational", { content: "first of two", isMeta: false });
    s.glue();
    s.system("informational", { content: "second of two", isMeta: false });
    s.text("\n");
  }
}

/** A new session that begins with the rows of another, as a fork or an early resume does, and goes its own way. */
async function playFork(plan: SessionPlan, stage: Stage, from: Player, step: Step): Promise<void> {
  const fork = new Player({ ...plan, faulty: false, forked: false, interludes: [] }, stage, from.log.nowMs);
  const copied = from.firstLines
    .join("")
    .replaceAll(from.log.identity.sessionId, fork.log.identity.sessionId);
  for (const line of copied.split("\n")) fork.log.text(`${line}\n`);
  fork.log.lastUuid = lastUuidIn(copied);
  fork.log.pass(600_000);
  const text = "Let's try it the other way instead: keep the rules in the model.";
  const turn: TurnPlan = { ...step.turn, kind: "follow-up", text, episodes: [], imageCharacters: 0 };
  await fork.play([{ story: step.story, turn }]);
  await fork.close();
}

function lastUuidIn(text: string): string | null {
  return [...text.matchAll(/"uuid":"([0-9a-f-]{36})"/g)].at(-1)?.[1] ?? null;
}
