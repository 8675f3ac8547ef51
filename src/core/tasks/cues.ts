/**
 * What people say when they begin something new, wrap something up, or go on with what was there.
 *
 * Mechanical signs inside a session are nearly worthless for finding a new task (an idle gap is right one time
 * in five, a commit one in eight); words are rarer and right far more often. The phrases are English: in other
 * languages none fires, and a session stays one task until a person splits it.
 */

/** Approval and filler words before the point: "ok great, thanks. now ...". */
const filler =
  /^(?:(?:ok(?:ay)?|great|perfect|nice|cool|good|awesome|excellent|amazing|wonderful|brilliant|thanks?(?: you)?|thx|ty|al+ ?right|right|done|looks good|lgtm|that works|works|yes|yep|yeah|so|now|and|then|hi|hey|hello|please)\b[\s,.!:;–—-]*)+/i;

/** The point of a prompt: its first 240 characters on one line, without approval and filler words. */
export function pointOf(text: string): string {
  return text
    .slice(0, 240)
    .replace(/\s{2,}|[\n\t]/g, " ")
    .trim()
    .replace(filler, "");
}

const lead =
  "(?:let'?s |let us |can (?:you|we) |we can |time to |i(?:'d| would) like to |i want to )?(?:please )?";
const workNames = "task|topic|feature|ticket|story|project|subject|pr";

/**
 * Announcements of something new, at the start of a prompt (fillers taken off). "next issue" alone is not one:
 * it is said of the next finding of a review too; "the next issue is ..." introduces one. Where the words may
 * as well speak of the work at hand ("the new feature fails"), a colon or comma has to follow.
 */
const announcements: readonly Phrase[] = [
  phrase(
    "new",
    "(?:an?(?:other)? |one |here(?:'s| is) (?:a|another|the) )?(?:brand )?new (?:task|topic|ticket|story)\\b",
  ),
  phrase(
    "new",
    `(?:an?(?:other)? |one |here(?:'s| is) (?:a|another|the) )?(?:brand )?new (?:${workNames}|change|request|bug|issue|thing|item|question|one) ?[:;,.!–—-]`,
  ),
  phrase("mov", `${lead}mov(?:e|ing) on\\b`),
  phrase(
    "to",
    `${lead}(?:(?:mov|switch)(?:e|ing)? (?:on |over )?to|on ?to) (?:(?:the |an? )?(?:next|new|another|other|different) (?:${workNames}|one|thing)|something (?:else|different|new))\\b`,
  ),
  phrase(
    "next",
    `${lead}(?:(?:do|start|tackle|take|work on|begin|go with|look at|implement) )?(?:the |my |up )?next (?:${workNames})\\b`,
  ),
  phrase("next", "(?:the |my )?next (?:problem|thing|issue|bug|change|item|one|up)(?: is\\b| ?:)"),
  phrase(
    "unrelated separate different",
    "(?:this is |something )?(?:completely |totally |entirely )?(?:unrelated|separate|different) (?:task|topic|question|thing|issue|note|matter|subject|problem|request)\\b",
  ),
  phrase("unrelated separate", "(?:unrelated|separately) ?[:,]"),
  phrase(
    "note topic subject matter",
    "on (?:another|an? (?:different|separate|unrelated|side)) (?:note|topic|subject|matter)\\b",
  ),
  phrase(
    "another different separate unrelated",
    `(?:another|an? (?:different|separate|unrelated)) (?:${workNames})\\b`,
  ),
  phrase("switch chang", `${lead}(?:switch(?:ing)?|chang(?:e|ing)) (?:gears|topics?|subjects?)\\b`),
  // Somebody who types the word meant the command: the conversation was to begin anew.
  phrase("clear new", "/?(?:clear|new)$"),
];

/** A phrase at the start of a text, in any case. */
interface Phrase {
  /** One of them is in every text that fits, in lower case; looked for first: most texts need no more. */
  readonly words: readonly string[];
  readonly pattern: RegExp;
}

function phrase(words: string, pattern: string): Phrase {
  return { words: words.split(" "), pattern: new RegExp(`^(?:${pattern})`, "i") };
}

/** No phrase is longer. */
const phraseLength = 120;

function phraseIn(text: string, { words, pattern }: Phrase): string | null {
  const start = text.slice(0, phraseLength).toLowerCase();
  return words.some((word) => start.includes(word)) ? (pattern.exec(text)?.[0] ?? null) : null;
}

/** The words of a prompt's point that announce something new, or null. */
export function announcementIn(point: string): string | null {
  for (const announcement of announcements) {
    const found = phraseIn(point, announcement);
    if (found !== null) return found.trim();
  }
  return null;
}

/**
 * "make a new branch from main and ...", "implement it on a new worktree": the work so far is left where it is.
 * Not "make a new branch and commit": that puts the work so far there.
 */
export function asksForNewBranch(text: string): boolean {
  const request = text.slice(0, 400);
  return (
    /branch|tree|wt/i.test(request) &&
    /\b(?:create|make|start|open|use|on|in|into) (?:a |another )?(?:brand )?(?:new|fresh) (?:git )?(?:branch|worktree|work tree|wt)\b/i.test(
      request,
    ) &&
    !/\b(?:commit|push)\b/i.test(request)
  );
}

const wrapUp = phrase(
  "commit push merge squash rebase ship tag open create make update add",
  "(?:(?:can|could) you |let'?s |go ahead and )?(?:also )?(?:git )?(?:commit|push|merge|squash|rebase|ship|tag|open (?:a |the )?(?:pr|pull)|create (?:a |the )?(?:pr|pull)|make (?:a |the )?(?:pr|pull)|update (?:the )?@?change ?log|add (?:it|this) to (?:the )?change ?log)\\b",
);

/** The point asks for nothing but the end of the work before: commit, push, open the pull request, note it. */
export function isWrapUp(point: string): boolean {
  return point.length <= 120 && phraseIn(point, wrapUp) !== null;
}

/**
 * The point is a request for new work, not a question, an answer, a complaint or a pasted error: after finished
 * work it begins the next task. Judged by the first words, so it misses some and is seldom wrong.
 */
export function isFreshRequest(point: string): boolean {
  if (point.length < 25 || isWrapUp(point)) return false;
  return /^(?:(?:next|now),? )?(?:(?:i think |maybe )?(?:we|you) (?:should|must|need to|could|can|have to)\b|(?:can|could|would) (?:you|we) (?:please )?(?!check|explain|verify|show|also|double)|let'?s (?!commit|push|merge|check)|i(?:'d| would) like|i want|i need|(?:add|implement|create|build|write|introduce|design|refactor|rename|migrate|replace|update|improve|remove|support|set up|investigate|research)\b)/i.test(
    point,
  );
}

/** Said at the start of a session: go on with what another session left. */
export function asksToContinue(point: string): boolean {
  return /^(?:let'?s |can you |could you )?(?:continue|resume|carry on|keep going|go on|pick(?:ing)? up)\b/i.test(
    point,
  );
}

/**
 * Issues and pull requests that a prompt is about: the references in its first words (`PR 284`, `#12`,
 * `owner/repo#12`, `ABC-42`, addresses), by number or key. Further down a reference is mostly background.
 */
export function subjectsOf(text: string): readonly string[] {
  const start = text.slice(0, 200);
  if (!/\d/.test(start)) return [];
  const found = new Set<string>();
  const patterns = [
    /\/(?:pull|issues|merge_requests)\/(\d+)/g,
    // Of one digit it is more often a finding in a list: "fix #2".
    /(?:^|[\s(["'/\w.-])#(\d{2,7})\b/g,
    /\b(?:prs?|pull requests?|issues?|tickets?) (\d{1,7})\b/gi,
    /\b((?!(?:UTF|SHA|ISO|RFC|HTTP|MD|AES|RSA|ES|GPT|CVE|TLS|BASE)-)[A-Z][A-Z0-9]{1,9}-\d{1,6})\b/g,
  ];
  for (const pattern of patterns) {
    for (const match of start.matchAll(pattern)) found.add(match[1]!);
  }
  return [...found];
}

const commonBranchWords = new Set(
  "the a an and or of to in on for with from by at as is be not no use using fix fixes feat feature features bug bugfix hotfix chore add adds make improve improved improvement better more new update updates change changes support allow issue issues pr test tests wip dev branch claude codex".split(
    " ",
  ),
);

/** The telling words of a branch's name: `ada/fix-login-timeout` gives login, timeout. */
export function branchWords(branch: string): readonly string[] {
  const name = branch.slice(branch.indexOf("/") + 1);
  const words = name.toLowerCase().split(/[^a-z]+/);
  return [...new Set(words.filter((word) => word.length >= 3 && !commonBranchWords.has(word)).map(stem))];
}

/** The words of a text, as `branchWords` has them. */
export function textWords(text: string): ReadonlySet<string> {
  return new Set(
    text
      .toLowerCase()
      .split(/[^a-z]+/)
      .map(stem),
  );
}

/** Enough to match "hooks" with "hook" and "handling" with "handle"; both sides are cut the same way. */
function stem(word: string): string {
  return word.length <= 4 ? word.replace(/s$/, "") : word.replace(/(?:ing|ed|es|s|e)$/, "");
}
