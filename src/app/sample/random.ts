/** Repeatable randomness: the same seed gives the same sample, byte for byte, on every machine. */

const hexDigits = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, "0"));
const letters62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

export class Random {
  private a: number;
  private b: number;
  private c: number;
  private d = 1;

  constructor(private readonly seed: string) {
    // FNV-1a over the seed, thrice with different starts, fills the state.
    [this.a, this.b, this.c] = [0x811c9dc5, 0x01000193, 0x9e3779b9].map((start) => hash(seed, start)) as [
      number,
      number,
      number,
    ];
    for (let warm = 0; warm < 12; warm += 1) this.bits();
  }

  /** An independent stream: what is drawn here does not move what is drawn there. */
  stream(name: string): Random {
    return new Random(`${this.seed}/${name}`);
  }

  /** 32 random bits by sfc32 (Chris Doty-Humphrey's small fast counter, from PractRand). */
  private bits(): number {
    const sum = (((this.a + this.b) | 0) + this.d) | 0;
    this.d = (this.d + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum;
    this.c |= 0;
    return sum >>> 0;
  }

  /** From 0 up to 1. */
  fraction(): number {
    return this.bits() / 2 ** 32;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.fraction();
  }

  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number {
    return Math.floor(this.between(low, high + 1));
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.fraction() * list.length)] as T;
  }

  /** Around `median`, mostly within `median / spread` and `median * spread`, never outside twice that range. */
  around(median: number, spread: number): number {
    const bell = this.fraction() + this.fraction() + this.fraction() + this.fraction() - 2;
    return median * spread ** (bell * 1.7);
  }

  hex(digits: number): string {
    let text = "";
    while (text.length < digits) {
      const bits = this.bits();
      text += hexDigits[bits >>> 24]! + hexDigits[(bits >>> 16) & 255]! + hexDigits[(bits >>> 8) & 255]!;
    }
    return text.slice(0, digits);
  }

  uuid(): string {
    const h = this.hex(32);
    return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-${"89ab"[this.int(0, 3)]}${h.slice(17, 20)}-${h.slice(20, 32)}`;
  }

  /** An id as the provider writes them: `msg_01...`. */
  id(prefix: string, characters = 22): string {
    let text = `${prefix}01`;
    for (let index = 0; index < characters; index += 1) text += letters62[this.bits() % 62];
    return text;
  }
}

function hash(text: string, start: number): number {
  let value = start;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value | 0;
}
