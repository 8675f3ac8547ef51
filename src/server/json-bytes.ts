/**
 * A large answer's JSON as bytes, some four times as fast as of one long text: V8 builds that of thousands of parts, which are
 * put together only when they are encoded.
 */

/** Below this depth a value is one text: a task of a record, a turn of a task. */
const depthOfPieces = 3;

/** As `JSON.stringify` has it. */
export function jsonBytes(value: unknown): Uint8Array<ArrayBuffer> {
  const bytes = new GrowingBytes();
  for (const piece of pieces(value, depthOfPieces)) bytes.add(piece);
  return bytes.all();
}

function* pieces(value: unknown, depth: number): Iterable<string> {
  if (depth === 0 || !isObject(value) || (Array.isArray(value) && !value.some(isObject)))
    yield JSON.stringify(value) ?? "null";
  else if (Array.isArray(value)) {
    yield "[";
    for (const [i, item] of value.entries()) {
      if (i > 0) yield ",";
      yield* pieces(item, depth - 1);
    }
    yield "]";
  } else {
    let before = "{";
    for (const [name, member] of Object.entries(value)) {
      if (member === undefined || typeof member === "function") continue;
      yield `${before}${JSON.stringify(name)}:`;
      yield* pieces(member, depth - 1);
      before = ",";
    }
    yield before === "{" ? "{}" : "}";
  }
}

/** Others know by themselves what they are in JSON, as dates do. */
function isObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}

/** A UTF-16 code unit takes three bytes at most. */
const mostBytesEach = 3;

class GrowingBytes {
  #bytes = Buffer.allocUnsafeSlow(1 << 16);
  #length = 0;

  add(text: string): void {
    const needed = this.#length + text.length * mostBytesEach;
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(2 * needed);
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    this.#length += this.#bytes.write(text, this.#length);
  }

  /** Of their own, so that they can be handed to another thread. */
  all(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#bytes.buffer.slice(0, this.#length) as ArrayBuffer);
  }
}
