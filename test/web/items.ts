/** Tasks of the inbox for tests: what does not matter has a quiet default. */
import type { Item } from "../../src/web/corrections/actions.ts";

export function item(id: string, more: Partial<Item> = {}): Item {
  return {
    id,
    title: `Task ${id}`,
    project: "shop",
    person: "ada",
    type: "feature",
    excluded: false,
    firstMs: 0,
    day: "2026-03-20",
    prompts: 3,
    agentMinutes: 10,
    supervisoryMinutes: 5,
    estimate: null,
    doubts: [{ about: "estimate", why: "no human estimate yet" }],
    ...more,
  };
}

export const cutDoubt: Item["doubts"][number] = {
  about: "cut",
  why: "20 prompts of one session in one task",
  prompt: null,
  other: null,
};
