/**
 * A task's title: the pull request's, else a commit's subject, else the session's own title, else the first
 * sentence of the first prompt that says something.
 */

import type { Session, Task, Turn } from "../types.ts";
import { pointOf } from "./cues.ts";
import { isAsked } from "./task-segments.ts";

export interface Title {
  readonly title: string;
  readonly titleFrom: Task["titleFrom"];
}

/** A session, as far as it belongs to the task. */
export interface SessionShare {
  readonly session: Session;
  /** Turns of the session that the task holds. */
  readonly turns: number;
  /** Does the task hold more than half of the session? Only then does the session's title fit the task. */
  readonly mostly: boolean;
}

const longestTitle = 90;

/** `turns` in time order, never empty. */
export function titleOf(turns: readonly Turn[], shares: readonly SessionShare[]): Title {
  const own = shares.filter((share) => share.mostly).sort((a, b) => b.turns - a.turns);
  const requests = [...turns, ...own.map(({ session }) => session)].flatMap((holder) => holder.pullRequests);
  const request = firstTitle(requests.map(({ title }) => title ?? ""));
  if (request !== null) return { title: request, titleFrom: "pull-request" };
  const ofCommits = titleOfCommits(turns.flatMap(({ commits }) => commits.map(({ subject }) => subject)));
  if (ofCommits !== null) return ofCommits;
  const sessionTitle = bestSessionTitle(own);
  if (sessionTitle !== null) return { title: sessionTitle, titleFrom: "session-title" };
  return { title: promptTitle(turns) ?? `Work in ${turns[0]!.project}`, titleFrom: "prompt" };
}

/** From the subject of one of the commits; null where none says anything. */
export function titleOfCommits(subjects: readonly string[]): Title | null {
  const title = firstTitle(featuresFirst(subjects));
  return title === null ? null : { title, titleFrom: "commits" };
}

/** Subjects that say nothing about the work; test scripts' commits in scratch repositories have them too. */
const emptySubject =
  /^(?:(?:init(?:ial)?(?: commit)?|first commit|wip|tests?|fix(?:es|up)?|updates?|changes?|cleanup|lint|format(?:ting)?|typos?|stuff|tmp|temp|save|commit)\W*$|(?:merge|fixup!|squash!) |(?:fix|address)(?:ed|es)? (?:lint|review|pr|comments?)\b|update (?:the )?change ?log)/i;

function firstTitle(candidates: readonly string[]): string | null {
  for (const candidate of candidates) {
    const subject = withoutConventionalPrefix(cleaned(candidate));
    if (subject !== "" && !emptySubject.test(subject)) return shortened(capitalised(subject));
  }
  return null;
}

/** The new thing first: the fixes, tests and documents committed beside a feature serve it. */
const featuresFirst = (subjects: readonly string[]): readonly string[] => [
  ...subjects.filter((subject) => /^feat\b/i.test(subject)),
  ...subjects.filter((subject) => !/^feat\b/i.test(subject)),
];

/** `feat(ui)!: add x` says `add x`; the type of work is read from the prefix elsewhere. */
const withoutConventionalPrefix = (subject: string): string =>
  subject.replace(/^[a-z]+(?:\([^)]*\))?!?: +/i, "");

const trust = ["custom-title", "ai-title", "summary", "agent-name"];

/** The most trusted title of any of the sessions, the largest session's first. */
function bestSessionTitle(own: readonly SessionShare[]): string | null {
  for (const from of trust) {
    for (const { session } of own) {
      const found = session.titles.find((title) => title.from === from && cleaned(title.title) !== "");
      if (found !== undefined) return shortened(capitalised(cleaned(found.title)));
    }
  }
  return null;
}

/** From the first prompt of at least three words ("yes", "continue" and a bare path say nothing). */
function promptTitle(turns: readonly Turn[]): string | null {
  let fallback: string | null = null;
  for (const turn of turns) {
    if (!isAsked(turn)) continue;
    const sentence = sentenceOf(turn.prompt);
    if (sentence === "") continue;
    const title = shortened(capitalised(sentence));
    if (sentence.split(" ").length >= 3) return title;
    fallback ??= title;
  }
  return fallback;
}

/** The first sentence of a prompt that holds a request, without politeness; "" where there is none. */
function sentenceOf({ by, head }: Turn["prompt"]): string {
  if (by === "plan") return planHeading(head);
  // `/team:review-code #12` reads "review code #12".
  const command = by === "slash" ? /^\/(?:[\w-]+:)*([\w-]+)([\s\S]*)$/.exec(head) : null;
  const text = command === null ? head : command[1]!.replaceAll("-", " ") + command[2]!;
  for (const line of withoutBlocks(text).split("\n")) {
    for (const sentence of line.split(/(?<=[\w)"'`][.!?]) +(?=\S)/)) {
      const point = withoutPoliteness(cleaned(sentence));
      if (/\p{L}{2}/u.test(point) && !pointing.test(point)) return point;
    }
  }
  return "";
}

function planHeading(head: string): string {
  const line = /^(?:Implement the following plan:)?\s*(.*)/.exec(head)![1]!;
  return cleaned(line).replace(/^(?:implementation )?plan\W+/i, "");
}

/** Code and tagged blocks, which hold pasted or injected text. */
const withoutBlocks = (text: string): string =>
  text.replace(/```[\s\S]*?(?:```|$)/g, "\n").replace(/<([a-z][\w-]*)>[\s\S]*?<\/\1>/g, " ");

/** Plain words on one line: no markup, no images, addresses and paths cut to what names them. */
function cleaned(text: string): string {
  return text
    .slice(0, 600)
    .replace(/\[(?:image|document)[^\]]*\]/gi, " ")
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/https?:\/\/\S*?\/(?:pull|issues|merge_requests)\/(\d+)\S*/g, "#$1")
    .replace(/https?:\/\/\S+/g, " ")
    .replace(
      /(?:@|\b[A-Za-z]:(?=\\)|(?<=^|[\s"'`(])[~.]{0,2}(?=\/))[\w.@~-]*(?:[\\/][\w.@~-]+)*[\\/]([\w.@~-]+)/g,
      "$1",
    )
    .replace(/^(?:\s+|>\s*|#+\s+|[*+•–—-]\s+|\d+[.)]\s+)+/, "")
    .replace(/[*_]{2,}|`|#(?!\d)/g, "")
    .replace(/\s+/g, " ")
    .trim()
    .replace(/[\s:;,.!?…-]+$/, "");
}

/** Points at what follows without naming it. */
const pointing =
  /^(?:take a look|have a look|look|check|read|see|fix)(?: at| into)?(?: (?:this|it|that|these))?$/i;

const politeness =
  /^(?:(?:can|could|would|will) (?:you|we|i)(?: please| maybe| also)?|i(?:'d| would) (?:like|love|want)(?: you| us)?(?: to)?|i (?:want|need)(?: you| us)?(?: to)?|(?:i think )?we (?:should|need to|must|could)|let'?s|help me(?: to| with)?)(?: please)? +/i;

function withoutPoliteness(sentence: string): string {
  let point = sentence;
  for (let before = ""; before !== point; ) {
    before = point;
    point = pointOf(point).replace(politeness, "");
  }
  return point === "" ? sentence : point;
}

const capitalised = (text: string): string =>
  /^[a-z]+(?:[ ,:]|$)/.test(text) ? text[0]!.toUpperCase() + text.slice(1) : text;

/** At most 90 characters, cut between words and marked so. */
function shortened(text: string): string {
  if (text.length <= longestTitle) return text;
  const cut = text.slice(0, longestTitle - 1);
  const space = cut.lastIndexOf(" ");
  // A single word of that length is no prose; anything is better than dropping it.
  return `${(space > 0 ? cut.slice(0, space) : cut).replace(/[\s:;,.!?(-]+$/, "")}…`;
}
