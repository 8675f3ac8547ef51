/**
 * A repository with a made-up history: files that are edited, moved, renamed, reindented and reformatted, on a trunk
 * and on branches that are merged, squashed or rebased away. Written by `git fast-import`, so it is quick, and always
 * the same for a seed. Merges are made line by line here; now and then one drops a line or needs another.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";

/** A line with an identity, so that sides of a merge can be told apart from lines that look alike. */
interface Line {
  readonly id: number;
  readonly text: string;
}

type Tree = ReadonlyMap<string, readonly Line[]>;

interface Branch {
  /** Mark of its newest commit. */
  mark: number;
  tree: Tree;
  readonly base: Tree;
  left: number;
}

export interface RandomHistoryOptions {
  readonly commits: number;
  readonly seed: number;
  /** The trunk has about so many files. */
  readonly files?: number;
}

const startSeconds = Date.UTC(2024, 0, 1) / 1_000;

/** Makes the history in an empty repository (`git init`); its branch is `main`. */
export async function writeRandomHistory(folder: string, options: RandomHistoryOptions): Promise<void> {
  const git = spawn("git", ["-C", folder, "fast-import", "--quiet"], {
    stdio: ["pipe", "ignore", "inherit"],
  });
  const ended = once(git, "close");
  for (const part of history(options)) {
    if (!git.stdin.write(part)) await once(git.stdin, "drain");
  }
  git.stdin.end();
  const [code] = await ended;
  if (code !== 0) throw new Error(`git fast-import ended with code ${code}`);
}

function* history({ commits, seed, files = 20 }: RandomHistoryOptions): Generator<string, void> {
  const maker = new Maker(seed, files);
  const main: Branch = { mark: 0, tree: new Map(), base: new Map(), left: 0 };
  const sides: Branch[] = [];
  let mark = 0;
  let seconds = startSeconds;
  const commit = (branch: Branch, tree: Tree, subject: string, merged: number | null = null): string => {
    const before = branch.tree;
    mark += 1;
    seconds += 60 + maker.random(20_000);
    const text = stream({ mark, seconds, subject, from: branch.mark, merged, before, tree });
    branch.mark = mark;
    branch.tree = tree;
    return text;
  };
  while (mark < commits) {
    const side = sides[maker.random(sides.length + 2)];
    if (side !== undefined && side.left > 0) {
      side.left -= 1;
      yield commit(side, maker.edited(side.tree), `Work ${mark}`);
    } else if (side !== undefined) {
      sides.splice(sides.indexOf(side), 1);
      const squash = maker.random(3) === 0;
      const tree = maker.resolved(merge(side.base, main.tree, side.tree));
      yield commit(main, tree, squash ? `Squash ${mark}` : `Merge ${mark}`, squash ? null : side.mark);
    } else if (mark > 10 && sides.length < 3 && maker.random(8) === 0) {
      sides.push({ mark: main.mark, tree: main.tree, base: main.tree, left: 1 + maker.random(5) });
    } else {
      yield commit(main, maker.edited(main.tree), `Change ${mark}`);
    }
  }
  yield `reset refs/heads/main\nfrom :${main.mark}\n\n`;
}

interface Written {
  readonly mark: number;
  readonly seconds: number;
  readonly subject: string;
  readonly from: number;
  readonly merged: number | null;
  readonly before: Tree;
  readonly tree: Tree;
}

function stream({ mark, seconds, subject, from, merged, before, tree }: Written): string {
  const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const gone = [...before.keys()].filter((path) => !tree.has(path));
  const changed = [...tree].filter(([path, lines]) => before.get(path) !== lines);
  return [
    `commit refs/heads/work-${mark}\nmark :${mark}\n`,
    `committer Ada <ada@example.com> ${seconds} +0000\n`,
    data(subject),
    from === 0 ? "" : `from :${from}\n`,
    merged === null ? "" : `merge :${merged}\n`,
    ...gone.map((path) => `D ${path}\n`),
    ...changed.map(
      ([path, lines]) => `M 100644 inline ${path}\n${data(lines.map(({ text }) => `${text}\n`).join(""))}`,
    ),
    `reset refs/heads/work-${mark}\nfrom 0000000000000000000000000000000000000000\n\n`,
  ].join("");
}

/** Lines that either side took out are gone; those that theirs put in follow the line they followed. */
function merge(base: Tree, ours: Tree, theirs: Tree): Tree {
  const baseIds = idsOf(base);
  const [ourIds, theirIds] = [idsOf(ours), idsOf(theirs)];
  const tree = new Map<string, readonly Line[]>();
  for (const path of new Set([...ours.keys(), ...theirs.keys()])) {
    const own = ours.get(path);
    const other = theirs.get(path);
    if (own === other || other === undefined || other === base.get(path)) {
      // Untouched by them, but for what they took elsewhere.
      const kept = (own ?? []).filter(({ id }) => theirIds.has(id) || !baseIds.has(id));
      if (own !== undefined) tree.set(path, kept.length === own.length ? own : kept);
      continue;
    }
    const merged = (own ?? []).filter(({ id }) => theirIds.has(id) || !baseIds.has(id));
    for (const [i, line] of other.entries()) {
      const isTheirs =
        !baseIds.has(line.id) || (ourIds.has(line.id) && !(own ?? []).some(({ id }) => id === line.id));
      if (!isTheirs || ourIds.has(line.id)) continue;
      const before = other[i - 1]?.id;
      const at = merged.findIndex(({ id }) => id === before);
      merged.splice(before === undefined ? 0 : at < 0 ? merged.length : at + 1, 0, line);
    }
    if (merged.length > 0) tree.set(path, merged);
  }
  return tree;
}

const idsOf = (tree: Tree): ReadonlySet<number> =>
  new Set([...tree.values()].flatMap((lines) => lines.map(({ id }) => id)));

const folders = ["src", "src/server", "src/views", "lib", "test", "docs"];
const common = ["}", "", "  }", "});", "{", "  return null;"];
/** Stand in many places; no two commits can be told apart by them. */
const repeated = Array.from({ length: 60 }, (_, i) => `  expect(result${i % 9}).toEqual(value${i % 13});`);

/** Rolls the dice and makes lines. */
class Maker {
  private state: number;
  private readonly files: number;
  private ids = 0;
  private names = 0;

  constructor(seed: number, files: number) {
    this.state = seed >>> 0;
    this.files = files;
  }

  /** A whole number from 0 to below `limit`: mulberry32. */
  random(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % limit;
  }

  /** The tree after one to three edits; never the same. */
  edited(tree: Tree): Tree {
    const files = new Map(tree);
    for (let left = 1 + this.random(3); left > 0; left--) this.edit(files);
    const [path = "src/first.ts"] = files.keys();
    files.set(path, [...(files.get(path) ?? []), this.line()]);
    return files;
  }

  /** A merge with what its conflicts needed, now and then. */
  resolved(tree: Tree): Tree {
    if (this.random(4) > 0) return tree;
    const files = new Map(tree);
    const path = this.pathIn(files);
    if (path !== undefined) files.set(path, this.replaced(files.get(path)!, 1, 1 + this.random(2)));
    return files;
  }

  private edit(files: Map<string, readonly Line[]>): void {
    const path = this.pathIn(files);
    const dice = this.random(100);
    if (path === undefined || (dice < 8 && files.size < this.files) || files.size < 3) this.create(files);
    else if (dice < 50) files.set(path, this.replaced(files.get(path)!, this.random(6), this.random(12)));
    else if (dice < 65) files.set(path, this.replaced(files.get(path)!, 1 + this.random(12), 0));
    else if (dice < 75) this.move(files, path, path);
    else if (dice < 85) this.move(files, path, this.pathIn(files)!);
    else if (dice < 95) this.reindent(files, path);
    else if (dice < 98) this.rename(files, path);
    else files.delete(path);
  }

  private pathIn(files: ReadonlyMap<string, readonly Line[]>): string | undefined {
    return [...files.keys()][this.random(Math.max(1, files.size))];
  }

  private create(files: Map<string, readonly Line[]>): void {
    files.set(this.newPath(), this.lines(10 + this.random(60)));
  }

  private newPath(): string {
    const folder = folders[this.random(folders.length)]!;
    const name = `file${++this.names}`;
    return folder === "docs"
      ? `${folder}/${name}.md`
      : `${folder}/${name}${folder === "test" ? ".test" : ""}.ts`;
  }

  private replaced(lines: readonly Line[], removed: number, added: number): readonly Line[] {
    return lines.toSpliced(this.random(lines.length + 1), removed, ...this.lines(added));
  }

  private move(files: Map<string, readonly Line[]>, from: string, to: string): void {
    const source = [...files.get(from)!];
    const block = source.splice(this.random(source.length + 1), 3 + this.random(12));
    files.set(from, source);
    const target = files.get(to)!;
    // They are other lines to a merge, and the same to a reader.
    const moved = block.map(({ text }) => ({ id: ++this.ids, text }));
    files.set(to, target.toSpliced(this.random(target.length + 1), 0, ...moved));
  }

  private reindent(files: Map<string, readonly Line[]>, path: string): void {
    const lines = files.get(path)!;
    const at = this.random(lines.length + 1);
    const block = lines.slice(at, at + 2 + this.random(20));
    const indented = block.map(({ text }) => ({ id: ++this.ids, text: text === "" ? "" : `  ${text}` }));
    files.set(path, lines.toSpliced(at, block.length, ...indented));
  }

  private rename(files: Map<string, readonly Line[]>, path: string): void {
    const lines = files.get(path)!;
    files.delete(path);
    files.set(this.newPath(), lines);
  }

  private lines(count: number): readonly Line[] {
    return Array.from({ length: count }, () => this.line());
  }

  private line(): Line {
    const id = ++this.ids;
    const dice = this.random(100);
    if (dice < 12) return { id, text: common[this.random(common.length)]! };
    if (dice < 24) return { id, text: repeated[this.random(repeated.length)]! };
    return { id, text: `  const value${id} = compute(input${this.random(50)}, "text ${id}");` };
  }
}
