/**
 * Runs a reliability test in a process of its own that is watched: every line it says is a sign of life, and one
 * that says nothing for a minute hangs and is ended. `watched.ts NAME OPTIONS` is that process.
 */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type FuzzOptions, type FuzzReport, fuzz } from "./fuzz.ts";
import { type SoakOptions, type SoakReport, soak } from "./soak.ts";

type Silent<T> = Omit<T, "say">;

export interface Watched {
  fuzz(options: Silent<FuzzOptions>): Promise<FuzzReport>;
  soak(options: Silent<SoakOptions>): Promise<SoakReport>;
}

const tests = { fuzz, soak };
const own = fileURLToPath(import.meta.url);

/** A gigabyte is parsed in less. */
const longestSilenceMs = 60_000;

/** The tests in watched processes; `say` hears what they say. */
export const watched = (say: (line: string) => void, silenceMs = longestSilenceMs): Watched => ({
  fuzz: (options) => run("fuzz", options, say, silenceMs) as Promise<FuzzReport>,
  soak: (options) => run("soak", options, say, silenceMs) as Promise<SoakReport>,
});

function run(
  name: string,
  options: object,
  say: (line: string) => void,
  silenceMs: number,
): Promise<unknown> {
  const words = ["--expose-gc", "--import", "tsx", own, name, JSON.stringify(options)];
  const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "pipe"] });
  let last = "";
  let errors = "";
  return new Promise((resolve, reject) => {
    const hangs = () => {
      child.kill("SIGKILL");
      reject(new Error(`${name} hangs: silent for ${silenceMs / 1000} s after "${last}"`));
    };
    let timer = setTimeout(hangs, silenceMs);
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      clearTimeout(timer);
      timer = setTimeout(hangs, silenceMs);
      for (const line of text.split("\n").filter((one) => one !== "")) {
        last = line;
        if (!line.startsWith("{")) say(line);
      }
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      errors += text;
    });
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      if (code === 0 && last.startsWith("{")) resolve(JSON.parse(last));
      else reject(new Error(`${name} ended with ${code ?? signal} after "${last}":\n${errors}`));
    });
  });
}

if (process.argv[1] === own) {
  const [, , name, options] = process.argv;
  const test: (options: never) => Promise<object> = tests[name as keyof typeof tests];
  const say = (line: string) => console.log(line);
  console.log(JSON.stringify(await test({ ...JSON.parse(options!), say } as never)));
}
