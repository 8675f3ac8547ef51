/**
 * What kind of work a task was, by rules over its title, prompts, commits, edited files and tools. Each piece
 * of evidence adds points to types; the most points win. Conventional commits (`fix: ...`) are the author's
 * own word and outweigh everything else.
 */

import type { FileKind } from "./file-kinds.ts";
import { isAsked } from "./task-segments.ts";
import type { Turn, WorkType } from "./types.ts";

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
    /\b(?:docs?|documentation|readme|(?:update|write|improve|add|fix)\b.{0,30}\bguide|tutorial|docstrings?|(?:agents|claude|contributing)\.md|comments? in the code)\b/i,
  ],
  [
    "devops",
    /\b(?:ci|cd|github actions?|workflows?\.ya?ml|pipeline|docker(?:file)?|kubernetes|k8s|helm|terraform|deploy(?:ment|ing)?|infra(?:structure)?|nginx|runner)\b/i,
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
    /\b(?:plan(?:ning)?|design(?: doc)?|architecture|propos(?:e|al)|brainstorm|roadmap|adr|rfc|spec(?:ification)?|approach|options)\b/i,
  ],
  [
    "investigation",
    /\b(?:investigat(?:e|ion)|why|how (?:does|do|is|are|can|could|would|much)|explain|understand|analy[sz]e|look into|find out|research|figure out|compare|what (?:is|are|does|would|happens)|check (?:if|whether|what|how|why)|debug|audit|explore)\b/i,
  ],
  [
    "chore",
    /\b(?:chore|upgrad(?:e|ing)|dependenc(?:y|ies)|bump|licen[cs]e|gitignore|lint(?:er|ing)?|format(?:ter|ting)?|config(?:uration)?|set ?up|remove|delete|templates?)\b/i,
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

/** `turns` in time order. */
export function workTypeOf(turns: readonly Turn[], title: string, kindOf: KindOf): WorkType {
  const points = new Map<WorkType, number>();
  const add = (type: WorkType, count: number): void => {
    points.set(type, (points.get(type) ?? 0) + count);
  };
  for (const type of conventionalTypes(turns)) add(type, 20);
  const requests = turns.filter(isAsked).map((turn) => turn.prompt.head.slice(0, 400));
  addWords(add, title, 3);
  addWords(add, requests[0] ?? "", 2);
  for (const request of requests.slice(1, 8)) addWords(add, request, 0.4);
  addFiles(add, turns, kindOf);
  const changed = turns.some((turn) => turn.edits.length > 0 || turn.commits.length > 0);
  const possible = changed ? ranking : ranking.filter((type) => withoutChange.has(type));
  return possible.reduce((best, type) => ((points.get(type) ?? 0) > (points.get(best) ?? 0) ? type : best));
}

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

/** The types of conventional subjects: the pull requests' if they have any, else the most frequent of the commits'. */
function conventionalTypes(turns: readonly Turn[]): readonly WorkType[] {
  const typesOf = (subjects: readonly string[]): readonly WorkType[] =>
    subjects.map(conventionalType).filter((type) => type !== null);
  const requests = typesOf(turns.flatMap((turn) => turn.pullRequests.map(({ title }) => title ?? "")));
  if (requests.length > 0) return requests.slice(0, 1);
  const counts = new Map<WorkType, number>();
  for (const type of typesOf(turns.flatMap((turn) => turn.commits.map(({ subject }) => subject)))) {
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return ranking
    .filter((type) => counts.has(type))
    .sort((a, b) => counts.get(b)! - counts.get(a)!)
    .slice(0, 1);
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
  /(?:^|[\\/])(?:\.github|\.gitlab|\.circleci|terraform|helm|k8s|deploy)[\\/]|(?:^|[\\/])(?:Dockerfile|docker-compose\.ya?ml|Jenkinsfile|\.gitlab-ci\.yml)$|\.tf$/;

/** What was edited says most where it is all of one kind. */
function addFiles(
  add: (type: WorkType, points: number) => void,
  turns: readonly Turn[],
  kindOf: KindOf,
): void {
  const paths = [...new Set(turns.flatMap((turn) => turn.edits.map(({ path }) => path)))];
  const kinds = paths.map((path) => (operations.test(path) ? "operations" : kindOf(path)));
  const counted = kinds.filter((kind) => kind !== "scratch" && kind !== "generated" && kind !== "lockfiles");
  const all = (kind: string): boolean => counted.length > 0 && counted.every((found) => found === kind);
  if (all("docs")) add(paths.every((path) => /change ?log/i.test(path)) ? "release" : "docs", 6);
  else if (all("tests")) add("test", 6);
  else if (all("operations")) add("devops", 6);
  else if (all("data")) add("chore", 2);
  else if (counted.includes("source")) add("feature", 1);
  else if (paths.length === 0) add("investigation", 1);
  if (turns.flatMap((turn) => turn.edits).some((edit) => edit.created && kindOf(edit.path) === "source")) {
    add("feature", 1);
  }
}
