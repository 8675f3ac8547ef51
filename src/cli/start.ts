/**
 * Starts the command from code that an earlier run compiled: compiling the bundle takes longer than most commands.
 * What is kept is V8's own code cache, one file for each version of Node in the person's cache folder; it holds
 * nothing of logs or ledger. Where it cannot be read or written the command starts as well, only later.
 *
 * Node 22 can do this by itself (`module.enableCompileCache`), Node 20 cannot; one way serves all.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { Script } from "node:vm";

// V8 optimizes what has run for a while, in threads of its own. Most of what a command of a second or two optimizes
// has nearly done its work by then; only what runs fifteen times as long is worth the time. Later versions of V8 go by
// other counts, and say aloud that they do not know this one.
if (process.versions.v8.startsWith("11.")) setFlagsFromString("--interrupt-budget=1000000");

/** Written in ASCII by the build, which is quicker to read than UTF-8. */
const bundle = join(__dirname, "parts", "command.js");

const sealBytes = 32;

const folder = cacheFolder();
const file = folder === null ? null : join(folder, `code-${process.version}-${process.arch}.bin`);
const { size, mtimeMs } = statSync(bundle);
const madeFrom = `${bundle} ${size} ${mtimeMs}`;
const cachedData = file === null ? undefined : kept(file);

// The bundle's names for what a module finds around itself; `importPackage` stands for `import()`, which a script
// that was compiled by hand cannot use.
const around = "(function (require, module, exports, __filename, __dirname, importPackage) {";
const script = new Script(`${around}${readFileSync(bundle, "latin1")}\n})`, {
  filename: bundle,
  columnOffset: -around.length,
  ...(cachedData === undefined ? {} : { cachedData }),
});
if (file !== null && (cachedData === undefined || script.cachedDataRejected === true)) {
  // At the end, when the functions that were used are compiled too.
  process.once("exit", () => keep(file, script.createCachedData()));
}
const module_ = { exports: {} };
script.runInThisContext()(
  require,
  module_,
  module_.exports,
  bundle,
  join(__dirname, "parts"),
  (name: string) => import(name),
);

/** Null where the person wants none: the variable is Node's own. */
function cacheFolder(): string | null {
  if (process.env.NODE_DISABLE_COMPILE_CACHE !== undefined) return null;
  const { XDG_CACHE_HOME: named = "" } = process.env;
  return join(isAbsolute(named) ? named : join(homedir(), ".cache"), "leverage");
}

/** V8 trusts what it is given: damaged code would end the process, and code of another bundle run as this one. */
function sealOf(code: Buffer): Buffer {
  return createHash("sha256").update(madeFrom).update(code).digest();
}

function kept(file: string): Buffer | undefined {
  const content = readIfThere(file);
  const code = content.subarray(sealBytes);
  return sealOf(code).equals(content.subarray(0, sealBytes)) ? code : undefined;
}

function readIfThere(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    // Not there yet, or not ours to read: the code is compiled.
    return Buffer.alloc(0);
  }
}

function keep(file: string, code: Buffer): void {
  try {
    mkdirSync(join(file, ".."), { recursive: true, mode: 0o700 });
    const part = `${file}.${process.pid}.part`;
    writeFileSync(part, Buffer.concat([sealOf(code), code]), { mode: 0o600 });
    renameSync(part, file);
  } catch {
    // A full disk or a folder that cannot be written costs time at the next start, nothing else.
    return;
  }
}
