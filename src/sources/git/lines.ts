/** Parts a stream of bytes into lines, of which only so much is kept as is needed. */

const newline = 10;

export class LineSplitter {
  private readonly take: (line: Buffer) => void;
  private readonly mostBytes: number;
  private rest: Buffer[] = [];
  private restBytes = 0;

  /** Of a line that comes in several chunks, no more than about `mostBytes` are handed on. */
  constructor(mostBytes: number, take: (line: Buffer) => void) {
    this.mostBytes = mostBytes;
    this.take = take;
  }

  write(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      this.endLine(chunk.subarray(from, end));
      from = end + 1;
    }
    if (from < chunk.length) this.keep(chunk.subarray(from));
  }

  /** The last line may lack its end. */
  end(): void {
    if (this.restBytes > 0) this.endLine(Buffer.alloc(0));
  }

  private keep(part: Buffer): void {
    this.restBytes += part.length;
    if (this.restBytes <= this.mostBytes || this.rest.length === 0) this.rest.push(Buffer.from(part));
  }

  private endLine(part: Buffer): void {
    if (this.restBytes === 0) {
      this.take(part);
      return;
    }
    this.keep(part);
    const line = Buffer.concat(this.rest);
    this.rest = [];
    this.restBytes = 0;
    this.take(line);
  }
}
