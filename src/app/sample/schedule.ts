/** Who works when on what: the days of a sample, their sessions and tasks. */
import { addDays } from "../../core/days.ts";
import type { Day } from "../../core/types.ts";
import { type Client, clients, desktopClient, unpricedModel } from "./clients.ts";
import { type Project, projects } from "./content.ts";
import type { Episode } from "./episode.ts";
import { episodes } from "./episodes.ts";
import { type Interlude, interludes } from "./interludes.ts";
import type { Random } from "./random.ts";
import { inventStory, promptsOf, type Story, type TurnPlan } from "./stories.ts";
import { type Hooks, noHooks } from "./turns.ts";

export interface SessionPlan {
  readonly client: Client;
  readonly project: Project;
  readonly cwd: string;
  readonly branch: string;
  readonly permissionMode: string;
  readonly hooks: Hooks;
  /** In order; a session mostly holds one task. */
  readonly tasks: readonly { readonly story: Story; readonly turns: readonly TurnPlan[] }[];
  /** One follows each turn, until none is left. */
  readonly interludes: readonly Interlude[];
  /** Work stops after so many turns and goes on the next working day; null: it is finished today. */
  readonly pauseAfter: number | null;
  /** The second day's work is in a session of its own, not in the same one resumed. */
  readonly anew: boolean;
  /** A second session begins as a copy of this one. */
  readonly forked: boolean;
  readonly faulty: boolean;
}

/** How large the things in a log are. */
export interface Bulk {
  readonly readLines: number;
  /** A picture is pasted with every so-many-th follow-up, of so many characters. */
  readonly imageEvery: number;
  readonly imageCharacters: number;
}

export const small: Bulk = { readLines: 8, imageEvery: 9, imageCharacters: 600 };
/** As in real logs, where files and pictures make up nearly all bytes. */
export const lifelike: Bulk = { readLines: 900, imageEvery: 6, imageCharacters: 500_000 };

/** The versions by days before the last: the newest first. */
const clientIndexes = [6, 5, 5, 4, 3, 2, 1, 0];

/** Gives everything out before anything a second time, as far as the versions allow. */
class Deck<T extends { readonly needs: (client: Client) => boolean }> {
  private readonly cards: T[];

  constructor(cards: readonly T[]) {
    this.cards = [...cards];
  }

  draw(client: Client): T | null {
    const index = this.cards.findIndex((card) => card.needs(client));
    if (index < 0) return null;
    const [card] = this.cards.splice(index, 1);
    this.cards.push(card!);
    return card!;
  }
}

export class Schedule {
  private readonly episodes = new Deck<Episode>(episodes);
  private readonly interludes = new Deck<Interlude>(interludes);
  private stories = 0;
  private features = 0;
  private followUps = 0;
  private sessions = 0;

  constructor(
    private readonly random: Random,
    private readonly bulk: Bulk,
  ) {}

  /** The sessions that begin on a day; `daysBefore` the sample's last one. */
  day(daysBefore: number, isLast: boolean): readonly SessionPlan[] {
    const count = daysBefore === 0 ? 4 : this.random.int(2, 4);
    return Array.from({ length: count }, (_, index) => this.session(daysBefore, index, isLast));
  }

  private session(daysBefore: number, index: number, isLast: boolean): SessionPlan {
    const { random } = this;
    this.sessions += 1;
    const number = this.sessions;
    const project = random.pick([
      projects[0]!,
      projects[0]!,
      projects[0]!,
      projects[1]!,
      projects[1]!,
      projects[2]!,
    ]);
    const client = this.client(daysBefore, number);
    const long = daysBefore % 8 === 3 && index === 0;
    const several = !long && random.chance(0.2);
    const stories = Array.from({ length: several ? random.int(2, 3) : 1 }, () => {
      this.stories += 1;
      const story = inventStory(random, project, this.stories);
      return long ? lengthened(story, random) : story;
    });
    const reviewed = number % 6 === 2;
    const tasks = stories.map((story, at) => ({ story, turns: this.turns(story, at > 0, client, reviewed) }));
    const turns = tasks.flatMap((task) => task.turns);
    const asks = turns.some((turn) => turn.episodes.some((episode) => episode.asks));
    const worktree = !several && project === projects[0] && random.chance(0.2);
    const branch = several ? "main" : stories[0]!.branch;
    const pauses = !isLast && !several && turns.length > 2 && random.chance(0.3);
    return {
      client,
      project,
      cwd: worktree ? `${project.cwd}/.claude/worktrees/${branch}` : project.cwd,
      branch,
      permissionMode: asks ? "default" : random.pick(["default", "acceptEdits", "bypassPermissions"]),
      hooks: hooksOf(project, client, number),
      tasks,
      interludes: turns.slice(1, 3).flatMap(() => drawn(this.interludes.draw(client))),
      pauseAfter: pauses ? random.int(1, turns.length - 1) : null,
      anew: random.chance(0.5),
      forked: number % 17 === 9,
      faulty: number % 13 === 6,
    };
  }

  private client(daysBefore: number, number: number): Client {
    if (number % 15 === 4) return desktopClient;
    const client = clients[clientIndexes[daysBefore % clientIndexes.length]!]!;
    return number % 19 === 7 ? { ...client, model: unpricedModel } : client;
  }

  private turns(story: Story, after: boolean, client: Client, reviewed: boolean): readonly TurnPlan[] {
    const random = this.random;
    const bulk = this.bulk;
    if (story.type === "feature" && !after) this.features += 1;
    const planned = story.type === "feature" && !after && this.features % 4 === 2;
    return promptsOf(story, { after, reviewed, planned }, random).map(({ kind, text }) => {
      const eventful = kind !== "commit" && random.chance(kind === "follow-up" ? 0.5 : 0.85);
      if (kind === "follow-up") this.followUps += 1;
      const pictured = kind === "follow-up" && this.followUps % bulk.imageEvery === 3;
      return {
        kind,
        text,
        episodes: eventful ? drawn(this.episodes.draw(client)) : [],
        readLines: Math.ceil(random.around(bulk.readLines, 2)),
        imageCharacters: pictured ? Math.ceil(random.around(bulk.imageCharacters, 3)) : 0,
      };
    });
  }
}

function drawn<T>(card: T | null): readonly T[] {
  return card === null ? [] : [card];
}

/** A task that takes the whole day. */
function lengthened(story: Story, random: Random): Story {
  const more = Array.from({ length: 8 }, () =>
    random.pick(story.followUps.length > 0 ? story.followUps : [story.first]),
  );
  return { ...story, followUps: [...story.followUps, ...more], lines: Math.max(300, story.lines) };
}

function hooksOf(project: Project, client: Client, number: number): Hooks {
  if (project.name === "stockroom")
    return { ...noHooks, stop: true, slowStopMs: number % 11 === 5 ? 86_000 : 0 };
  if (project.name === "handbook" && client.modern) return { ...noHooks, promptMs: 15_000 };
  return noHooks;
}

/** Monday to Friday. */
export function isWorkday(day: Day): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday > 0 && weekday < 6;
}

/** The working days that end with `last` (or the one before it), newest first. */
export function* workdaysBack(last: Day): Generator<Day> {
  for (let day = last; ; day = addDays(day, -1)) if (isWorkday(day)) yield day;
}

export function nextWorkday(day: Day): Day {
  const next = addDays(day, 1);
  return isWorkday(next) ? next : nextWorkday(next);
}
