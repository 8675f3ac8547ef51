/** The house's rules on imports, read off the code itself. docs/ARCHITECTURE.md explains them. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "..");
const src = join(root, "src");

/** Which rooms a room may import from, besides itself. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  core: [],
  sources: ["core"],
  estimators: ["core"],
  // Of formats the charts take `numbers.ts` alone, see below.
  plots: ["core", "formats"],
  formats: ["core", "plots"],
  store: ["core"],
  app: ["core", "sources", "estimators", "formats", "store"],
  // Also read by the client: types and schemas, and nothing that only the server has.
  answers: ["core"],
  server: ["answers", "app", "core", "formats", "store"],
  cli: ["server", "app", "core", "sources", "estimators", "formats", "store"],
  web: ["answers", "app", "core", "formats", "plots"],
};

interface Import {
  readonly typeOnly: boolean;
  /** Loaded only when it is needed: `import("...")`. */
  readonly lazy: boolean;
  readonly file: string;
  readonly room: string;
  readonly target: string;
}

const files = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.(ts|svelte)$/.test(name))
  .map((name) => join(src, name));

const imports: readonly Import[] = files.flatMap((file) => {
  const text = readFileSync(file, "utf8");
  const shortName = relative(src, file);
  const found = text.matchAll(/(\bimport type [^"]*?)?(\bfrom|\bimport\()\s*"([\w@./:-]+)"/g);
  return [...found].map(([, type, how, target]) => {
    const room = shortName.split("/")[0]!;
    return { typeOnly: type !== undefined, lazy: how !== "from", file: shortName, room, target: target! };
  });
});

const roomOf = ({ file, target }: Import): string =>
  relative(src, resolve(src, dirname(file), target)).split("/")[0]!;

describe("imports", () => {
  it("stay in the rooms that are named here", () => {
    expect([...new Set(imports.map(({ room }) => room))].sort()).toEqual(Object.keys(mayImport).sort());
  });

  it("run one way: ways in -> app -> sources, estimators, formats, store -> core", () => {
    const wrong = imports
      .filter(({ target }) => target.startsWith("."))
      .filter((one) => roomOf(one) !== one.room && !mayImport[one.room]!.includes(roomOf(one)))
      .map(({ file, target }) => `${file} imports ${target}`);
    expect(wrong).toEqual([]);
  });

  it("of the client take no more than types from what runs on the server", () => {
    // Times as people type them mean the same everywhere.
    const shared = ["app/durations.ts", "app/errors.ts"];
    const ofTheBuild = ["web/vite.config.ts", "web/lighter-plot.ts"];
    const wrong = imports
      .filter(({ room, typeOnly, file }) => room === "web" && !typeOnly && !ofTheBuild.includes(file))
      .filter((one) => one.target.startsWith("node:") || roomOf(one) === "app")
      .filter(({ file, target }) => !shared.includes(relative(src, resolve(src, dirname(file), target))));
    expect(wrong).toEqual([]);
  });

  it("of the client leave schemas and their library to the build", () => {
    const wrong = imports
      .filter(({ room, typeOnly }) => room === "web" && !typeOnly)
      .filter((one) => one.target === "zod" || roomOf(one) === "answers")
      .filter(({ file }) => !["web/decoders/schemas.ts", "web/decoders/shapes.ts"].includes(file))
      .map(({ file, target }) => `${file} imports ${target}`);
    expect(wrong).toEqual([]);
  });

  it("of the answers lead to the core and to zod", () => {
    const wrong = imports.filter(
      ({ room, target }) => room === "answers" && !target.startsWith(".") && target !== "zod",
    );
    expect(wrong).toEqual([]);
  });

  it("of the plots lead to the charts' library and the one place where numbers are written", () => {
    const wrong = imports
      .filter((one) => one.room === "plots" && roomOf(one) !== "plots" && roomOf(one) !== "core")
      .filter(({ target }) => target !== "../formats/numbers.ts" && target !== "@observablehq/plot")
      .map(({ file, target }) => `${file} imports ${target}`);
    expect(wrong).toEqual([]);
  });

  it("of the core lead to nothing outside it: no I/O, no library", () => {
    const wrong = imports.filter(({ room, target }) => room === "core" && !target.startsWith("."));
    expect(wrong).toEqual([]);
  });

  it("make no cycle between files", () => {
    const edges = new Map<string, string[]>();
    for (const { lazy, file, target } of imports) {
      if (lazy || !target.startsWith(".")) continue;
      const to = relative(src, resolve(src, dirname(file), target));
      edges.set(file, [...(edges.get(file) ?? []), to]);
    }
    expect(cycleIn(edges)).toBeNull();
  });
});

describe("the core", () => {
  it("reads no clock and rolls no dice", () => {
    const wrong = files
      .filter((file) => relative(src, file).startsWith("core/"))
      .filter((file) =>
        /Date\.now\(|new Date\(\)|Math\.random\(|performance\.now\(/.test(readFileSync(file, "utf8")),
      )
      .map((file) => relative(src, file));
    expect(wrong).toEqual([]);
  });
});

describe("the tool", () => {
  it("opens no network connection", () => {
    const wrong = imports.filter(({ target }) =>
      /^(node:)?(http|https|http2|net|tls|dgram|dns)$/.test(target),
    );
    const fetching = files.filter((file) => /\bfetch\(/.test(readFileSync(file, "utf8")));
    // The dashboard's client asks the server that it came from; its development set-up takes that server's token.
    const known = ["web/api.ts", "web/vite.config.ts"].map((name) => join(src, name));
    expect(wrong).toEqual([]);
    expect(fetching.filter((file) => !known.includes(file))).toEqual([]);
  });
});

/** Names of the files of a cycle, or null. Type-only cycles count too: they hide the flow as well. */
function cycleIn(edges: ReadonlyMap<string, readonly string[]>): readonly string[] | null {
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): readonly string[] | null => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return null;
    path.push(file);
    for (const next of edges.get(file) ?? []) {
      const cycle = visit(next);
      if (cycle !== null) return cycle;
    }
    path.pop();
    done.add(file);
    return null;
  };
  for (const file of edges.keys()) {
    const cycle = visit(file);
    if (cycle !== null) return cycle;
  }
  return null;
}
