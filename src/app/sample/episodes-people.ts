/** The person steps in: answers, approves, types ahead, refuses, stops. */
import { changeOf, edit } from "./calls.ts";
import { always, type Episode, since2117 } from "./episode.ts";
import { call, say } from "./messages.ts";
import type { Fields, SessionLog } from "./session-log.ts";
import { interrupt } from "./turns.ts";

/** A call whose answer is the person's. */
function answered(
  s: SessionLog,
  name: string,
  input: Fields,
  what: "question" | "plan",
  waitMs: number,
  content: string,
  result: Fields,
) {
  return call(name, input, { content, result, during: () => s.wait(what, waitMs) });
}

export const question: Episode = {
  name: "a question with options",
  needs: since2117,
  play(s, work) {
    const ask = `How should ${work.topic} without a supplier be shown?`;
    const options = [
      { label: "Leave them out", description: "The list stays short." },
      { label: "Show them last", description: "Nothing is hidden." },
    ];
    const questions = [{ question: ask, header: "Display", options, multiSelect: false }];
    const answer = { questions, answers: { [ask]: "Show them last" } };
    const text = `User has answered your questions: "${ask}"="Show them last". You can now continue.`;
    const waitMs = s.random.around(35_000, 3);
    say(s, { calls: [answered(s, "AskUserQuestion", { questions }, "question", waitMs, text, answer)] });
    return true;
  },
};

export const planning: Episode = {
  name: "a plan is shown and approved",
  needs: (client) => client.version !== "2.0.76",
  play(s, work) {
    const planFile = `/home/sample/.claude/plans/${work.files[0]?.replaceAll("/", "-")}.md`;
    const enter = call(
      "EnterPlanMode",
      {},
      { content: "Entered plan mode.", result: { message: "Entered plan mode." } },
    );
    // Entering asks as well; here the person switched the mode by hand, so nothing waits.
    if (s.client.modern) {
      s.attachment({
        type: "plan_mode",
        reminderType: "full",
        isSubAgent: false,
        planFilePath: planFile,
        planExists: false,
      });
      s.attachment({ type: "plan_mode_reentry", planFilePath: planFile });
    } else say(s, { calls: [{ ...enter, during: () => s.wait("plan", s.random.int(2_000, 9_000)) }] });
    const plan = `# Plan: ${work.topic}\n\n1. One place for the rules\n2. Routes call it\n3. Tests for duplicates`;
    const result = { plan, isAgent: false, filePath: planFile };
    const text = "User has approved your plan. You can now start coding.";
    const waitMs = s.random.around(70_000, 2.5);
    say(s, { thinking: true, calls: [answered(s, "ExitPlanMode", { plan }, "plan", waitMs, text, result)] });
    if (s.client.modern) s.attachment({ type: "plan_mode_exit", planFilePath: planFile, planExists: true });
    return true;
  },
};

export const typedAhead: Episode = {
  name: "a prompt typed into the running turn",
  needs: always,
  play(s) {
    const text = "And please keep the old column names in the export.";
    const sessionId = s.identity.sessionId;
    const queue = (operation: string, body: Fields = {}) =>
      s.bare({
        type: "queue-operation",
        operation,
        timestamp: new Date(s.nowMs).toISOString(),
        sessionId,
        ...body,
      });
    queue("enqueue", { content: text });
    s.pass(s.random.int(3_000, 9_000));
    queue("remove");
    if (s.client.modern) s.attachment({ type: "queued_command", prompt: text, commandMode: "prompt" });
    if (s.turn) s.turn.queued += 1;
    return true;
  },
};

export const refused: Episode = {
  name: "a call is refused",
  asks: true,
  needs: always,
  play(s, work) {
    const text =
      "The user doesn't want to proceed with this tool use. The tool use was rejected (eg. if it was a file edit, the new_string was NOT written to the file). STOP what you are doing and wait for the user to tell you how to proceed.";
    const change = changeOf(s, work.files[0]!, work.topic, 4);
    const extra = s.client.modern ? { toolDenialKind: "user-rejected" } : {};
    const waitMs = s.random.around(16_000, 2.5);
    const wanted = {
      ...edit(s, change),
      approvalMs: 0,
      content: text,
      error: true,
      result: `Error: ${text}`,
      ...extra,
    };
    say(s, { calls: [{ ...wanted, during: () => s.wait("approval", waitMs) }] });
    interrupt(s, s.lastUuid);
    return false;
  },
};

export const stopped: Episode = {
  name: "the person stops the agent",
  needs: always,
  play(s) {
    say(s, { text: "I'll rewrite the whole module while I am at it, starting with the models." });
    interrupt(s, null);
    return false;
  },
};
