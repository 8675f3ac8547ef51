/** The definition of every number a record shows, in one sentence each; docs/METHOD.md has the whole. */
export const definitions = {
  human:
    "Minutes a senior engineer who knows this codebase would need, alone and without AI, for the same accepted outcome: the mean of the estimate, with its 10th and 90th percentile. A model's mean lies above its likely figure; means add up.",
  agent:
    "Length of the union of the intervals in which any agent worked: from each prompt to the end of its turn, minus dialogs that waited for a human, minus sleep.",
  agentWork: "The same with agents side by side counted each.",
  agentUnion:
    "Length of the union of all agent intervals of the period, of all measured tasks, estimated or not.",
  uncertain: "The part of the agent time that the log leaves open and the rules had to guess.",
  supervision:
    "Human minutes of prompting, reviewing and approving, one human across all sessions: gaps and waits up to a cap count in full, longer ones as the person's median.",
  leverageFactor: "Human-estimated minutes / agent minutes. A total is a ratio of sums.",
  supervisoryLeverageFactor: "Human-estimated minutes / supervisory minutes. A total is a ratio of sums.",
  mergedLeverageFactor:
    "Human-estimated minutes of merged tasks alone / agent minutes of all tasks: work that failed, or whose outcome no repository tells, adds minutes and no hours. Left out are only merged tasks without an estimate.",
  merged:
    "Human-estimated minutes of merged tasks: the trunk holds their commits or copies of them, as the repositories on this machine tell now.",
  survival:
    "Lines of source, tests and documentation that tasks brought to a trunk and that are still there at its newest commit, of all they brought; wherever they moved, and whatever white space became of them.",
  adjustedLeverageFactor:
    "Human-estimated minutes weighed by the part of each task's lines that nobody else took out within 28 days, nothing for work that never landed / agent minutes of the same tasks.",
  tokens:
    "Input, output, cache writes and cache reads as billed; a message counts once, with its largest output; subagents count.",
  cost: "Tokens at list prices of the dated table in the package, or the configuration's.",
} as const;
export type NumberName = keyof typeof definitions;
