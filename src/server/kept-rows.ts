/** A table of results, decoded once: of a change of the ledger only the rows that changed are decoded again. */

export interface TableOf<Row> {
  /** All rows, or those asked for by key, in the table's order. */
  load(keys?: readonly string[]): Promise<readonly Row[]>;
  /** By which rows are asked for; several may have one. */
  keyOf(row: Row): string;
  /** The table's order. */
  compare(a: Row, b: Row): number;
}

export class KeptRows<Row> {
  readonly #table: TableOf<Row>;
  #rows: readonly Row[] | null = null;
  readonly #stale = new Set<string>();

  constructor(table: TableOf<Row>) {
    this.#table = table;
  }

  /** What was changed in the ledger: the keys of rows, or null for all. */
  changed(keys: Iterable<string> | null): void {
    if (keys === null) this.#rows = null;
    else for (const key of keys) this.#stale.add(key);
  }

  /** The same list as long as no row of it has changed. */
  async all(): Promise<readonly Row[]> {
    const before = this.#rows;
    if (before !== null && this.#stale.size === 0) return before;
    const { load, keyOf, compare } = this.#table;
    if (before === null) this.#rows = await load();
    else {
      const fresh = await load([...this.#stale]);
      this.#rows = [...before.filter((row) => !this.#stale.has(keyOf(row))), ...fresh].sort(compare);
    }
    this.#stale.clear();
    return this.#rows;
  }

  async some(keys: readonly string[]): Promise<readonly Row[]> {
    if (this.#rows === null) return this.#table.load(keys);
    const wanted = new Set(keys);
    return (await this.all()).filter((row) => wanted.has(this.#table.keyOf(row)));
  }
}
