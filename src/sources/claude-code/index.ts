/** Claude Code's logs as a source of events. What reads them is loaded only where there is something to read. */
import type { Source } from "../source.ts";
import { claudePlaces, discoverLogs } from "./discover.ts";

export const claudeCode: Source = {
  name: "claude-code",
  about: "Claude Code: sessions and subagents under ~/.claude/projects, versions 1 and 2",
  places: claudePlaces,
  async discover(places) {
    return discoverLogs(places);
  },
  async *read(file, from, options) {
    const { read } = await import("./read.ts");
    yield* read(file, from, options);
  },
};
