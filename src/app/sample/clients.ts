/**
 * What a version of Claude Code writes into its logs, as seen in real ones (docs/FORMATS.md): row kinds come
 * and go between versions, so a sample needs several of them.
 */
export interface Client {
  readonly version: string;
  readonly model: string;
  /** `turn_duration` rows: not at all, for turns of 30 s and more, for all. */
  readonly durations: "none" | "long" | "all";
  /** `progress` rows of commands, hooks and tools. */
  readonly progress: boolean;
  /** Subagents: nothing of them, `agent_progress` rows in the session's file, or files of their own. */
  readonly subagents: "silent" | "progress" | "files";
  /** From 2.1.101: attachments, prompt ids, entrypoints, rows about modes and titles. */
  readonly modern: boolean;
  /** The list of things to do: one tool until 2.1.12, several after. */
  readonly todos: "TodoWrite" | "TaskCreate";
  readonly subagentTool: "Task" | "Agent";
  readonly entrypoint: "cli" | "claude-desktop" | "sdk-ts";
}

/** In the order in which the sample's person upgraded. */
export const clients = [
  {
    version: "2.0.76",
    model: "claude-opus-4-5-20251101",
    durations: "none",
    progress: false,
    subagents: "silent",
    modern: false,
    todos: "TodoWrite",
    subagentTool: "Task",
    entrypoint: "cli",
  },
  {
    version: "2.1.5",
    model: "claude-opus-4-5-20251101",
    durations: "long",
    progress: false,
    subagents: "silent",
    modern: false,
    todos: "TodoWrite",
    subagentTool: "Task",
    entrypoint: "cli",
  },
  {
    version: "2.1.37",
    model: "claude-opus-4-6",
    durations: "long",
    progress: true,
    subagents: "progress",
    modern: false,
    todos: "TaskCreate",
    subagentTool: "Task",
    entrypoint: "cli",
  },
  {
    version: "2.1.50",
    model: "claude-sonnet-4-6",
    durations: "long",
    progress: true,
    subagents: "progress",
    modern: false,
    todos: "TaskCreate",
    subagentTool: "Task",
    entrypoint: "cli",
  },
  {
    version: "2.1.108",
    model: "claude-opus-4-7",
    durations: "long",
    progress: false,
    subagents: "files",
    modern: true,
    todos: "TaskCreate",
    subagentTool: "Agent",
    entrypoint: "cli",
  },
  {
    version: "2.1.144",
    model: "claude-opus-4-7",
    durations: "all",
    progress: false,
    subagents: "files",
    modern: true,
    todos: "TaskCreate",
    subagentTool: "Agent",
    entrypoint: "cli",
  },
  {
    version: "2.1.156",
    model: "claude-opus-4-8",
    durations: "all",
    progress: false,
    subagents: "files",
    modern: true,
    todos: "TaskCreate",
    subagentTool: "Agent",
    entrypoint: "cli",
  },
] as const satisfies readonly Client[];

/** The same program inside the desktop app: it never writes `turn_duration`. */
export const desktopClient: Client = {
  ...clients[5],
  version: "2.1.128",
  durations: "none",
  entrypoint: "claude-desktop",
};

/** A model behind a company's own gateway, which no price list knows. */
export const unpricedModel = "workbench-coder-1";

export const subagentModel = "claude-haiku-4-5-20251001";
