/**
 * Facts: what a log line says, with everything no number needs left out.
 *
 * A source (see `sources/source.ts`) turns the lines of one log file into these events; they are redacted,
 * stored, and never changed again. Times are milliseconds since 1970 (`atMs`); names end in their unit.
 * No tool output and no file content is kept: texts are short heads for titles and cues, the rest is
 * lengths and hashes.
 */

/** Where a fact stands: the log file and its 1-based line. */
export interface Origin {
  readonly file: string;
  readonly line: number;
}

/** Something that could not be read or understood. Never thrown: it is data, listed by `leverage doctor`. */
export interface Problem {
  /** `line` is absent where the whole file or folder is meant. */
  readonly at: { readonly file: string; readonly line?: number };
  /** Stable kebab-case word to count by: `broken-json`, `unknown-row`, `absurd-time`, `unreadable-file` ... */
  readonly kind: string;
  /** What is wrong, for a person. */
  readonly what: string;
  /** What to do about it. */
  readonly hint: string;
}

/** Tokens as the provider bills them. The five counts do not overlap. */
export interface TokenCounts {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheWrite5mTokens: number;
  readonly cacheWrite1hTokens: number;
  readonly cacheReadTokens: number;
}

interface EventBase {
  readonly origin: Origin;
  /** Milliseconds since 1970, from the row. Rows without a time carry the time of the row before them. */
  readonly atMs: number;
  /** The row's own id; the same id in two files is one fact. Null where the row has none. */
  readonly uuid: string | null;
}

/** Who or what is behind a user row. Only `typed` and `slash` cost the human typing time. */
export type PromptKind =
  /** Text a human typed (or pasted). */
  | "typed"
  /** A work slash command (`/review`), not a housekeeping one. */
  | "slash"
  /** The plan text that the approval of a plan injects: a prompt nobody typed. */
  | "plan"
  /** A background task's notification: starts an agent turn without a human. */
  | "notification"
  /** A message from a team mate agent. */
  | "teammate"
  /** Typed while the agent worked and put into the running turn. */
  | "queued";

/** A prompt: the start of a turn, or supervision inside one (`queued`). */
export interface PromptEvent extends EventBase {
  readonly kind: "prompt";
  readonly by: PromptKind;
  /** The first 600 characters, redacted; for titles and cues. */
  readonly head: string;
  /** Length of the whole text, in characters. */
  readonly characters: number;
  /** First 16 hex digits of the SHA-256 of the whole text: equal prompts can be told without keeping them. */
  readonly hash: string;
  /** Issue and pull-request references anywhere in the text: `#123`, `ABC-42`, `owner/repo#7`, URLs' numbers. */
  readonly references: readonly string[];
  readonly permissionMode: string | null;
}

/** What a tool call is, as far as time and work types need it. */
export interface ToolCall {
  readonly id: string;
  /** The tool's name as logged: `Bash`, `Edit`, `Task`, `Agent`, `mcp__github__create_issue` ... */
  readonly name: string;
  /** Shell: the first words of the command's parts without arguments' values: `git add && git commit`. */
  readonly command: string | null;
  /** The file it reads or writes, absolute. */
  readonly path: string | null;
  /** Asked to run in the background. */
  readonly background: boolean;
  /** Bash: the timeout that was asked for, in ms. */
  readonly timeoutMs: number | null;
  /** Shell: what its `sleep` commands alone take, in ms; null without any. */
  readonly sleepMs: number | null;
}

/** One assistant row. One streamed message is several rows with one `messageId`. */
export interface ReplyEvent extends EventBase {
  readonly kind: "reply";
  readonly messageId: string | null;
  /** `<synthetic>` for rows the client wrote itself. */
  readonly model: string | null;
  readonly tokens: TokenCounts | null;
  /** USD as the log states it, where it does. */
  readonly statedUsd: number | null;
  readonly tools: readonly ToolCall[];
  /** Holds visible text or thinking (not only tool calls). */
  readonly hasText: boolean;
  readonly synthetic: boolean;
}

/** Lines of one file as an edit left them: hashes, so that an edit undone later can be cancelled. */
export interface FileEdit {
  /** Absolute path. */
  readonly path: string;
  /** 32-bit hashes of the lines added and removed, in order. */
  readonly added: readonly number[];
  readonly removed: readonly number[];
  readonly hunks: number;
  /** The file did not exist before. */
  readonly created: boolean;
}

/** A commit seen in a command's output. */
export interface CommitSeen {
  /** Abbreviated sha as git printed it. */
  readonly sha: string;
  readonly subject: string;
  readonly branch: string | null;
}

/** A pull request seen in a row or a command's output. */
export interface PullRequestSeen {
  readonly number: number;
  readonly url: string;
  readonly title: string | null;
}

/** What a subagent's answer says of how much it did; the only trace of it where its own rows are missing. */
export interface SubagentEffort {
  /** Tool calls. */
  readonly tools: number;
  /** Tokens of its last message, the answer. */
  readonly answerTokens: number;
  /** Lines it wrote to files. */
  readonly addedLines: number;
}

/** A tool's result row. */
export interface ResultEvent extends EventBase {
  readonly kind: "result";
  readonly toolId: string;
  /** Time the tool itself states, in ms (subagents: includes dialogs nobody sees). */
  readonly durationMs: number | null;
  /** The human answered the call's dialog with no. */
  readonly rejected: boolean;
  readonly error: boolean;
  /** The command went to the background. */
  readonly background: boolean;
  /** Subagent that answered, where the row names it. */
  readonly agentId: string | null;
  readonly subagent: SubagentEffort | null;
  readonly edit: FileEdit | null;
  readonly commits: readonly CommitSeen[];
  readonly pullRequests: readonly PullRequestSeen[];
}

/** A sign of life while a tool runs. Only the first and the last row of a tool call need be kept. */
export interface ProgressEvent extends EventBase {
  readonly kind: "progress";
  /** `bash`, `agent`, `hook`, `mcp`, `search`, `waiting` ... */
  readonly of: string;
  readonly toolId: string | null;
  /** `bash`: seconds the command has run by now, in ms. */
  readonly elapsedMs: number | null;
  readonly hookEvent: string | null;
  /** `agent`: the subagent's own event inside the row (a reply or a result). */
  readonly inner: ReplyEvent | ResultEvent | null;
  readonly agentId: string | null;
}

/** What the queue of typed-ahead prompts did. */
export interface QueueEvent extends EventBase {
  readonly kind: "queue";
  readonly operation: "enqueue" | "dequeue" | "remove" | "popAll";
  /** A background task's notification, not a human's words. */
  readonly notification: boolean;
  readonly characters: number;
}

/** Marks that bound or explain a turn. */
export interface MarkEvent extends EventBase {
  readonly kind: "mark";
  readonly mark: /** The agent's clock starts, after hooks looked at the prompt; its uuid is `<uuid of the prompt>#start`. */
    | "turn-start"
    | "turn-duration"
    | "stop-hooks"
    | "compaction-automatic"
    | "compaction-manual"
    /** The summary row that follows a compaction. */
    | "compaction-summary"
    | "interrupt"
    | "exit"
    | "resume"
    /** A housekeeping slash command, its output, or a `!` command. */
    | "local-command"
    | "api-error"
    | "away-summary"
    | "hook"
    /** Something the program told the model; between turns it starts one without a human. */
    | "other";
  /** `turn-duration`, `hook`, `stop-hooks`: how long, in ms. */
  readonly durationMs: number | null;
  /** `hook`: the event it answered (`UserPromptSubmit`, `PreToolUse` ...). */
  readonly hookEvent: string | null;
  readonly toolId: string | null;
  /** `api-error`: the wait until the retry, in ms. */
  readonly retryMs: number | null;
}

/** The permission mode from here on: `default`, `acceptEdits`, `plan`, `bypassPermissions`, `auto`, `dontAsk`. */
export interface ModeEvent extends EventBase {
  readonly kind: "mode";
  readonly permissionMode: string;
}

/** A title the agent or the user gave the session. */
export interface TitleEvent extends EventBase {
  readonly kind: "title";
  readonly from: "summary" | "ai-title" | "custom-title" | "agent-name";
  readonly title: string;
  /** `summary`: the row it sums up, which may stand in another session's file. */
  readonly leafUuid: string | null;
}

/** A pull request the log links the session to. */
export interface LinkEvent extends EventBase {
  readonly kind: "link";
  readonly pullRequest: PullRequestSeen;
}

/** Where the session stands from here on; emitted for the first row and at every change. */
export interface PlaceEvent extends EventBase {
  readonly kind: "place";
  /** Working directory, absolute. */
  readonly cwd: string;
  readonly branch: string | null;
  /** The agent program's version. */
  readonly version: string | null;
  /** `cli`, `claude-desktop`, `sdk-ts` ... */
  readonly entrypoint: string | null;
}

export type LogEvent =
  | PromptEvent
  | ReplyEvent
  | ResultEvent
  | ProgressEvent
  | QueueEvent
  | MarkEvent
  | ModeEvent
  | TitleEvent
  | LinkEvent
  | PlaceEvent;

/** The events of one subagent, from its own file or gathered from the parent's `agent_progress` rows. */
export interface SubagentLog {
  readonly agentId: string;
  /** The tool call of the parent that started it, where known. */
  readonly toolId: string | null;
  readonly events: readonly LogEvent[];
}

/** Everything known about one session, in the order of its log. */
export interface SessionLog {
  readonly sessionId: string;
  /** The source's name: `claude-code`. */
  readonly agent: string;
  readonly events: readonly LogEvent[];
  readonly subagents: readonly SubagentLog[];
}
