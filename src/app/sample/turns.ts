/** The two ends of a turn: the rows a prompt comes with, and those the agent stops with. */
import { closing } from "./content.ts";
import { say } from "./messages.ts";
import type { Fields, SessionLog } from "./session-log.ts";
import type { TurnTruth } from "./truth.ts";

/** What the sessions of a place have set up: hooks that run when a prompt is sent and when the agent stops. */
export interface Hooks {
  readonly stop: boolean;
  /** A hook that looks something up before each prompt, for so long; 0: none. */
  readonly promptMs: number;
  /** A stop hook that checks the work for a minute and more. */
  readonly slowStopMs: number;
}

export const noHooks: Hooks = { stop: false, promptMs: 0, slowStopMs: 0 };

interface PromptOptions {
  readonly by?: TurnTruth["by"];
  readonly extra?: Fields;
  /** Content blocks instead of the text, for pictures. */
  readonly blocks?: readonly Fields[];
}

/** A prompt is sent; the agent begins a moment later, or when the prompt's hook is done. */
export function prompt(s: SessionLog, text: string, hooks: Hooks, options: PromptOptions = {}): void {
  const { random, client } = s;
  s.promptId = random.uuid();
  const by = options.by ?? "typed";
  snapshot(s, false);
  const extra = {
    ...(client.version === "2.1.37" ? { thinkingMetadata: { maxThinkingTokens: 31_999 } } : {}),
    ...(by === "typed" ? { permissionMode: s.permissionMode } : {}),
    ...(client.modern && by === "typed" ? { promptSource: "typed", origin: { kind: "human" } } : {}),
    ...options.extra,
  };
  const content = options.blocks ?? text;
  const uuid = s.row("user", { message: { role: "user", content } }, extra);
  const lagMs = hooks.promptMs > 0 ? random.around(hooks.promptMs, 1.2) : random.int(250, 550);
  s.beginTurn(by, uuid, lagMs);
  if (hooks.promptMs > 0 && client.modern) {
    const durationMs = Math.round(lagMs - 120);
    s.attachment(hookAttachment("hook_success", "UserPromptSubmit", uuid, durationMs));
  }
}

export function hookAttachment(
  type: string,
  hookEvent: string,
  toolUseID: string,
  durationMs: number,
): Fields {
  return {
    type,
    hookName: hookEvent,
    toolUseID,
    hookEvent,
    content: "",
    stdout: "",
    stderr: type === "hook_non_blocking_error" ? "stockroom-hook: command not found" : "",
    exitCode: type === "hook_non_blocking_error" ? 127 : 0,
    command: "./scripts/hook.sh",
    durationMs,
  };
}

/** The agent says its last word and stops; the turn's duration is written where the version does. */
export function finish(s: SessionLog, hooks: Hooks, text?: string): void {
  const { random, client } = s;
  say(s, { text: text ?? closing(random), thinking: random.chance(0.2) });
  if (hooks.stop || hooks.slowStopMs > 0) stopHooks(s, hooks.slowStopMs || random.int(120, 900));
  s.endTurn(true);
  if (client.modern) s.side("last-prompt", { leafUuid: s.lastUuid });
}

function stopHooks(s: SessionLog, durationMs: number): void {
  const { client } = s;
  const toolUseID = s.random.uuid();
  const command = "./scripts/check-before-stop.sh";
  if (client.progress) {
    const data = { type: "hook_progress", hookEvent: "Stop", hookName: "Stop", command };
    s.row("progress", { data, parentToolUseID: toolUseID, toolUseID });
  }
  s.pass(durationMs);
  s.system("stop_hook_summary", {
    hookCount: 1,
    hookInfos: [client.modern ? { command, durationMs } : { command }],
    hookErrors: [],
    preventedContinuation: false,
    stopReason: "",
    hasOutput: true,
    level: "suggestion",
    toolUseID,
  });
}

/** Bookkeeping of file versions, written beside each prompt. */
export function snapshot(s: SessionLog, isSnapshotUpdate: boolean): void {
  const messageId = s.random.uuid();
  const timestamp = new Date(s.nowMs).toISOString();
  s.bare({
    type: "file-history-snapshot",
    messageId,
    snapshot: { messageId, trackedFileBackups: {}, timestamp },
    isSnapshotUpdate,
  });
}

/** The person presses escape: mid-answer, or on a dialog whose call is refused. */
export function interrupt(s: SessionLog, refusedToolUuid: string | null): void {
  s.pass(s.random.int(300, 1_500));
  const text =
    refusedToolUuid === null ? "[Request interrupted by user]" : "[Request interrupted by user for tool use]";
  const extra = s.client.modern && s.lastUuid !== null ? { interruptedMessageId: s.lastUuid } : {};
  s.row("user", { message: { role: "user", content: [{ type: "text", text }] } }, extra);
  s.endTurn();
}

/** The first rows of a session. */
export function openSession(s: SessionLog, how: "startup" | "resume" | "clear"): void {
  const { client, random } = s;
  const toolUseID = random.uuid();
  if (client.modern) {
    s.side("permission-mode", { permissionMode: s.permissionMode });
    s.side("mode", { mode: "normal" });
    const start = hookAttachment("hook_success", "SessionStart", toolUseID, random.int(20, 90));
    s.attachment({ ...start, hookName: `SessionStart:${how}` });
    s.attachment({
      type: "hook_additional_context",
      content: ["Use the project's own scripts for tests."],
      hookName: "SessionStart",
      toolUseID: "SessionStart",
      hookEvent: "SessionStart",
    });
    s.attachment({
      type: "skill_listing",
      content: "- label-check: Check a label file",
      skillCount: 1,
      isInitial: true,
    });
    s.attachment({
      type: "deferred_tools_delta",
      addedNames: ["WebFetch", "Monitor"],
      addedLines: ["WebFetch", "Monitor"],
      removedNames: [],
    });
  } else if (client.progress) {
    const data = {
      type: "hook_progress",
      hookEvent: "SessionStart",
      hookName: `SessionStart:${how}`,
      command: "callback",
    };
    s.row("progress", { data, parentToolUseID: toolUseID, toolUseID });
  }
}

/** `/exit` and its goodbye. */
export function exit(s: SessionLog): void {
  localCommand(s, "exit", "", "See ya!");
}

/** A command of the program itself: a caveat for the model, the command, what it printed. */
export function localCommand(s: SessionLog, name: string, args: string, output: string): void {
  const old = s.client.version === "2.0.76";
  const caveat =
    "Caveat: The messages below were generated by the user while running local commands. DO NOT respond to these messages or otherwise consider them in your response unless the user explicitly asks you to.";
  const row = (content: string, extra: Fields = {}) =>
    s.row("user", { message: { role: "user", content }, ...extra });
  row(old ? caveat : `<local-command-caveat>${caveat}</local-command-caveat>`, { isMeta: true });
  row(commandText(name, args));
  row(`<local-command-stdout>${output}</local-command-stdout>`);
}

function commandText(name: string, args: string): string {
  return `<command-name>/${name}</command-name>\n            <command-message>${name}</command-message>\n            <command-args>${args}</command-args>`;
}

/** A command that is work: its text begins a turn, its instructions follow as a row of the program's. */
export function slashPrompt(s: SessionLog, name: string, args: string, hooks: Hooks): void {
  const text = `<command-message>${name}</command-message>\n<command-name>/${name}</command-name>\n<command-args>${args}</command-args>`;
  prompt(s, text, hooks, { by: "slash" });
  const instructions = [
    { type: "text", text: `# ${name}\n\nRead the whole change before you say anything.` },
  ];
  s.row("user", { message: { role: "user", content: instructions }, isMeta: true });
  if (s.client.modern) s.attachment({ type: "command_permissions", allowedTools: [] });
}
