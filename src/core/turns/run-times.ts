/**
 * How long a tool call runs when nobody is asked: `typicalMs` is what it usually takes, `plausibleMs` the
 * longest that is still believed to be work. A call that took longer waited for a human (method section 2).
 *
 * The numbers are round on purpose. They come from calls in turns whose `turn_duration` leaves no room for a
 * wait (several people, versions 2.1.1 to 2.1.156): file edits p99 0.9 s, reads p99 0.7 s, searches p99
 * 1.4 s; shell commands by kind as listed below. Other people's machines are slower and faster, so the plausible
 * limits lie well above what was seen.
 */
import type { SubagentEffort, ToolCall } from "../events.ts";
import type { ToolRun } from "./tool-runs.ts";

export interface RunTime {
  readonly typicalMs: number;
  readonly plausibleMs: number;
}

const seconds = (typical: number, plausible: number): RunTime => ({
  typicalMs: typical * 1_000,
  plausibleMs: plausible * 1_000,
});

const fileWriting = seconds(0.2, 1);
const reading = seconds(0.3, 5);
const searching = seconds(0.5, 10);
const fetching = seconds(6, 25);
/** Tools of a plugin or server: anything from a lookup to a browser. */
const foreign = seconds(2, 20);

const byTool: Readonly<Record<string, RunTime>> = {
  Edit: fileWriting,
  MultiEdit: fileWriting,
  Write: fileWriting,
  NotebookEdit: fileWriting,
  Read: reading,
  NotebookRead: reading,
  LS: reading,
  Skill: seconds(0.1, 3),
  SlashCommand: seconds(0.1, 3),
  Monitor: seconds(0.1, 3),
  Grep: searching,
  Glob: searching,
  LSP: searching,
  WebFetch: fetching,
  WebSearch: fetching,
};

/** After an edit the program waits up to five seconds for the editor's or language server's diagnostics. */
export const diagnosticsTimeout = { leastMs: 4_950, mostMs: 5_100 };

export function isCommand(call: ToolCall): boolean {
  return call.name === "Bash" || call.name === "PowerShell";
}

/** The run time of a call, its hooks included. */
export function runTimeOf(run: ToolRun): RunTime {
  const time = ownTime(run);
  return { typicalMs: time.typicalMs + run.hooksMs, plausibleMs: time.plausibleMs + run.hooksMs };
}

function ownTime(run: ToolRun): RunTime {
  const { call, result } = run;
  if (result.durationMs !== null) return stated(result.durationMs);
  if (isCommand(call)) return commandTime(run);
  return byTool[call.name] ?? foreign;
}

/** A tool that states how long it ran leaves two seconds for everything around it. */
function stated(durationMs: number): RunTime {
  return { typicalMs: durationMs, plausibleMs: durationMs + 2_000 };
}

/**
 * Shell commands by what they do; the first pattern that fits a command's head counts. Looking and changing files,
 * version control (with its hooks and the network), other network, testing, building, checking, machines far away,
 * package managers, searching.
 */
const unknown = seconds(1.5, 15);
const kindsOfCommand: readonly (readonly [RegExp, RunTime])[] = [
  [
    anyOf(
      "^",
      "ls cat head tail wc echo printf pwd sed awk cut sort uniq diff jq yq xxd file stat which mkdir rmdir rm cp mv touch " +
        "chmod ln tree env date ps kill pkill lsof basename dirname realpath readlink test export tee tr xargs id whoami " +
        "hostname uname true cd",
      "$",
    ),
    seconds(0.3, 3),
  ],
  [anyOf("^git ", "push pull fetch clone submodule lfs rebase merge"), seconds(3, 30)],
  [/^git commit\b/, seconds(3, 12)],
  [/^git\b/, seconds(0.3, 5)],
  [anyOf("^", "gh glab curl wget http psql mysql sqlite3 redis-cli brew apt apt-get"), seconds(1.5, 10)],
  [
    anyOf(
      "\\b",
      "test tests e2e spec check ci bench verify vitest jest pytest tox nox rspec playwright cypress",
    ),
    seconds(10, 120),
  ],
  [
    anyOf(
      "\\b",
      "build compile install bundle package make gradle gradlew mvn mvnw xcodebuild cmake ninja tsc",
    ),
    seconds(8, 120),
  ],
  [
    anyOf(
      "\\b",
      "lint typecheck type-check eslint mypy golangci-lint clippy vet biome ruff format fmt generate",
    ),
    seconds(5, 60),
  ],
  [
    anyOf("^", "docker podman kubectl helm terraform aws gcloud az vercel fly pulumi ansible ssh scp rsync"),
    seconds(3, 60),
  ],
  [
    anyOf(
      "^",
      "go cargo npm pnpm yarn bun bunx npx deno uv uvx pip pip3 poetry dotnet swift flutter mise just task nx turbo",
    ),
    seconds(3, 60),
  ],
  [anyOf("^", "find rg grep du tar unzip zip fd"), seconds(0.5, 8)],
];

function anyOf(before: string, words: string, after = "\\b"): RegExp {
  return new RegExp(`${before}(?:${words.split(" ").join("|")})${after}`);
}

/**
 * Versions with progress rows write the first one after two seconds, if the command has printed anything by then. So
 * what looks and lists ran for less, and what may keep silent (hooks of a commit, tests behind a filter) is believed
 * up to 15 s.
 */
export function silentCommandTime(run: ToolRun): RunTime {
  const parts = commandParts(run.call);
  if (parts.every((part) => part.plausibleMs <= longestLookMs)) return { typicalMs: 800, plausibleMs: 2_300 };
  const { typicalMs, plausibleMs } = commandTime(run);
  return { typicalMs: Math.min(typicalMs, 2_000), plausibleMs: Math.min(plausibleMs, 15_000) };
}

/** Commands that are believed for no longer than this look or list; see the table. */
const longestLookMs = 8_000;

/** The time limit of a command that asks for none. */
const defaultTimeoutMs = 120_000;

function commandParts(call: ToolCall): readonly RunTime[] {
  const command = call.command ?? "?";
  const known = partsOf.get(command);
  if (known !== undefined) return known;
  const parts = command
    .split(" && ")
    .map((head) => kindsOfCommand.find(([pattern]) => pattern.test(head))?.[1] ?? unknown);
  if (partsOf.size > 10_000) partsOf.clear();
  partsOf.set(command, parts);
  return parts;
}

/** People give few commands many times, and each is judged more than once. */
const partsOf = new Map<string, readonly RunTime[]>();

function commandTime({ call }: ToolRun): RunTime {
  const slept = call.sleepMs ?? 0;
  // Sent to the background it answers at once.
  if (call.background) return seconds(0.3, 3);
  let typicalMs = slept;
  let plausibleMs = slept;
  for (const part of commandParts(call)) {
    typicalMs += part.typicalMs;
    plausibleMs += part.plausibleMs;
  }
  // Who asks for more than the default expects a long run.
  const asked = call.timeoutMs ?? 0;
  if (asked > defaultTimeoutMs) plausibleMs = Math.max(plausibleMs, Math.min(asked, longestAskedMs));
  return { typicalMs, plausibleMs: Math.min(plausibleMs, timeoutMs(call.timeoutMs)) };
}

/** Of a longer limit nobody waits for the end. */
const longestAskedMs = 300_000;

/** A command cannot run longer than its time limit, give or take what it takes to stop it. */
export function timeoutMs(asked: number | null): number {
  return Math.max(asked ?? 0, defaultTimeoutMs) + 5_000;
}

/**
 * A subagent of which nothing but its answer is known: ten seconds to start, two for each tool it used (it reads
 * several files at once), one for each 80 tokens of its answer and for each ten lines it wrote. That describes
 * 70 subagents that met no dialog within a factor of two; their commands can run longer, so half as much again and
 * a minute are believed.
 */
export function subagentTime(effort: SubagentEffort): RunTime {
  const { tools, answerTokens, addedLines } = effort;
  const typicalMs = Math.round(10_000 + 2_000 * tools + (1_000 * answerTokens) / 80 + 100 * addedLines);
  return { typicalMs, plausibleMs: 60_000 + 1.5 * typicalMs };
}
