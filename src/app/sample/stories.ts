/** One task from its first prompt to its commit: which turns it takes and what is done in each. */
import type { WorkType } from "../../core/types.ts";
import {
  bash,
  changeOf,
  commit,
  edit,
  glob,
  grep,
  plan,
  pullRequest,
  read,
  runTests,
  tick,
  write,
} from "./calls.ts";
import { filesOf, filled, identifiers, type Project, wordings } from "./content.ts";
import type { Episode, Work } from "./episode.ts";
import { say, sayAndCall } from "./messages.ts";
import type { Random } from "./random.ts";
import type { SessionLog } from "./session-log.ts";
import { newLines } from "./source-text.ts";
import { finish, prompt, slashPrompt } from "./turns.ts";

export interface Story {
  readonly id: string;
  readonly project: Project;
  readonly topic: string;
  readonly type: WorkType;
  readonly title: string;
  readonly subject: string;
  readonly branch: string;
  readonly issue: number;
  readonly files: readonly string[];
  readonly first: string;
  readonly followUps: readonly string[];
  /** Lines the task leaves. */
  readonly lines: number;
  /** Number of the pull request it ends in; null: it is only committed. */
  readonly pullRequest: number | null;
}

/** Invent a task; `number` makes its id, branch and issue its own. */
export function inventStory(random: Random, project: Project, number: number): Story {
  const wording = pickWording(random, project);
  const topic = random.pick(project.topics);
  const issue = 100 + number;
  const fill = (template: string) => filled(template, topic, issue);
  const { kebab } = identifiers(topic);
  const questions = random.int(0, wording.lines === 0 ? 1 : 2);
  return {
    id: `t${number}`,
    project,
    topic,
    type: wording.type,
    title: fill(wording.title),
    subject: fill(wording.subject),
    branch: `${wording.branch}-${kebab}-${issue}`,
    issue,
    files: filesOf(project, topic, wording.type),
    first: fill(random.pick(wording.first)),
    followUps: Array.from({ length: questions }, () => random.pick(wording.followUps)),
    lines: wording.lines === 0 ? 0 : Math.max(6, Math.round(random.around(wording.lines, 2.6))),
    pullRequest: wording.lines > 0 && random.chance(0.45) ? 20 + number : null,
  };
}

function pickWording(random: Random, project: Project) {
  const allowed = wordings.filter(
    ({ type }) => project.language !== "markdown" || /docs|chore|devops/.test(type),
  );
  let left = random.fraction() * allowed.reduce((sum, { weight }) => sum + weight, 0);
  for (const wording of allowed) {
    left -= wording.weight;
    if (left <= 0) return wording;
  }
  return allowed[0]!;
}

/** How a task's first prompt opens when another task came before it in the session. */
const openings = [
  "Great, thanks. New task: ",
  "Perfect. Let's move on to the next issue. ",
  "Nice. Next task: ",
];

export interface TurnPlan {
  readonly kind: "first" | "plan" | "follow-up" | "commit" | "review";
  readonly text: string;
  readonly episodes: readonly Episode[];
  /** How much a file read brings in. */
  readonly readLines: number;
  /** A picture is pasted with the prompt, of so many characters; 0: none. */
  readonly imageCharacters: number;
}

/**
 * The prompts of a task in order, without what happens in them: `after` another task in the same session,
 * opened by a plan made before, `reviewed` before it is committed.
 */
export function promptsOf(
  story: Story,
  {
    after,
    reviewed,
    planned,
  }: { readonly after: boolean; readonly reviewed: boolean; readonly planned: boolean },
  random: Random,
): readonly Pick<TurnPlan, "kind" | "text">[] {
  const opening = after ? random.pick(openings) : "";
  const first = story.type === "review" ? "review" : planned ? "plan" : "first";
  const last =
    story.pullRequest === null ? "Looks good. Commit this." : "Looks good. Commit and open a pull request.";
  return [
    { kind: first, text: opening + story.first },
    ...story.followUps.map((text) => ({ kind: "follow-up", text }) as const),
    ...(reviewed && story.lines > 0 ? [{ kind: "review", text: "" } as const] : []),
    ...(story.lines > 0 ? [{ kind: "commit", text: last } as const] : []),
  ];
}

/** Play one turn of a task. */
export function playTurn(s: SessionLog, story: Story, turn: TurnPlan, work: Work): void {
  if (turn.kind === "review") {
    const address = `https://github.com/${story.project.repository}/pull/${story.issue - 80}`;
    // A review of one's own work needs no address.
    slashPrompt(s, "review", story.type === "review" ? address : "", work.hooks);
  } else if (turn.kind === "plan") {
    const planContent = `# Plan: ${story.title}\n\n1. ${story.first}\n2. Tests for empty input, duplicates and permissions`;
    const text = `Implement the following plan:\n\n${planContent}`;
    prompt(s, text, work.hooks, { by: "plan", extra: { planContent } });
  } else if (turn.imageCharacters > 0) {
    const data = s.random.hex(64).repeat(Math.ceil(turn.imageCharacters / 64));
    const image = { type: "image", source: { type: "base64", media_type: "image/png", data } };
    const blocks = [{ type: "text", text: turn.text }, image];
    prompt(s, turn.text, work.hooks, { blocks, extra: { imagePasteIds: [1] } });
  } else prompt(s, turn.text, work.hooks);

  if (turn.kind === "commit") commitWork(s, story);
  else {
    if (!lookAround(s, story, turn, work)) return;
    const share = turn.kind === "follow-up" ? 0.3 / Math.max(1, story.followUps.length) : 0.7;
    if (story.lines > 0 && turn.kind !== "review") changeFiles(s, story, share);
  }
  finish(s, work.hooks);
  if (turn.kind === "commit" && story.pullRequest !== null) linkPullRequest(s, story, story.pullRequest);
}

/** Read what is there, and whatever else happens in this turn. False: the turn is over. */
function lookAround(s: SessionLog, story: Story, turn: TurnPlan, work: Work): boolean {
  const { random } = s;
  const opens = turn.kind === "first" || turn.kind === "plan";
  if (opens) say(s, { text: "I'll look at the existing code first.", calls: plan(s) });
  const { camel, kebab } = identifiers(story.topic);
  const search = random.chance(0.3) ? glob(s, `**/*${kebab}*`, story.files) : grep(s, camel, story.files);
  sayAndCall(s, [search]);
  const files = story.files.slice(0, opens ? random.int(1, 2) : 1);
  sayAndCall(
    s,
    files.map((file) => read(s, file, work.filler, turn.readLines)),
  );
  for (const episode of turn.episodes) if (!episode.play(s, work)) return false;
  if (story.lines === 0) {
    sayAndCall(s, [
      bash(s, "node scripts/measure.mjs", "loaded 5000 rows in 4012 ms", random.around(9_000, 2)),
    ]);
  }
  return true;
}

/** Write and edit a share of the task's lines, then test until it works. */
function changeFiles(s: SessionLog, story: Story, share: number): void {
  const { random } = s;
  const lines = Math.max(3, Math.round(story.lines * share));
  const parts = Math.min(story.files.length, Math.max(1, Math.ceil(lines / 45)));
  for (let part = 0; part < parts; part += 1) {
    const file = story.files[part % story.files.length]!;
    const size = Math.ceil(lines / parts);
    const isNew = share > 0.5 && story.type === "feature" && part > 0;
    const calls = isNew
      ? [write(s, file, newLines(file, story.topic, size, random))]
      : [edit(s, changeOf(s, file, story.topic, size))];
    sayAndCall(s, calls, 12_000 + size * 350);
  }
  if (story.type === "docs") return;
  if (random.chance(0.35)) {
    sayAndCall(s, [runTests(s, true)]);
    sayAndCall(s, [edit(s, changeOf(s, story.files[0]!, story.topic, 3))]);
  }
  sayAndCall(s, [runTests(s, false), ...tick(s)]);
}

function commitWork(s: SessionLog, story: Story): void {
  sayAndCall(s, [bash(s, "git diff --stat", " 4 files changed", 90)], 3_000);
  sayAndCall(s, [commit(s, story.subject, story.files.length, story.lines)], 3_000);
  if (story.pullRequest === null) return;
  sayAndCall(s, [bash(s, `git push -u origin ${s.place.branch}`, "done", 1_700, { free: true })], 2_500);
  sayAndCall(s, [pullRequest(s, story.project.repository, story.pullRequest, story.title)], 4_000);
}

function linkPullRequest(s: SessionLog, story: Story, number: number): void {
  s.truth.pullRequest(s.task, number);
  s.bare({
    type: "pr-link",
    sessionId: s.identity.sessionId,
    prNumber: number,
    prUrl: `https://github.com/${story.project.repository}/pull/${number}`,
    prRepository: story.project.repository,
    timestamp: new Date(s.nowMs).toISOString(),
  });
}
