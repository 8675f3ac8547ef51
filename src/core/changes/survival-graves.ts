/**
 * Lines taken out in the last four weeks, so that a revert gives them back to their owners: whoever puts in again at
 * least four fifths of what one commit took out, takes that commit back.
 */
import type { NewLine } from "./survival-changes.ts";
import type { Owner } from "./survival-lines.ts";

const withinMs = 28 * 24 * 60 * 60_000;
const nearlyAll = 0.8;
const fewestLines = 3;

/** What one commit took out. */
export interface Grave {
  readonly by: string;
  readonly atMs: number;
  readonly owners: Map<number, Owner[]>;
  /** How many lines it took out, whatever was given back since. */
  size: number;
}

export class BroughtBack {
  readonly graves = new Map<string, Grave>();
  private readonly byHash = new Map<number, Set<Grave>>();

  bury(by: string, atMs: number, hash: number, owner: Owner): void {
    const grave = this.graves.get(by) ?? { by, atMs, owners: new Map<number, Owner[]>(), size: 0 };
    this.graves.set(by, grave);
    grave.size += 1;
    const owners = grave.owners.get(hash);
    if (owners === undefined) grave.owners.set(hash, [owner]);
    else owners.push(owner);
    this.index(grave, hash);
  }

  /** Takes over a grave of an earlier replay. */
  restore(
    by: string,
    atMs: number,
    size: number,
    owners: readonly (readonly [number, readonly Owner[]])[],
  ): void {
    const grave = { by, atMs, size, owners: new Map(owners.map(([hash, own]) => [hash, [...own]])) };
    this.graves.set(by, grave);
    for (const [hash] of owners) this.index(grave, hash);
  }

  /** Forgets what is too old; graves lie in the order of the trunk, nearly that of time. */
  forgetBefore(nowMs: number): void {
    for (const grave of this.graves.values()) {
      if (nowMs - grave.atMs <= withinMs) return;
      this.forget(grave);
    }
  }

  /** The lines that belong to commits which are taken back by whoever adds these. */
  of(
    added: readonly NewLine[],
    nowMs: number,
  ): {
    take(hash: number): { readonly by: string; readonly owner: Owner } | null;
  } {
    const counts = new Map<Grave, number>();
    for (const { hash } of added) {
      for (const grave of this.byHash.get(hash) ?? []) counts.set(grave, (counts.get(grave) ?? 0) + 1);
    }
    const opened = [...counts]
      .filter(([{ size, atMs }, count]) => {
        return nowMs - atMs <= withinMs && size >= fewestLines && count >= nearlyAll * size;
      })
      .map(([grave]) => grave);
    return {
      take: (hash) => {
        for (const { by, owners } of opened) {
          const owner = owners.get(hash)?.pop();
          if (owner !== undefined) return { by, owner };
        }
        return null;
      },
    };
  }

  private index(grave: Grave, hash: number): void {
    const graves = this.byHash.get(hash);
    if (graves === undefined) this.byHash.set(hash, new Set([grave]));
    else graves.add(grave);
  }

  private forget(grave: Grave): void {
    this.graves.delete(grave.by);
    for (const hash of grave.owners.keys()) {
      const graves = this.byHash.get(hash);
      graves?.delete(grave);
      if (graves?.size === 0) this.byHash.delete(hash);
    }
  }
}
