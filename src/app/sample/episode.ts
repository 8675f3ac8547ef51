/** A happening inside a turn: the contract of the files `episodes-*.ts`. */
import type { Client } from "./clients.ts";
import type { SessionLog } from "./session-log.ts";
import type { Filler } from "./source-text.ts";
import type { OnFile, SubagentJob } from "./subagents.ts";
import type { Hooks } from "./turns.ts";

/** The work in hand, as an episode needs it. */
export interface Work {
  readonly topic: string;
  readonly files: readonly string[];
  readonly hooks: Hooks;
  readonly filler: Filler;
  readonly onFile: OnFile;
}

export interface Episode {
  readonly name: string;
  readonly needs: (client: Client) => boolean;
  /** Dialogs open in it, so the session must be one that asks. */
  readonly asks?: boolean;
  /** Plays it inside a running turn. False: it ended the turn. */
  readonly play: (s: SessionLog, work: Work) => boolean;
}

export const always = () => true;
export const modern = (client: Client) => client.modern;
export const early = (client: Client) => !client.modern;
export const withProgress = (client: Client) => client.progress;
/** Questions and background commands came with 2.1.17. */
export const since2117 = (client: Client) => client.version !== "2.0.76" && client.version !== "2.1.5";

export function job(work: Work, about: string, waitMs = 0): SubagentJob {
  return { about, files: work.files, waitMs };
}
