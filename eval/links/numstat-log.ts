/**
 * A history from a text log without contents, as it is kept beside published sessions: for each commit a line
 * `commit <sha> TAB <author time> TAB <commit time> TAB <author> TAB <subject>`, then `git log --numstat`'s lines.
 */
import type {
  HistoryCommit,
  HistoryFile,
  RepositoryHistory,
} from "../../src/core/changes/repository-history.ts";

export function parseNumstatLog(text: string, name: string): RepositoryHistory {
  const commits: HistoryCommit[] = [];
  let files: HistoryFile[] = [];
  for (const line of text.split("\n")) {
    if (line.startsWith("commit ")) {
      files = [];
      commits.push(commitIn(line.slice("commit ".length), files));
    } else if (line !== "") {
      files.push(fileIn(line));
    }
  }
  return { name, folders: [], refs: [], trunk: null, commits };
}

function commitIn(line: string, files: readonly HistoryFile[]): HistoryCommit {
  const [sha = "", authored = "", committed = "", author = "", ...subject] = line.split("\t");
  return {
    sha,
    parents: null,
    author: { name: author, email: null },
    authoredMs: Date.parse(authored),
    committedMs: Date.parse(committed),
    subject: subject.join("\t"),
    mentionedShas: [],
    mentionedSubjects: [],
    trailers: [],
    changeId: null,
    reachable: true,
    files,
  };
}

/** Binary files have dashes; a moved file is `old => new` or `a/{old => new}/b`. */
function fileIn(line: string): HistoryFile {
  const [added = "", removed = "", ...rest] = line.split("\t");
  const path = rest.join("\t");
  const braces = /^(.*)\{(.*?) => (.*?)\}(.*)$/.exec(path);
  const names =
    braces === null ? path.split(" => ") : [2, 3].map((at) => `${braces[1]}${braces[at]}${braces[4]}`);
  const [from = path, to = from] = names.map((name) => name.replaceAll("//", "/"));
  const count = (text: string): number | null => (text === "-" ? null : Number(text));
  return {
    path: to,
    movedFrom: to === from ? null : from,
    created: false,
    addedLines: count(added),
    removedLines: count(removed),
    hunks: null,
    added: null,
    removed: null,
  };
}
