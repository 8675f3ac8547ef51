/**
 * One log file being written: its rows' common fields, its clock, its chain of uuids, and the turn in
 * progress. What is written here by construction (waits, durations, tokens) goes to the truth as well.
 */
import type { TokenCounts } from "../../core/events.ts";
import type { Client } from "./clients.ts";
import type { Random } from "./random.ts";
import type { FaultTruth, TruthKeeper, TurnTruth, WaitTruth } from "./truth.ts";

export interface Place {
  readonly cwd: string;
  branch: string;
}

interface OpenTurn {
  readonly uuid: string;
  readonly by: TurnTruth["by"];
  readonly task: string;
  readonly startMs: number;
  readonly lagMs: number;
  readonly waits: WaitTruth[];
  queued: number;
}

export type Fields = Readonly<Record<string, unknown>>;

export interface SessionIdentity {
  readonly path: string;
  readonly sessionId: string;
  /** Set for a subagent's own file. */
  readonly agentId: string | null;
}

export class SessionLog {
  nowMs: number;
  lastUuid: string | null = null;
  /** Tokens in the model's context: grows with every message, falls with a compaction. */
  contextTokens = 14_000;
  permissionMode = "default";
  promptId = "";
  lines = 0;
  turn: OpenTurn | null = null;
  /** Where each part of the task in hand goes: `task` of the truth. */
  task = "";
  private pending: string[] = [];
  private readonly slug: string;

  constructor(
    readonly identity: SessionIdentity,
    readonly client: Client,
    readonly place: Place,
    readonly random: Random,
    readonly truth: TruthKeeper,
    startMs: number,
  ) {
    this.nowMs = Math.round(startMs);
    this.slug = `${random.pick(["quiet", "brisk", "amber", "mellow"])}-${random.pick(["sorting", "packing", "rolling"])}-${random.pick(["crate", "pallet", "ladder", "shelf"])}`;
  }

  /** Let time pass. */
  pass(ms: number): void {
    this.nowMs += Math.round(ms);
  }

  /** Finished lines since the last call. */
  take(): string {
    const text = this.pending.join("");
    this.pending = [];
    return text;
  }

  /** A row as it stands, without the common fields. */
  bare(row: Fields): void {
    this.text(`${JSON.stringify(row)}\n`);
  }

  /** A whole line, valid or not. */
  text(line: string): void {
    this.pending.push(line);
    this.lines += 1;
  }

  /** The next row follows on the same line, as when two writers meet. */
  glue(): void {
    const last = this.pending.pop() ?? "";
    this.pending.push(last.replace(/\n$/, ""));
    this.lines -= 1;
  }

  fault(kind: FaultTruth["kind"], line: string): void {
    this.text(line);
    this.truth.fault({ path: this.identity.path, line: this.lines, kind });
  }

  /** A row of the conversation: common fields, time, its own id; returns the id. */
  row(type: string, body: Fields, extra: Fields = {}): string {
    const uuid = this.random.uuid();
    const { client } = this;
    const timestamp = new Date(this.nowMs).toISOString();
    const sidechain = {
      parentUuid: this.lastUuid,
      isSidechain: this.identity.agentId !== null,
      ...(this.identity.agentId === null ? {} : { agentId: this.identity.agentId }),
    };
    const place = {
      userType: "external",
      ...(client.modern ? { entrypoint: client.entrypoint } : {}),
      cwd: this.place.cwd,
      sessionId: this.identity.sessionId,
      version: client.version,
      gitBranch: this.place.branch,
      slug: this.slug,
    };
    const prompt = client.modern && type === "user" ? { promptId: this.promptId } : {};
    this.bare(
      client.modern
        ? { ...sidechain, ...prompt, type, ...body, uuid, timestamp, ...extra, ...place }
        : { ...sidechain, ...place, type, ...body, uuid, timestamp, ...extra },
    );
    this.lastUuid = uuid;
    return uuid;
  }

  /** Bookkeeping beside the conversation: no id, mostly no time. */
  side(type: string, body: Fields): void {
    this.bare({ type, ...body, sessionId: this.identity.sessionId });
  }

  attachment(body: Fields): void {
    this.row("attachment", { attachment: body });
  }

  system(subtype: string, body: Fields): void {
    this.row("system", { subtype, ...body });
  }

  progress(data: Fields, toolId: string): void {
    this.row("progress", { data, toolUseID: toolId, parentToolUseID: toolId });
  }

  /** A turn begins with the row of its prompt. */
  beginTurn(by: TurnTruth["by"], uuid: string, lagMs: number): void {
    this.endTurn();
    this.turn = {
      uuid,
      by,
      task: this.task,
      startMs: this.nowMs,
      lagMs: Math.round(lagMs),
      waits: [],
      queued: 0,
    };
    this.pass(lagMs);
  }

  /** A dialog waits for the person. */
  wait(what: WaitTruth["for"], ms: number): void {
    const fromMs = this.nowMs;
    this.pass(ms);
    this.addWait({ for: what, fromMs, toMs: this.nowMs });
  }

  addWait(wait: WaitTruth): void {
    this.turn?.waits.push(wait);
  }

  /** The turn ends now; a duration row is written where the client writes one. Returns the agent's ms. */
  endTurn(completed = false): number {
    const turn = this.turn;
    if (!turn) return 0;
    this.turn = null;
    const endMs = this.nowMs;
    const waited = turn.waits.reduce((sum, wait) => sum + wait.toMs - wait.fromMs, 0);
    const agentMs = Math.max(0, endMs - turn.startMs - turn.lagMs - waited);
    const { durations } = this.client;
    const logged = completed && (durations === "all" || (durations === "long" && agentMs >= 30_000));
    if (logged) {
      this.pass(1);
      this.system("turn_duration", { durationMs: agentMs, isMeta: false });
    }
    this.truth.turn({
      sessionId: this.identity.sessionId,
      uuid: turn.uuid,
      by: turn.by,
      task: turn.task,
      startMs: turn.startMs,
      endMs,
      agentMs,
      logged,
      waits: turn.waits,
      queued: turn.queued,
    });
    return agentMs;
  }

  /** The usage of the next message: the cache holds what was said before, the rest is new. */
  usage(outputTokens: number): { readonly tokens: TokenCounts; readonly logged: Fields } {
    const { random, client } = this;
    const fresh = random.int(150, 2_400);
    const input = random.int(1, 12);
    const hour = client.version === "2.0.76" ? 0 : fresh;
    const tokens: TokenCounts = {
      inputTokens: input,
      outputTokens,
      cacheWrite5mTokens: fresh - hour,
      cacheWrite1hTokens: hour,
      cacheReadTokens: this.contextTokens,
    };
    this.contextTokens += fresh + outputTokens;
    const logged = {
      input_tokens: input,
      cache_creation_input_tokens: fresh,
      cache_read_input_tokens: tokens.cacheReadTokens,
      cache_creation: { ephemeral_5m_input_tokens: fresh - hour, ephemeral_1h_input_tokens: hour },
      service_tier: "standard",
    };
    return { tokens, logged };
  }
}
