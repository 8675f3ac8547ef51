/** The tool calls of everyday work, with results in the shapes Claude Code writes. */

import { type Call, call } from "./messages.ts";
import type { Fields, SessionLog } from "./session-log.ts";
import { type Filler, newLines, numbered } from "./source-text.ts";

/** How long a dialog stays open where the mode of the session asks for approval; 0 where it does not. */
function approvalFor(s: SessionLog, kind: "edit" | "command"): number {
  const asks = s.permissionMode === "default" || (s.permissionMode === "acceptEdits" && kind === "command");
  return asks && s.random.chance(0.25) ? s.random.around(14_000, 4) : 0;
}

export function read(s: SessionLog, file: string, filler: Filler, lines: number): Call {
  const path = `${s.place.cwd}/${file}`;
  const content = filler.take(s.random, lines);
  return call(
    "Read",
    { file_path: path },
    {
      runMs: s.random.int(15, 180),
      content: numbered(content),
      result: {
        type: "text",
        file: { filePath: path, content, numLines: lines, startLine: 1, totalLines: lines },
      },
    },
  );
}

export function grep(s: SessionLog, pattern: string, files: readonly string[]): Call {
  return call(
    "Grep",
    { pattern, path: s.place.cwd, output_mode: "files_with_matches" },
    {
      runMs: s.random.int(30, 700),
      content: `Found ${files.length} files\n${files.join("\n")}`,
      result: { mode: "files_with_matches", filenames: files, numFiles: files.length },
    },
  );
}

export function glob(s: SessionLog, pattern: string, files: readonly string[]): Call {
  const durationMs = s.random.int(20, 600);
  return call(
    "Glob",
    { pattern },
    {
      runMs: durationMs,
      content: files.join("\n"),
      result: { filenames: files, durationMs, numFiles: files.length, truncated: false },
    },
  );
}

/** What an edit changes: lines out, lines in. */
export interface Change {
  readonly file: string;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

export function changeOf(s: SessionLog, file: string, topic: string, lines: number): Change {
  const added = newLines(file, topic, Math.max(1, lines), s.random);
  const removed = newLines(file, topic, Math.floor(lines * s.random.between(0, 0.3)), s.random);
  return { file, removed, added };
}

/** The change taken back: lines in become lines out. */
export function undone(change: Change): Change {
  return { file: change.file, removed: change.added, added: change.removed };
}

export function edit(s: SessionLog, { file, removed, added }: Change): Call {
  const path = `${s.place.cwd}/${file}`;
  const context = newLines(file, "shared rules", 3, s.random).map((line) => ` ${line}`);
  const start = s.random.int(5, 300);
  const strings = { old_string: removed.join("\n"), new_string: added.join("\n") };
  return call(
    "Edit",
    { replace_all: false, file_path: path, ...strings },
    {
      approvalMs: approvalFor(s, "edit"),
      runMs: s.random.int(20, 300),
      content: `The file ${path} has been updated successfully.`,
      result: {
        filePath: path,
        oldString: strings.old_string,
        newString: strings.new_string,
        originalFile: null,
        structuredPatch: [
          {
            oldStart: start,
            oldLines: removed.length + context.length,
            newStart: start,
            newLines: added.length + context.length,
            lines: [...context, ...removed.map((line) => `-${line}`), ...added.map((line) => `+${line}`)],
          },
        ],
        userModified: false,
        replaceAll: false,
      },
    },
  );
}

export function write(s: SessionLog, file: string, lines: readonly string[]): Call {
  const path = `${s.place.cwd}/${file}`;
  const content = `${lines.join("\n")}\n`;
  return call(
    "Write",
    { file_path: path, content },
    {
      approvalMs: approvalFor(s, "edit"),
      runMs: s.random.int(20, 250),
      content: `File created successfully at: ${path}`,
      result: { type: "create", filePath: path, content, structuredPatch: [], originalFile: null },
    },
  );
}

/** A command with its output; long ones leave progress rows where the version writes them. */
export function bash(
  s: SessionLog,
  command: string,
  stdout: string,
  runMs: number,
  over: { readonly error?: boolean; readonly extra?: Fields; readonly free?: boolean } = {},
): Call {
  // Without progress rows nothing in the log tells a long run from a dialog: those stay unasked here.
  const mayAsk = !over.free && (s.client.progress || runMs < 2_000);
  const output = { stdout, stderr: "", interrupted: false, isImage: false, ...over.extra };
  return call(
    "Bash",
    { command, description: describe(command), ...(runMs > 100_000 ? { timeout: 600_000 } : {}) },
    {
      approvalMs: mayAsk ? approvalFor(s, "command") : 0,
      runMs,
      content: over.error ? `Exit code 1\n${stdout}` : stdout,
      result: over.error ? `Error: Exit code 1\n${stdout}` : output,
      error: over.error ?? false,
      during: (toolId) => runWithProgress(s, runMs, stdout, toolId),
    },
  );
}

function describe(command: string): string {
  return `Run ${command.split(" ").slice(0, 3).join(" ")}`;
}

/** One row a second in real logs; here fewer of them the longer it takes. */
function runWithProgress(s: SessionLog, runMs: number, output: string, toolId: string): void {
  const startMs = s.nowMs;
  if (s.client.progress) {
    for (let second = 2; second * 1000 < runMs; second = second < 3 ? second + 1 : second * 2) {
      s.nowMs = startMs + second * 1000;
      const tail = output.slice(0, 80);
      const data = {
        type: "bash_progress",
        output: tail,
        fullOutput: tail,
        elapsedTimeSeconds: second,
        totalLines: 1,
      };
      s.row("progress", { data, toolUseID: `bash-progress-${second}`, parentToolUseID: toolId });
    }
  }
  s.nowMs = startMs + Math.round(runMs);
}

export function runTests(s: SessionLog, failing: boolean): Call {
  const tests = s.random.int(40, 400);
  const runner = s.place.cwd.endsWith("tally") ? "pytest -q" : "npm test";
  const seconds = s.random.around(48, 2.5);
  const text = failing
    ? ` Tests  1 failed | ${tests - 1} passed (${tests})\n AssertionError: expected 2 to be 3`
    : ` Tests  ${tests} passed (${tests})\n Duration  ${seconds.toFixed(2)}s`;
  return bash(s, runner, text, seconds * 1000, { error: failing });
}

/** `git commit` and what git answers; the sha goes to the truth of the task. */
export function commit(s: SessionLog, subject: string, files: number, lines: number): Call {
  const sha = s.random.hex(7);
  s.truth.commit(s.task, { sha, subject });
  const stdout = `[${s.place.branch} ${sha}] ${subject}\n ${files} files changed, ${lines} insertions(+), ${Math.floor(lines / 9)} deletions(-)`;
  const extra = s.client.modern ? { gitOperation: { commit: { sha, kind: "committed" } } } : {};
  return bash(s, `git add -A && git commit -m "${subject}"`, stdout, s.random.around(600, 1.8), { extra });
}

export function pullRequest(s: SessionLog, repository: string, number: number, title: string): Call {
  const url = `https://github.com/${repository}/pull/${number}`;
  const command = `gh pr create --title "${title}" --body "What and why, with the tests that show it."`;
  const extra = s.client.modern ? { gitOperation: { pr: { number, url, action: "created" } } } : {};
  return bash(s, command, url, s.random.around(1_500, 1.2), { extra, free: true });
}

const steps = ["Read the existing module", "Write the failing test", "Change the service", "Run the tests"];

/** The list of things to do, by the tool of the version. */
export function plan(s: SessionLog): readonly Call[] {
  if (s.client.todos === "TodoWrite") {
    const todos = steps.map((content, index) => ({
      content,
      status: index === 0 ? "in_progress" : "pending",
      activeForm: content.replace(/^(\w+)/, "$1ing"),
    }));
    const result = { oldTodos: [], newTodos: todos };
    return [call("TodoWrite", { todos }, { content: "Todos have been modified successfully.", result })];
  }
  return steps.slice(0, 1).map((subject, index) => {
    const id = String(index + 1);
    const result = { task: { id, subject } };
    return call("TaskCreate", { subject, description: subject }, { content: `Task #${id} created`, result });
  });
}

export function tick(s: SessionLog): readonly Call[] {
  if (s.client.todos === "TodoWrite") return [];
  const statusChange = { from: "pending", to: "completed" };
  const result = { success: true, taskId: "1", updatedFields: ["status"], statusChange };
  return [
    call("TaskUpdate", { taskId: "1", status: "completed" }, { content: "Updated task #1 status", result }),
  ];
}
