/**
 * The invented work of the sample: a small company's stock-keeping service, its command line tool and its
 * handbook. Everything is made of these lists, so that it reads like engineering and is nobody's.
 */
import type { WorkType } from "../../core/types.ts";
import type { Random } from "./random.ts";

export interface Project {
  readonly name: string;
  readonly cwd: string;
  /** Owner and name at the code host. */
  readonly repository: string;
  readonly language: "typescript" | "python" | "markdown";
  readonly topics: readonly string[];
}

export const person = "sample";
const home = `/home/${person}/work`;

export const projects: readonly Project[] = [
  {
    name: "stockroom",
    cwd: `${home}/stockroom`,
    repository: "example/stockroom",
    language: "typescript",
    topics: [
      "reorder points",
      "stock counts",
      "supplier price lists",
      "barcode labels",
      "returns",
      "low-stock alerts",
      "unit conversions",
      "purchase orders",
      "delivery slots",
      "batch numbers",
      "expiry dates",
      "pick lists",
      "stock transfers",
      "audit entries",
      "role permissions",
      "webhooks",
    ],
  },
  {
    name: "tally",
    cwd: `${home}/tally`,
    repository: "example/tally",
    language: "python",
    topics: [
      "monthly totals",
      "config profiles",
      "watch mode",
      "exit codes",
      "shell completion",
      "CSV export",
      "retry policies",
      "progress output",
    ],
  },
  {
    name: "handbook",
    cwd: `${home}/handbook`,
    repository: "example/handbook",
    language: "markdown",
    topics: ["install guide", "search page", "glossary", "API reference", "sidebar order", "release notes"],
  },
];

/** How a task of a type is asked for; `{t}` is the topic, `{n}` an issue. */
interface Wording {
  readonly type: WorkType;
  readonly weight: number;
  readonly branch: string;
  readonly first: readonly string[];
  readonly title: string;
  readonly subject: string;
  /** Source lines the task leaves, around this; 0: nothing is edited. */
  readonly lines: number;
  readonly followUps: readonly string[];
}

const followUps = [
  "Also cover the case where the list is empty, that one crashed last week.",
  "Run the tests again and fix what fails.",
  "Can you use the existing helper instead of a new one? It already rounds to cents.",
  "The error message should say which row is wrong and what to do about it.",
  "Rename the option, the name is too close to the old one.",
  "I tried it locally: the second page shows the first page's rows. Please check the offset.",
  "Why is this query inside the loop? Move it out, one query is enough.",
  "Please add a short note to the readme about the new setting.",
];

export const wordings: readonly Wording[] = [
  {
    type: "feature",
    weight: 8,
    branch: "add",
    first: [
      "Add {t} to the service: model, routes and a page in the admin area. Keep the existing API as it is, and write tests for the rules.",
      "We need {t}. Look at how the neighbouring module does it, then implement it the same way, with validation and tests. See #{n}.",
    ],
    title: "Add {t}",
    subject: "Add {t} with validation and tests",
    lines: 140,
    followUps,
  },
  {
    type: "bugfix",
    weight: 6,
    branch: "fix",
    first: [
      "{t} are wrong when two people save at the same time (#{n}). Find out why, write a failing test first, then fix it.",
      "Since yesterday's deploy the page with {t} shows a blank table for some customers. Please find the cause and fix it.",
    ],
    title: "Fix {t} on concurrent saves",
    subject: "Fix {t} when two saves overlap",
    lines: 45,
    followUps,
  },
  {
    type: "test",
    weight: 3,
    branch: "test",
    first: [
      "Write tests for {t}: the happy path, empty input, duplicates and the permission checks. Aim for the branches that are not covered yet.",
    ],
    title: "Tests for {t}",
    subject: "Test {t}: duplicates, permissions, empty input",
    lines: 90,
    followUps,
  },
  {
    type: "refactor",
    weight: 3,
    branch: "refactor",
    first: [
      "The module for {t} has grown to one long function. Split it along its steps without changing behaviour; the tests must stay as they are.",
    ],
    title: "Split the module for {t}",
    subject: "Split {t} into steps",
    lines: 80,
    followUps,
  },
  {
    type: "investigation",
    weight: 2,
    branch: "look-into",
    first: [
      "Why does loading {t} take four seconds on the test system? Don't change anything yet, just find out and tell me what you would do.",
    ],
    title: "Why {t} load slowly",
    subject: "Note where {t} spend their time",
    lines: 0,
    followUps: [
      "Which of the two would you do first?",
      "Write that down in docs/notes.md, with the numbers.",
    ],
  },
  {
    type: "review",
    weight: 2,
    branch: "review",
    first: ["Review the change to {t}."],
    title: "Review of the change to {t}",
    subject: "Review {t}",
    lines: 0,
    followUps: ["Is the second finding a real risk, or only untidy?"],
  },
  {
    type: "release",
    weight: 1,
    branch: "release",
    first: [
      "Prepare release 1.{n}.0: collect the changes to {t} for the changelog, set the version and tag it.",
    ],
    title: "Release 1.{n}.0",
    subject: "Release 1.{n}.0",
    lines: 14,
    followUps: ["Sort the changelog by what users notice first."],
  },
  {
    type: "docs",
    weight: 2,
    branch: "docs",
    first: [
      "Write the page about {t}: what it is for, one example that runs, and the three mistakes people make.",
    ],
    title: "Document {t}",
    subject: "Document {t}",
    lines: 60,
    followUps: ["Shorter, please. One example is enough.", "Check that every link on the page works."],
  },
  {
    type: "devops",
    weight: 1,
    branch: "ci",
    first: [
      "The build fails only on the second core, always in {t}. Look at the workflow file and make it deterministic.",
    ],
    title: "Make the build of {t} deterministic",
    subject: "Pin the order in which {t} are built",
    lines: 30,
    followUps,
  },
  {
    type: "chore",
    weight: 1,
    branch: "chore",
    first: [
      "Upgrade the libraries that {t} use to their newest minor versions, one commit each, tests in between.",
    ],
    title: "Upgrade the libraries of {t}",
    subject: "Upgrade the libraries of {t}",
    lines: 24,
    followUps,
  },
];

export function filled(template: string, topic: string, issue: number): string {
  const text = template.replaceAll("{t}", topic).replaceAll("{n}", String(issue));
  return text[0]!.toUpperCase() + text.slice(1);
}

/** `supplier price lists` as identifiers: `supplierPriceLists`, `supplier_price_lists`, `supplier-price-lists`. */
export function identifiers(topic: string) {
  const words = topic.toLowerCase().split(/[\s-]+/);
  const capital = (word: string) => word[0]!.toUpperCase() + word.slice(1);
  return {
    camel: words[0] + words.slice(1).map(capital).join(""),
    pascal: words.map(capital).join(""),
    snake: words.join("_"),
    kebab: words.join("-"),
  };
}

/** The files a task on a topic works in: source first, then tests. */
export function filesOf(project: Project, topic: string, type: WorkType): readonly string[] {
  const { kebab, snake } = identifiers(topic);
  if (project.language === "markdown" || type === "docs") {
    return [`docs/${kebab}.md`, "docs/index.md"];
  }
  if (type === "devops") return [".github/workflows/build.yml", "scripts/order.mjs"];
  if (type === "chore" || type === "release") return ["package.json", "src/services/clock.ts"];
  const [folder, test, ending] =
    project.language === "python"
      ? ["tally", `tests/test_${snake}`, "py"]
      : ["src", `test/${kebab}.test`, "ts"];
  const name = project.language === "python" ? snake : kebab;
  if (type === "test") return [`${test}.${ending}`];
  const layers =
    project.language === "python" ? ["commands", "core"] : ["services", "routes", "models", "pages"];
  return [...layers.map((layer) => `${folder}/${layer}/${name}.${ending}`), `${test}.${ending}`];
}

const thoughts = [
  "The service already has a place for this. I should follow the pattern of the neighbouring module and keep the public types unchanged.",
  "Two saves can interleave between the read and the write here, so the second one overwrites the first. A version column would show it.",
  "The test fails for the right reason now. Next the smallest change that makes it pass, then the duplicate case.",
  "This helper rounds half up while the report rounds half to even. One of them has to give; the report is what people see.",
  "The list is loaded once per row. Loading it before the loop keeps one query and the same order.",
];
const remarks = [
  "I'll look at the existing module first.",
  "The rules live in one place now, and the routes only call them.",
  "Now the tests for the empty and the duplicate case.",
  "That was the cause: the cached total is read before the row is saved.",
  "Let me run the whole suite once more.",
];
const closings = [
  "Done. The rules are in the service, the routes call them, and the tests cover empty input, duplicates and permissions.",
  "Fixed. The save now compares the version it read, and the second writer gets a clear message instead of overwriting.",
  "All tests pass. I left the old names as aliases so that nothing outside has to change.",
  "That is the state: everything asked for is in, and one follow-up is noted at the end of the file.",
];

export const thought = (random: Random) => random.pick(thoughts);
export const remark = (random: Random) => random.pick(remarks);
export const closing = (random: Random) => random.pick(closings);
