/**
 * Command heads: enough of a shell command to know what kind of work it is and how long such a command
 * usually runs (`go test`, `git commit`), without the values of its arguments, which may be private.
 */

/** Programs that only wrap the command that follows. */
const wrappers = new Set(
  "sudo command time nice nohup env exec builtin rtk then do else elif if while until ! {".split(" "),
);

/** Programs whose next word says what they do. */
const withSubcommand = new Set(
  (
    "git gh glab go cargo npm pnpm yarn bun deno npx bunx pnpx uvx uv pip pip3 poetry pipenv docker podman kubectl helm " +
    "terraform aws gcloud az mise make just rake bundle gradle gradlew mvn mvnw dotnet swift xcodebuild flutter dart brew apt " +
    "apt-get systemctl python python3 node ruby php composer artisan mix rails task tox nox hatch turbo nx lerna jj hg"
  ).split(" "),
);

/** Programs and subcommands whose next word is the name of a script, which says more than `run`. */
const scriptRunners = new Set(["run", "exec", "-m", "x", "compose", "pr", "tool", "task"]);

/** Shell words that do no work: they count only where a command holds nothing else. */
const idle = new Set(
  (
    "export set true false : done fi esac in for case echo printf pwd source . wait exit break continue return local read " +
    "shift declare trap [ [["
  ).split(" "),
);

const word = /^[A-Za-z0-9][\w.:-]{0,40}$/;

/**
 * The heads of a command's parts, joined with ` && `: at most six, without repeats. `cd`, assignments,
 * wrappers and all arguments are left out. Null when nothing recognisable is left.
 */
export function commandHead(command: string): string | null {
  const heads = new Set<string>();
  for (const part of commandParts(command)) {
    const head = headOf(part);
    if (head !== null) heads.add(head);
  }
  const working = [...heads].filter((head) => !idle.has(head));
  const kept = (working.length > 0 ? working : [...heads]).slice(0, 6);
  return kept.length === 0 ? null : kept.join(" && ");
}

/** Milliseconds that the literal `sleep` commands of a command take together; 0 without any. */
export function sleepMsOf(command: string): number {
  if (!command.includes("sleep")) return 0;
  let ms = 0;
  for (const part of commandParts(command)) {
    const found = /^(?:\w+=\S* )*sleep (\d+(?:\.\d+)?)([smh]?)$/.exec(part.join(" "));
    if (found === null) continue;
    ms += Number(found[1]) * (found[2] === "h" ? 3_600_000 : found[2] === "m" ? 60_000 : 1_000);
  }
  return ms;
}

/** Does a part of the command make commits, whose output names them? */
export function makesCommits(command: string): boolean {
  return /\bgit\b[^\n]*?\s(?:commit|cherry-pick|revert|am)\b/.test(command);
}

/** The title given to `gh pr create` (or `glab mr create`); "" where it has none; null for other commands. */
export function pullRequestTitle(command: string): string | null {
  if (!/\b(?:gh\s+pr|glab\s+mr)\s+create\b/.test(command)) return null;
  const found = /--title[= ]\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+))/.exec(command);
  return found === null ? "" : (found[1] ?? found[2] ?? found[3] ?? "").replace(/\\(["`$\\])/g, "$1");
}

/** Words of each part of a command; only the first program of a pipe, nothing inside quotes or here-documents. */
function commandParts(command: string): string[][] {
  const bare = command
    .slice(0, 20_000)
    .replace(/<<-?\s*(['"]?)(\w+)\1[\s\S]*?\n\s*\2\b/g, " ")
    .replace(/\\\n/g, " ")
    .replace(/"(?:[^"\\]|\\.)*"|'[^']*'/g, "''")
    .replace(/(^|\n)\s*#[^\n]*/g, "\n")
    .replace(/(^|[\s;&|(])\w+=\$\(/g, "$1")
    .replace(/[()]/g, " ");
  const parts: string[][] = [];
  for (const part of bare.split(/&&|\|\||;|\n|&(?!>)(?<![<>]&)/)) {
    const words = (part.split("|")[0] ?? "").trim().split(/\s+/).filter(Boolean);
    if (words.length > 0) parts.push(words);
  }
  return parts;
}

function headOf(words: readonly string[]): string | null {
  let at = 0;
  while (at < words.length && (wrappers.has(words[at]!) || /^\w+=/.test(words[at]!))) at++;
  if (words[at] === "timeout" || words[at] === "gtimeout") at += 2;
  const program = words[at]?.split("/").pop();
  if (program === undefined || program === "cd" || !word.test(program)) return null;
  if (!withSubcommand.has(program)) return program;
  const next = nextWord(words, at + 1);
  if (next === null) return program;
  const script = scriptRunners.has(next.word) ? nextWord(words, next.at + 1) : null;
  // `python script.py` and `node build.mjs`: the file is an argument's value.
  if (/^(?:python3?|node|ruby|php)$/.test(program) && next.word !== "-m") return program;
  return script === null ? `${program} ${next.word}` : `${program} ${next.word} ${script.word}`;
}

/** The next plain word, past flags (`git -C <dir>` takes a value with it). */
function nextWord(words: readonly string[], from: number): { word: string; at: number } | null {
  for (let at = from; at < words.length; at++) {
    const candidate = words[at]!;
    if (candidate === "-m") return { word: candidate, at };
    if (candidate === "-C" || candidate === "-c" || candidate === "--prefix" || candidate === "--filter")
      at++;
    else if (!candidate.startsWith("-")) return word.test(candidate) ? { word: candidate, at } : null;
  }
  return null;
}
