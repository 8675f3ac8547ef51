/**
 * What happens in a turn beside reading, editing and testing, each as the rows Claude Code leaves for it.
 */
import { type Episode, early, withProgress } from "./episode.ts";
import { askedInside, background, backgroundAgent, explore, parallel } from "./episodes-agents.ts";
import { planning, question, refused, stopped, typedAhead } from "./episodes-people.ts";
import {
  compaction,
  compilerTells,
  everythingInOneRow,
  retried,
  skill,
  toolbox,
  tryAndUndo,
  web,
} from "./episodes-tools.ts";

/** The same for some versions only: a row kind of theirs must come in every sample. */
const only = (episode: Episode, needs: Episode["needs"]): Episode => ({ ...episode, needs });

/** In the order in which a sample gives them out: what few versions know comes first. */
export const episodes: readonly Episode[] = [
  only(web, withProgress),
  only(background, withProgress),
  only(toolbox, withProgress),
  everythingInOneRow,
  retried,
  backgroundAgent,
  compilerTells,
  explore,
  only(parallel, withProgress),
  askedInside,
  question,
  only(planning, (client) => planning.needs(client) && early(client)),
  planning,
  refused,
  toolbox,
  typedAhead,
  only(compaction, withProgress),
  parallel,
  tryAndUndo,
  skill,
  stopped,
  background,
  compaction,
  web,
];
