/** Logs of sessions that work in a repository: what the agent edited and what it committed, in Claude Code's rows. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { at } from "../sources/git/repositories.ts";

export interface LoggedTurn {
  /** After the start of the story (`at`). */
  readonly minutes: number;
  readonly says?: string;
  /** Lines added, by path in the folder. */
  readonly adds?: Readonly<Record<string, readonly string[]>>;
  /** A commit whose output the log shows. */
  readonly commit?: { readonly sha: string; readonly subject: string };
}

export interface LoggedSession {
  /** A number from 1. */
  readonly session: number;
  readonly folder: string;
  readonly branch?: string;
  readonly turns: readonly LoggedTurn[];
}

/** Writes the session's log anew; further turns make it grow, as the agent would. */
export function writeLog(logs: string, { session, folder, branch = "main", turns }: LoggedSession): void {
  const sessionId = `00000000-0000-4000-8000-${String(session).padStart(12, "0")}`;
  let row = 0;
  const base = (minutes: number, seconds: number) => ({
    sessionId,
    cwd: folder,
    version: "2.1.156",
    gitBranch: branch,
    isSidechain: false,
    userType: "external",
    uuid: `${sessionId}-${row++}`,
    timestamp: new Date(at(minutes) + seconds * 1_000).toISOString(),
  });
  const uses = (minutes: number, seconds: number, name: string, input: object) => ({
    ...base(minutes, seconds),
    type: "assistant",
    message: {
      id: `msg_${session}_${row}`,
      model: "claude-opus-4-6",
      role: "assistant",
      usage: { input_tokens: 5, output_tokens: 50 },
      content: [{ type: "tool_use", id: `toolu_${session}_${row}`, name, input }],
    },
  });
  const gives = (minutes: number, seconds: number, toolUseResult: object) => ({
    ...base(minutes, seconds),
    type: "user",
    message: {
      role: "user",
      content: [{ type: "tool_result", tool_use_id: `toolu_${session}_${row - 1}`, content: "done" }],
    },
    toolUseResult,
  });
  const rows = turns.flatMap(({ minutes, says = `Work ${session}.${minutes}`, adds = {}, commit }) => [
    { ...base(minutes, 0), type: "user", message: { role: "user", content: says } },
    ...Object.entries(adds).flatMap(([path, lines], i) => {
      const filePath = join(folder, path);
      return [
        uses(minutes, 5 + 2 * i, "Write", { file_path: filePath, content: "" }),
        gives(minutes, 6 + 2 * i, {
          type: "update",
          filePath,
          originalFile: "old\n",
          structuredPatch: [
            {
              oldStart: 1,
              oldLines: 0,
              newStart: 1,
              newLines: lines.length,
              lines: lines.map((one) => `+${one}`),
            },
          ],
        }),
      ];
    }),
    ...(commit === undefined
      ? []
      : [
          uses(minutes, 40, "Bash", { command: `git commit -m "${commit.subject}"` }),
          gives(minutes, 41, {
            stdout: `[${branch} ${commit.sha.slice(0, 7)}] ${commit.subject}\n 1 file changed`,
            stderr: "",
          }),
        ]),
    uses(minutes, 45, "Read", { file_path: join(folder, "README.md") }),
    gives(minutes, 46, { type: "text", file: { filePath: join(folder, "README.md"), content: "" } }),
  ]);
  const file = join(logs, "projects", "p", `${sessionId}.jsonl`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, rows.map((one) => `${JSON.stringify(one)}\n`).join(""));
}
