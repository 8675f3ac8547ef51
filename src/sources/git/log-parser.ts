/**
 * Turns the output of `git log --patch` (see `log-command.ts`) into commits while it arrives. Lines become hashes;
 * memory is bounded by the largest commit that is kept, however large the diffs are.
 */
import { createHash, type Hash } from "node:crypto";
import type { HistoryCommit, HistoryFile } from "../../core/changes/repository-history.ts";
import { hashLine } from "../../core/line-hash.ts";
import { LineSplitter } from "./lines.ts";
import { fields } from "./log-command.ts";
import { mentionsIn } from "./messages.ts";
import { unquotedPath } from "./paths.ts";
import { RespacedLines } from "./respaced.ts";

/** More lines than this are no hand's work; their number is kept, their hashes are not. */
const mostLinesOfFile = 20_000;
const mostLinesOfCommit = 100_000;
/** A longer line is cut: it is generated, and only has to differ from others. */
const longestLine = 65_536;
const longestHeader = 1 << 20;

/** A file being read. */
interface OpenFile {
  path: string;
  movedFrom: string | null;
  created: boolean;
  /** No text: binary, a submodule, or the contents are not read. */
  opaque: boolean;
  /** The contents' ids before and after: all there is to compare of files without text. */
  blobs: string;
  addedLines: number;
  removedLines: number;
  added: number[] | null;
  removed: number[] | null;
  hunks: number;
  /** The old file's line after the last hunk, to tell hunks that context would join. */
  hunkEnd: number;
}

/** Lines this close share a hunk in a diff with the usual three lines of context. */
const joinedByContext = 6;

const zero = 0;
const commitMark = 1;

export class LogParser {
  private readonly take: (commit: HistoryCommit) => void;
  private readonly splitter = new LineSplitter(longestHeader, (line) => this.line(line));
  private header: Buffer[] | null = null;
  private zeros = 0;
  private headerBytes = 0;
  private commit: Omit<HistoryCommit, "files" | "changeId"> | null = null;
  private files: HistoryFile[] = [];
  private file: OpenFile | null = null;
  private lines = 0;
  private change: Hash | null = null;
  private respaced = new RespacedLines();
  /** Lines of the running hunk that are still to come. */
  private toRemove = 0;
  private toAdd = 0;

  constructor(take: (commit: HistoryCommit) => void) {
    this.take = take;
  }

  write(chunk: Buffer): void {
    this.splitter.write(chunk);
  }

  end(): void {
    this.splitter.end();
    this.endCommit();
  }

  private line(line: Buffer): void {
    if (this.header !== null) this.headerLine(line);
    else if (this.toRemove > 0 || this.toAdd > 0) this.hunkLine(line);
    else if (line[0] === commitMark) this.startCommit(line.subarray(1));
    else this.fileLine(line);
  }

  private startCommit(line: Buffer): void {
    this.endCommit();
    this.header = [];
    this.zeros = 0;
    this.headerBytes = 0;
    this.headerLine(line);
  }

  /** A commit's message may have many lines; the last field's zero byte ends it. */
  private headerLine(line: Buffer): void {
    for (const byte of line) if (byte === zero) this.zeros += 1;
    const ends = this.zeros >= fields.length;
    this.headerBytes += line.length;
    if (this.headerBytes <= longestHeader || ends) this.header!.push(Buffer.from(line));
    if (!ends) return;
    const text = this.header!.map((part) => part.toString("utf8")).join("\n");
    this.header = null;
    const [
      sha = "",
      parents = "",
      name = "",
      email = "",
      authored = "",
      committed = "",
      subject = "",
      body = "",
    ] = text.split("\0");
    this.commit = {
      sha,
      parents: parents === "" ? [] : parents.split(" "),
      author: { name, email: email === "" ? null : email },
      authoredMs: Number(authored) * 1_000,
      committedMs: Number(committed) * 1_000,
      subject,
      ...mentionsIn(body),
      reachable: true,
    };
    this.change = createHash("sha1");
  }

  private endCommit(): void {
    this.endFile();
    if (this.commit === null) return;
    const merge = this.commit.parents!.length > 1;
    const changeId = merge || this.files.length === 0 ? null : this.change!.digest("hex");
    const respaced = this.respaced.pairs();
    this.take({
      ...this.commit,
      files: merge ? null : this.files,
      ...(merge && { broughtFiles: this.files }),
      ...(respaced.length > 0 && { respaced }),
      changeId,
    });
    this.commit = null;
    this.files = [];
    this.respaced = new RespacedLines();
    this.lines = 0;
  }

  private fileLine(line: Buffer): void {
    const text = line.subarray(0, longestLine).toString("utf8");
    if (text.startsWith("diff --git ")) {
      this.endFile();
      this.openFile(pathInHeader(text));
    } else if (text.startsWith(":")) {
      this.rawLine(text);
    } else if (this.file !== null) {
      this.detail(this.file, text);
    }
  }

  private openFile(path: string): void {
    this.file = {
      path,
      movedFrom: null,
      created: false,
      opaque: false,
      blobs: "",
      addedLines: 0,
      removedLines: 0,
      added: [],
      removed: [],
      hunks: 0,
      hunkEnd: Number.NEGATIVE_INFINITY,
    };
  }

  private detail(file: OpenFile, text: string): void {
    const [, word = "", value = ""] =
      /^(@@|\+\+\+|---|rename from|rename to|new file mode|index|Binary files|GIT binary patch) ?(.*)$/.exec(
        text,
      ) ?? [];
    if (word === "@@") this.startHunk(file, value);
    else if (word === "rename from") file.movedFrom = unquotedPath(value);
    else if (word === "rename to") file.path = unquotedPath(value);
    else if (word === "+++" && value !== "/dev/null") file.path = unquotedPath(value).slice(2);
    else if (word === "---" && value !== "/dev/null" && file.movedFrom === null)
      file.path = unquotedPath(value).slice(2);
    else if (word === "new file mode") file.created = true;
    else if (word === "index") file.blobs = value;
    if (
      word === "Binary files" ||
      word === "GIT binary patch" ||
      / 160000$|^new file mode 160000/.test(text)
    ) {
      file.opaque = true;
    }
  }

  /** Of a commit without contents: `:<modes> <shas> <status> TAB <path>`. */
  private rawLine(text: string): void {
    const [meta = "", path = ""] = text.split("\t");
    this.endFile();
    this.openFile(unquotedPath(path));
    this.file!.blobs = meta.split(" ").slice(2, 4).join("..");
    this.file!.created = meta.endsWith(" A");
    this.file!.opaque = true;
  }

  private startHunk(file: OpenFile, range: string): void {
    const found = /^-(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(range);
    if (found === null) return;
    this.toRemove = Number(found[2] ?? 1);
    this.toAdd = Number(found[3] ?? 1);
    // Where nothing is removed, git names the line before.
    const start = Number(found[1]) + (this.toRemove === 0 ? 1 : 0);
    if (start - file.hunkEnd > joinedByContext) file.hunks += 1;
    file.hunkEnd = start + this.toRemove;
  }

  private hunkLine(line: Buffer): void {
    const file = this.file!;
    const first = line[0];
    if (first !== 43 && first !== 45) {
      // "\ No newline at end of file"; with no context there is nothing else.
      return;
    }
    const adds = first === 43;
    if (adds) this.toAdd -= 1;
    else this.toRemove -= 1;
    if (file.opaque) return;
    this.lines += 1;
    if (adds) file.addedLines += 1;
    else file.removedLines += 1;
    const text = textOf(line);
    const bare = text.replace(/\s+/g, "");
    this.change!.update(`${adds ? "+" : "-"}${bare}\n`);
    const tooMany = file.addedLines + file.removedLines > mostLinesOfFile || this.lines > mostLinesOfCommit;
    if (tooMany) {
      file.added = null;
      file.removed = null;
    } else {
      const hash = hashLine(text);
      (adds ? file.added : file.removed)?.push(hash);
      this.respaced.add(adds, bare, hash);
    }
  }

  private endFile(): void {
    const file = this.file;
    if (file === null) return;
    this.file = null;
    this.toAdd = 0;
    this.toRemove = 0;
    const { path, movedFrom, created, opaque } = file;
    this.change!.update(`\0${path}\0${opaque ? file.blobs : ""}\0`);
    this.files.push({
      path,
      movedFrom,
      created,
      addedLines: opaque ? null : file.addedLines,
      removedLines: opaque ? null : file.removedLines,
      hunks: opaque ? null : file.hunks,
      added: opaque ? null : file.added,
      removed: opaque ? null : file.removed,
    });
  }
}

function textOf(line: Buffer): string {
  const text = line.subarray(1, longestLine).toString("utf8");
  return text.endsWith("\r") ? text.slice(0, -1) : text;
}

/** `a/x b/x`: both are the same unless the file was renamed or is quoted, and then later lines say so. */
function pathInHeader(text: string): string {
  const names = text.slice("diff --git ".length);
  const [quoted] = /^"(?:[^"\\]|\\.)*"/.exec(names) ?? [];
  if (quoted !== undefined) return unquotedPath(quoted).slice(2);
  return names.slice(2, (names.length - 1) / 2);
}
