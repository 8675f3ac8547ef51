/** Lines that a commit takes out and puts in again with other white space: pairs of their hashes. */
import { hashLine, isCommonLine } from "../../core/line-hash.ts";

type HashesByText = Map<number, Set<number>>;

export class RespacedLines {
  private readonly added: HashesByText = new Map();
  private readonly removed: HashesByText = new Map();

  /** `bare` is the line's text without white space. */
  add(adds: boolean, bare: string, hash: number): void {
    if (bare === "" || isCommonLine(hash)) return;
    const hashes = adds ? this.added : this.removed;
    const key = hashLine(bare);
    const known = hashes.get(key);
    if (known === undefined) hashes.set(key, new Set([hash]));
    else known.add(hash);
  }

  pairs(): readonly (readonly [removed: number, added: number])[] {
    return [...this.removed].flatMap(([key, removed]) =>
      [...removed].flatMap((before) =>
        [...(this.added.get(key) ?? [])].flatMap((after) =>
          before === after ? [] : ([[before, after]] as const),
        ),
      ),
    );
  }
}
