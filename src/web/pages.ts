/** The pages in the order of the navigation. Another one is a folder beside the others and a line here. */
import type { Component } from "svelte";

export interface Page {
  /** First word of its addresses. */
  readonly name: string;
  readonly title: string;
  /** Each page is loaded when it is first opened. */
  load(): Promise<{ readonly default: Component }>;
  /** Reached from other pages only: it needs a subject. */
  readonly hidden?: true;
}

export const pages: readonly Page[] = [
  { name: "record", title: "Record", load: () => import("./pages/record/Record.svelte") },
  { name: "review", title: "Review", load: () => import("./pages/review/Review.svelte") },
  { name: "timeline", title: "Timeline", load: () => import("./pages/timeline/Timeline.svelte") },
  { name: "trends", title: "Trends", load: () => import("./pages/trends/Trends.svelte") },
  { name: "estimates", title: "Estimates", load: () => import("./pages/estimates/Estimates.svelte") },
  { name: "coverage", title: "Coverage", load: () => import("./pages/coverage/Coverage.svelte") },
  { name: "task", title: "Task", load: () => import("./pages/task/Task.svelte"), hidden: true },
];
