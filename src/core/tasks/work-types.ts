/**
 * What kind of work a task was, by rules over its title, prompts, commits, edited files and tools. Each piece
 * of evidence adds points to types; the most points win. Conventional commits (`fix: ...`) are the author's
 * own word and outweigh everything else.
 */

import type { FileKind } from "../changes/file-kinds.ts";
import type { Turn, WorkType } from "../types.ts";
import { isAsked } from "./task-segments.ts";

/** https://www.conventionalcommits.org and the Angular convention it grew from. */
const conventional: Readonly<Record<string, WorkType>> = {
  feat: "feature",
  feature: "feature",
  fix: "bugfix",
  hotfix: "bugfix",
  bugfix: "bugfix",
  docs: "docs",
  doc: "docs",
  test: "test",
  tests: "test",
  refactor: "refactor",
  perf: "refactor",
  style: "refactor",
  build: "devops",
  ci: "devops",
  chore: "chore",
  deps: "chore",
  revert: "chore",
  release: "release",
};

/** Words of a request; the earlier in this list, the more specific, which decides between equals. */
const words: readonly (readonly [WorkType, RegExp])[] = [
  [
    "release",
    /\b(?:releas(?:e|ing)|change ?log|bump (?:the )?version|version bump|publish(?:ing)?|cut a tag)\b/i,
  ],
  [
    "review",
    /\b(?:code[- ]?review|(?:re)?view(?:ing)? (?:the |this |my |our |all )?(?:pr|pull|branch|change|diff|code|commit|local)|^review|workflows:review|review #?\d)/i,
  ],
  [
    "test",
    /\b(?:(?:unit|integration|e2e|end[- ]to[- ]end|regression|snapshot) tests?|(?:add|write|create|improve|more|missing)\b.{0,30}\btests?|test (?:coverage|suite|plan)|coverage)\b/i,
  ],
  [
    "docs",
    /\b(?:docs?|documentation|readme|(?:update|write|improve|add|fix)\b.{0,30}\bguide|tutorial|docstrings?|contributing\.md)\b/i,
  ],
  [
    "devops",
    /\b(?:ci|cd|github actions?|workflows?\.ya?ml|(?:ci|build|deploy(?:ment)?)[ /-]pipeline|docker(?:file)?|kubernetes|k8s|helm|terraform|deploy(?:ment|ing)?|infra(?:structure)?|nginx)\b/i,
  ],
  [
    "bugfix",
    /\b(?:fix(?:e[sd]|ing)?|bugs?|broken|crash(?:es|ed|ing)?|regression|fail(?:s|ed|ing|ure)?|errors?|exception|not working|doesn'?t work|does not work|wrong(?:ly)?|incorrect(?:ly)?|missing|stuck|leak|race condition)\b/i,
  ],
  [
    "refactor",
    /\b(?:refactor(?:ing|ed)?|clean ?up|simplif(?:y|ies|ication)|renam(?:e|es|ing)|extract|dedup(?:licate|lication)?|consolidate|restructure|reorgani[sz]e|split up|move .{1,40} (?:in)?to|unify|tidy|dead code)\b/i,
  ],
  [
    "planning",
    /\b(?:plan(?:ning)?|design(?: doc)?|architecture|propos(?:e|al)|brainstorm|roadmap|adr|rfc|specification)\b/i,
  ],
  [
    "investigation",
    /\b(?:investigat(?:e|ion)|why|how (?:does|do|is|are|can|could|would|much)|explain|understand|analy[sz]e|look into|find out|research|figure out|compare|what (?:is|are|does|would|happens)|check (?:if|whether|what|how|why)|debug|audit|explore)\b/i,
  ],
  [
    "chore",
    /\b(?:(?:update|upgrade|bump)\b.{1,40} (?:to|from) v?\d|chore|upgrad(?:e|ing)|dependenc(?:y|ies)|bump|licen[cs]e|gitignore|lint(?:er|ing)?|format(?:ter|ting)?|config(?:uration)?|set ?up|remove|delete|templates?)\b/i,
  ],
  [
    "feature",
    /\b(?:add|implement|create|build|introduce|support|allow|enable|new|feature|make|show|integrate|extend|improve|change|update|replace|use)\b/i,
  ],
];

/** Titles and requests that begin with such a word mean it. */
const leading: readonly (readonly [WorkType, RegExp])[] = [
  ["feature", /^(?:add|implement|create|build|introduce|support|allow|enable|show|integrate|extend|make)\b/i],
  ["bugfix", /^(?:fix|repair|prevent|avoid|correct|resolve|handle)\w*\b/i],
  ["refactor", /^(?:refactor|rename|simplify|extract|consolidate|clean ?up|move|deduplicate|split)\b/i],
  ["review", /^(?:review|code review)\b/i],
  ["docs", /^(?:document|update (?:the )?(?:docs|readme|documentation))\b/i],
  ["test", /^(?:test|cover)\b/i],
  [
    "investigation",
    /^(?:investigate|explain|why|how|understand|analy[sz]e|research|compare|explore|debug)\b/i,
  ],
  ["release", /^(?:release|publish|tag)\b/i],
  ["planning", /^(?:plan|design|propose|brainstorm|draft)\b/i],
  ["chore", /^(?:upgrade|bump|remove|delete)\b/i],
];

/** The files a task left, by kind; see `file-kinds.ts`. */
export type KindOf = (path: string) => FileKind;

/** `turns` in time order; without any (an imported task) the title alone decides. */
export function workTypeOf(turns: readonly Turn[], title: string, kindOf: KindOf): WorkType {
  const points = new Map<WorkType, number>();
  const add = (type: WorkType, count: number): void => {
    points.set(type, (points.get(type) ?? 0) + count);
  };
  const stated = conventionalTypeOf(turns);
  if (stated !== null) add(stated, 20);
  addWords(add, title, 3);
  // A plan's text speaks of everything; its heading is the title already.
  const requests = turns.filter((turn) => isAsked(turn) && turn.prompt.by !== "plan");
  for (const [i, turn] of requests.slice(0, 8).entries()) {
    addWords(add, turn.prompt.head.slice(0, 400), i === 0 ? 2 : 0.6);
  }
  const files = filesOf(turns, kindOf);
  addFiles(add, files);
  const changed = turns.some((turn) => turn.edits.length > 0 || turn.commits.length > 0);
  const possible =
    changed || turns.length === 0 ? ranking : ranking.filter((type) => withoutChange.has(type));
  const discount = files.kinds.includes("source") ? discounts : {};
  const weigh = (type: WorkType): number => (points.get(type) ?? 0) * (discount[type] ?? 1);
  return possible.reduce((best, type) => (weigh(type) > weigh(best) ? type : best));
}

/**
 * Most changes begin with a question, a plan or a review. Where source changed, that was the way and not the
 * work; only reviews are also asked for when the reviewer is to repair what he finds.
 */
const discounts: Partial<Record<WorkType, number>> = { investigation: 0.1, planning: 0.1, review: 0.5 };

/** Between types of equal points the earlier wins; without any evidence it is the first that is possible. */
const ranking: readonly WorkType[] = [
  "feature",
  "bugfix",
  "investigation",
  "refactor",
  "test",
  "docs",
  "review",
  "release",
  "devops",
  "planning",
  "chore",
];

/** Work that may leave no change. Files written by commands leave no edit either, hence the operational ones. */
const withoutChange: ReadonlySet<WorkType> = new Set<WorkType>([
  "investigation",
  "review",
  "planning",
  "release",
  "devops",
  "chore",
]);

/**
 * What conventional subjects say: the pull request's, else the commits' where at least half of them have a
 * prefix. A feature's commits fix, test and document it, so one `feat` makes it one; else the most frequent.
 */
function conventionalTypeOf(turns: readonly Turn[]): WorkType | null {
  const requests = turns.flatMap((turn) =>
    turn.pullRequests.map(({ title }) => conventionalType(title ?? "")),
  );
  const request = requests.find((type) => type !== null);
  if (request !== undefined) return request;
  const commits = turns.flatMap((turn) => turn.commits.map(({ subject }) => conventionalType(subject)));
  const stated = commits.filter((type) => type !== null);
  if (stated.length === 0 || stated.length * 2 < commits.length) return null;
  if (stated.includes("feature")) return "feature";
  const count = (type: WorkType): number => stated.filter((other) => other === type).length;
  return ranking.reduce((best, type) => (count(type) > count(best) ? type : best));
}

function conventionalType(subject: string): WorkType | null {
  const found = /^([a-z]+)(?:\(([^)]*)\))?!?: /i.exec(subject);
  if (found === null) return null;
  if (/^(?:release|version)$/i.test(found[2] ?? "")) return "release";
  const prefix = found[1]!.toLowerCase();
  return Object.hasOwn(conventional, prefix) ? conventional[prefix]! : null;
}

function addWords(add: (type: WorkType, points: number) => void, text: string, weight: number): void {
  for (const [type, pattern] of leading) if (pattern.test(text)) add(type, weight);
  for (const [type, pattern] of words)
    if (pattern.test(text)) add(type, type === "feature" ? weight / 2 : weight);
}

const operations =
  /(?:^|[\\/])(?:\.github[\\/](?:workflows|actions)|\.gitlab|\.circleci|terraform|helm|k8s|deploy)[\\/]|(?:^|[\\/])(?:Dockerfile|docker-compose\.ya?ml|Jenkinsfile|\.gitlab-ci\.yml)$|\.tf$/;

interface Files {
  readonly paths: readonly string[];
  /** Without scratch, generated and lock files. */
  readonly kinds: readonly (FileKind | "operations")[];
  readonly createdSource: boolean;
}

function filesOf(turns: readonly Turn[], kindOf: KindOf): Files {
  const edits = turns.flatMap((turn) => turn.edits);
  const paths = [...new Set(edits.map(({ path }) => path))];
  const kinds = paths.map((path) => (operations.test(path) ? "operations" : kindOf(path)));
  return {
    paths,
    kinds: kinds.filter((kind) => kind !== "scratch" && kind !== "generated" && kind !== "lockfiles"),
    createdSource: edits.some((edit) => edit.created && kindOf(edit.path) === "source"),
  };
}

/** What was edited says most where it is all of one kind. */
function addFiles(
  add: (type: WorkType, points: number) => void,
  { paths, kinds, createdSource }: Files,
): void {
  const all = (kind: FileKind | "operations"): boolean =>
    kinds.length > 0 && kinds.every((found) => found === kind);
  if (all("docs")) add(paths.every((path) => /change ?log/i.test(path)) ? "release" : "docs", 6);
  else if (all("tests")) add("test", 6);
  else if (all("operations")) add("devops", 6);
  else if (all("data")) add("chore", 2);
  else if (kinds.includes("source")) add("feature", 1);
  else if (paths.length === 0) add("investigation", 1);
  if (createdSource) add("feature", 1);
}
