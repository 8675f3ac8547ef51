/** What happens between two turns: commands of the program, notices, modes, messages from other agents. */
import type { Client } from "./clients.ts";
import type { Work } from "./episode.ts";
import { compacted } from "./episodes-tools.ts";
import { say } from "./messages.ts";
import type { SessionLog } from "./session-log.ts";
import { finish, hookAttachment, localCommand, prompt } from "./turns.ts";

export interface Interlude {
  readonly name: string;
  readonly needs: (client: Client) => boolean;
  readonly play: (s: SessionLog, work: Work) => void;
}

const always = () => true;
const modern = (client: Client) => client.modern;
const early = (client: Client) => !client.modern;

const lookAtCost: Interlude = {
  name: "a command of the program",
  needs: always,
  play(s) {
    if (s.client.modern) {
      localCommand(s, "model", "", "Kept model");
      s.system("local_command", {
        content: "<local-command-stdout>Reloaded: 2 plugins</local-command-stdout>",
        level: "info",
        isMeta: false,
      });
    } else localCommand(s, "cost", "", "Total cost: see the usage page");
  },
};

const shell: Interlude = {
  name: "a command typed into the prompt",
  needs: modern,
  play(s) {
    const row = (content: string) => s.row("user", { message: { role: "user", content } });
    row("<bash-input>git status --short</bash-input>");
    s.pass(60);
    row("<bash-stdout> M readme.md</bash-stdout><bash-stderr></bash-stderr>");
  },
};

const compactByHand: Interlude = {
  name: "a compaction asked for",
  needs: always,
  play(s) {
    s.pass(s.random.around(60_000, 1.4));
    compacted(s, "manual");
    localCommand(s, "compact", "", "Compacted (ctrl+o to see full summary)");
  },
};

const notices: Interlude = {
  name: "notices of the program",
  needs: modern,
  play(s) {
    s.system("bridge_status", {
      content: "/remote-control is active",
      url: "https://example.org/session",
      isMeta: false,
    });
    s.side("bridge-session", { bridgeSessionId: s.random.id("cse_"), lastSequenceNum: 0 });
    s.system("informational", { content: "Remote control disconnected", isMeta: false, level: "info" });
    s.attachment({
      type: "mcp_instructions_delta",
      addedNames: ["tracker"],
      addedBlocks: ["## tracker"],
      removedNames: [],
    });
    s.attachment({
      type: "agent_listing_delta",
      addedTypes: ["Explore"],
      addedLines: ["- Explore"],
      removedTypes: [],
      isInitial: true,
    });
    s.attachment({ type: "edited_text_file", filename: `${s.place.cwd}/readme.md`, snippet: "3\tInstall" });
    s.attachment({ type: "todo_reminder", content: [], itemCount: 0 });
    s.attachment({ type: "date_change", newDate: new Date(s.nowMs).toISOString().slice(0, 10) });
  },
};

const otherHooks: Interlude = {
  name: "hooks that fail, are cancelled, answer late",
  needs: modern,
  play(s) {
    const id = s.random.uuid();
    s.attachment(hookAttachment("hook_non_blocking_error", "UserPromptSubmit", id, 36));
    s.attachment(hookAttachment("hook_cancelled", "Stop", id, 2_695));
    s.attachment({
      type: "hook_system_message",
      content: "Linked to the next commit.",
      hookName: "SessionStart",
      toolUseID: id,
      hookEvent: "SessionStart",
    });
    s.attachment({
      type: "async_hook_response",
      processId: "async_hook_1",
      hookName: "SessionStart",
      hookEvent: "SessionStart",
      response: {},
      stdout: "{}",
      stderr: "",
      exitCode: 0,
    });
  },
};

const modes: Interlude = {
  name: "the mode is switched and back",
  needs: modern,
  play(s) {
    s.side("permission-mode", { permissionMode: "auto" });
    s.attachment({ type: "auto_mode", reminderType: "once" });
    s.pass(4_000);
    s.attachment({ type: "auto_mode_exit" });
    s.side("permission-mode", { permissionMode: s.permissionMode });
    s.system("model_refusal_fallback", {
      content: "Switched to another model",
      level: "info",
      isMeta: false,
    });
  },
};

const away: Interlude = {
  name: "the person is away for a while",
  needs: always,
  play(s) {
    s.pass(3 * 60_000);
    if (s.client.modern) {
      s.system("away_summary", {
        content: "The rules are in and tested; the export is next.",
        isMeta: false,
      });
    }
    s.pass(s.random.int(14, 48) * 60_000);
  },
};

const typedTooLate: Interlude = {
  name: "prompts taken back from the queue",
  needs: modern,
  play(s) {
    const row = (operation: string, content: string) =>
      s.bare({
        type: "queue-operation",
        operation,
        timestamp: new Date(s.nowMs).toISOString(),
        sessionId: s.identity.sessionId,
        content,
      });
    row("enqueue", "/theme");
    s.pass(1_500);
    row("popAll", "/theme");
  },
};

const teamMate: Interlude = {
  name: "a message from another agent of the team",
  needs: modern,
  play(s, work) {
    s.pass(20_000);
    const text = `<teammate-message teammate_id="reviewer" color="blue">\nThe validation of ${work.topic} accepts negative numbers.\n</teammate-message>`;
    prompt(s, text, { ...work.hooks, promptMs: 0 }, { by: "teammate" });
    say(s, { thinking: true });
    finish(s, work.hooks, "Thanks, negative numbers are refused now.");
  },
};

const providerFails: Interlude = {
  name: "the provider gives up",
  needs: early,
  play(s, work) {
    prompt(s, "Is the export covered by a test?", work.hooks);
    s.pass(4_000);
    const nothing = {
      input_tokens: 0,
      output_tokens: 0,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
    };
    const message = {
      id: s.random.uuid(),
      model: "<synthetic>",
      role: "assistant",
      stop_reason: "stop_sequence",
      stop_sequence: "",
      type: "message",
      usage: nothing,
      content: [{ type: "text", text: "API Error: 529 Overloaded" }],
    };
    s.row("assistant", { message }, { error: "unknown", isApiErrorMessage: true });
    s.endTurn();
  },
};

/** In the order in which a sample gives them out. */
export const interludes: readonly Interlude[] = [
  lookAtCost,
  compactByHand,
  notices,
  away,
  otherHooks,
  providerFails,
  shell,
  teamMate,
  modes,
  typedTooLate,
];
