/**
 * The lines of a trunk as it stands, each with its owner: whoever brought it. A line is known by its hash and its
 * file alone, not by its place, so whatever the history does not tell (the files before its beginning, a merge
 * without contents) costs the lines it concerns and no others.
 */

/** A whole number that stands for a commit and a kind of file; see `survival-replay.ts`. */
export type Owner = number;

type LinesOfFile = Map<number, Owner | Owner[]>;

export class OwnedLines {
  private readonly files = new Map<string, LinesOfFile>();

  put(path: string, hash: number, owner: Owner): void {
    const lines = this.files.get(path) ?? new Map<number, Owner | Owner[]>();
    this.files.set(path, lines);
    const known = lines.get(hash);
    if (known === undefined) lines.set(hash, owner);
    else if (typeof known === "number") lines.set(hash, [known, owner]);
    else known.push(owner);
  }

  /** Takes one such line out of the file and gives its owner, of several the newest; null where none is known. */
  take(path: string, hash: number): Owner | null {
    const lines = this.files.get(path);
    const known = lines?.get(hash);
    if (lines === undefined || known === undefined) return null;
    if (typeof known === "number") {
      lines.delete(hash);
      if (lines.size === 0) this.files.delete(path);
      return known;
    }
    const owner = known.pop()!;
    if (known.length === 1) lines.set(hash, known[0]!);
    return owner;
  }

  /** A moved file keeps its lines, whatever stood there before. */
  move(from: string, to: string): void {
    const lines = this.files.get(from);
    if (lines === undefined) return;
    this.files.delete(from);
    this.files.set(to, lines);
  }

  /** Takes all lines out of a file. */
  empty(path: string): readonly { readonly hash: number; readonly owner: Owner }[] {
    const lines = this.files.get(path);
    this.files.delete(path);
    return [...(lines ?? [])].flatMap(([hash, owners]) => listOf(owners).map((owner) => ({ hash, owner })));
  }

  /** Calls back for every line, file by file. */
  each(take: (path: string, hash: number, owner: Owner) => void): void {
    for (const [path, lines] of this.files) {
      for (const [hash, owners] of lines) for (const owner of listOf(owners)) take(path, hash, owner);
    }
  }
}

const listOf = (owners: Owner | Owner[]): readonly Owner[] =>
  typeof owners === "number" ? [owners] : owners;
