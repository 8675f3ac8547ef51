/** The one way from a page to the ledger: a change, and what is shown of it everywhere. */
import { announcer } from "../announce.svelte.ts";
import { change } from "../api.ts";
import { live } from "../live.svelte.ts";
import { Desk } from "./desk.svelte.ts";

/** One for the whole visit, so that what was done on one page can be undone on another. */
export const desk = new Desk(
  async (name, input) => {
    const changed = await change(name, input);
    live.saw(changed.revision);
    return changed;
  },
  (words) => announcer.say(words),
);
