/**
 * Runs the parts of the build from code that an earlier run compiled: compiling takes longer than most commands. What is
 * kept is V8's own code cache, one file for each command, part and version of Node in the person's cache folder; it holds
 * nothing of logs or ledger. Where it cannot be read or written the command starts as well, only later.
 *
 * V8 trusts what it is given: damaged code would end the process. So each file holds all of it twice, and both must be the same.
 * Node compares them at once; its checksums come with all of its streams, which take longer to load than this program's own code.
 *
 * Node 22 can do this by itself (`module.enableCompileCache`), Node 20 cannot; one way serves all.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { Script } from "node:vm";

/** What a part finds around itself; a script compiled by hand cannot use `import()`. */
const around = "(function (require, module, exports, __filename, importPart) {";

/** A run as long as this read so much that threads did it, and left out what a short run does by itself. */
const longRunMs = 500;

interface Kept {
  readonly code: Buffer;
  /** Of the run that it is of: see `#uses`. */
  readonly uses: number;
}

/** A part, and the file that its code may be kept in. */
interface Loaded {
  readonly file: string;
  readonly script: Script;
  readonly kept: Kept | null;
  /** V8 took what was kept. */
  readonly isOfUse: boolean;
}

type Chunk = (
  require: (name: string) => unknown,
  module: { exports: unknown },
  exports: unknown,
  importPart: (name: string) => Promise<unknown>,
) => void;

/** The build's parts: the program's own code, and each package that not every run needs. */
export class KeptCode {
  readonly #folder: string;
  readonly #packages: ReadonlySet<string>;
  readonly #build: string;
  readonly #use: string;
  readonly #cache = cacheFolder();
  readonly #ran = new Map<string, { exports: unknown }>();
  readonly #loaded: Loaded[] = [];

  /**
   * @param folder Holds the parts.
   * @param packages Those that are parts of their own.
   * @param build Another text for each build: code of another one must never run as this one's.
   * @param use What is kept apart: each command uses other functions.
   */
  constructor(folder: string, packages: readonly string[], build: string, use: string) {
    this.#folder = folder;
    this.#packages = new Set(packages);
    this.#build = build;
    this.#use = use;
  }

  /** What the part exports; it runs once. */
  run(name: string): unknown {
    const known = this.#ran.get(name);
    if (known !== undefined) return known.exports;
    const part = name.replace("/", "-");
    const file = join(this.#folder, `${part}.js`);
    const keptFile =
      this.#cache === null
        ? null
        : join(this.#cache, `code-${this.#use}-${part}-${process.version}-${process.arch}.bin`);
    const kept = keptFile === null ? null : this.#kept(keptFile);
    // Written in ASCII by the build, which is quicker to read than UTF-8.
    const script = new Script(`${around}${readFileSync(file, "latin1")}\n})`, {
      filename: file,
      columnOffset: -around.length,
      ...(kept === null ? {} : { cachedData: kept.code }),
    });
    const isOfUse = kept !== null && script.cachedDataRejected !== true;
    if (keptFile !== null) {
      // At the end, when the functions that were used are compiled too.
      if (this.#loaded.length === 0) process.once("exit", () => this.#keepAll());
      this.#loaded.push({ file: keptFile, script, kept, isOfUse });
    }
    const module = { exports: {} };
    script.runInThisContext()(this.#require, module, module.exports, file, importPackage);
    // Not before: a part that failed is no part that exports nothing.
    this.#ran.set(name, module);
    return module.exports;
  }

  /** Runs a chunk of the program, and what it imports. Chunks are named by their part: `start/command.js`. */
  runChunk(first: string): void {
    const ran = new Map<string, { exports: unknown }>();
    const chunkNamed = (name: string): Chunk | undefined => {
      const part = /^(\w+)\/[\w.-]+\.js$/.exec(name)?.[1];
      return part === undefined ? undefined : (this.run(part) as Readonly<Record<string, Chunk>>)[name];
    };
    const require = (wanted: string): unknown => {
      const known = ran.get(wanted);
      if (known !== undefined) return known.exports;
      const chunk = chunkNamed(wanted);
      if (chunk === undefined) return this.#require(wanted);
      const module = { exports: {} };
      ran.set(wanted, module);
      chunk(require, module, module.exports, importPart);
      return module.exports;
    };
    const importPart = async (wanted: string) =>
      /\.js$/.test(wanted) || this.#packages.has(wanted) ? require(wanted) : importPackage(wanted);
    require(first);
  }

  /** Packages and Node's own modules are loaded when something of them is used, not when they are imported. */
  readonly #require = Object.assign(
    (name: string): unknown => {
      if (this.#packages.has(name)) return atFirstUse(() => this.run(name) as Exports);
      return name.startsWith("node:") ? atFirstUse(() => require(name) as Exports) : require(name);
    },
    { resolve: require.resolve },
  );

  #kept(file: string): Kept | null {
    const content = readIfThere(file);
    const half = content.subarray(0, content.length / 2);
    const uses = half[this.#build.length] ?? 0;
    const head = this.#head(uses);
    if (!half.equals(content.subarray(half.length)) || !half.subarray(0, head.length).equals(head))
      return null;
    return { code: half.subarray(head.length), uses };
  }

  #keepAll(): void {
    const uses = this.#uses();
    for (const { file, script, kept, isOfUse } of this.#loaded) {
      if (kept === null || uses > kept.uses || (uses === kept.uses && !isOfUse))
        this.#keep(file, script, uses);
    }
  }

  #keep(file: string, script: Script, uses: number): void {
    const half = Buffer.concat([this.#head(uses), script.createCachedData()]);
    writeIfAllowed(file, Buffer.concat([half, half]));
  }

  /** How much of the program this run used: code of one that used more serves all. */
  #uses(): number {
    return process.uptime() * 1000 < longRunMs ? this.#ran.size : 0;
  }

  /** Which build the code is of, and of how much use. */
  #head(uses: number): Buffer {
    return Buffer.concat([Buffer.from(this.#build), Buffer.of(uses)]);
  }
}

type Exports = Readonly<Record<string | symbol, unknown>>;

/** Stands for what `load` gives; whoever takes it over as a whole (`import * as`) loads it at once. */
function atFirstUse(load: () => Exports): Exports {
  let loaded: Exports | null = null;
  const exports = (): Exports => {
    loaded ??= load();
    return loaded;
  };
  return new Proxy<Record<string | symbol, unknown>>(
    {},
    {
      get: (_, key) => exports()[key],
      has: (_, key) => key in exports(),
      ownKeys: () => Reflect.ownKeys(exports()),
      getOwnPropertyDescriptor: (_, key) =>
        // A getter: some of Node's own exports load a module when they are asked for.
        key in exports() ? { configurable: true, enumerable: true, get: () => exports()[key] } : undefined,
    },
  );
}

/** A package's CommonJS form spares Node's loader of ES modules; not every package has one. */
async function importPackage(name: string): Promise<unknown> {
  try {
    return require(name);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ERR_REQUIRE_ESM") return import(name);
    throw error;
  }
}

/** Null where the person wants none: the variable is Node's own. */
function cacheFolder(): string | null {
  if (process.env.NODE_DISABLE_COMPILE_CACHE !== undefined) return null;
  const { XDG_CACHE_HOME: named = "" } = process.env;
  return join(isAbsolute(named) ? named : join(homedir(), ".cache"), "leverage");
}

function readIfThere(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    // Not there yet, or not ours to read: the code is compiled.
    return Buffer.alloc(0);
  }
}

function writeIfAllowed(file: string, content: Buffer): void {
  try {
    mkdirSync(join(file, ".."), { recursive: true, mode: 0o700 });
    const part = `${file}.${process.pid}.part`;
    writeFileSync(part, content, { mode: 0o600 });
    renameSync(part, file);
  } catch {
    // A full disk or a folder that cannot be written costs time at the next start, nothing else.
    return;
  }
}
