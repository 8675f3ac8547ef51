/** The keys of the review and what they do; the help and the buttons are made from this list. */
export type Command =
  | "next"
  | "previous"
  | "first"
  | "last"
  | "select"
  | "estimate"
  | "merge"
  | "split"
  | "rename"
  | "type"
  | "exclude"
  | "confirm"
  | "link"
  | "unlink"
  | "undo"
  | "open"
  | "clear"
  | "help";

export interface Key {
  readonly command: Command;
  readonly keys: readonly string[];
  /** On its button. */
  readonly label: string;
  readonly about: string;
  /** It has a button. */
  readonly button?: true;
}

export const keys: readonly Key[] = [
  { command: "next", keys: ["j", "ArrowDown"], label: "Next", about: "to the next task" },
  { command: "previous", keys: ["k", "ArrowUp"], label: "Previous", about: "to the one before" },
  { command: "first", keys: ["Home"], label: "First", about: "to the first" },
  { command: "last", keys: ["End"], label: "Last", about: "to the last" },
  { command: "select", keys: [" "], label: "Select", about: "select it, for several at once" },
  {
    command: "estimate",
    keys: ["e"],
    label: "Estimate",
    about: "say how long a person would have needed: 4h, or 2h-6h; a digit begins it, too",
    button: true,
  },
  {
    command: "confirm",
    keys: ["c"],
    label: "Cut is right",
    about: "the cut is right as it is",
    button: true,
  },
  {
    command: "merge",
    keys: ["m"],
    label: "Merge",
    about: "make one task of the selected ones, or of this and the one in question",
    button: true,
  },
  { command: "split", keys: ["s"], label: "Split", about: "begin another task at a prompt", button: true },
  { command: "rename", keys: ["r"], label: "Rename", about: "give it another title", button: true },
  { command: "type", keys: ["t"], label: "Type", about: "say what kind of work it was", button: true },
  {
    command: "exclude",
    keys: ["x"],
    label: "Exclude",
    about: "keep it out of every record, or take it back in",
    button: true,
  },
  { command: "link", keys: ["y"], label: "Its commit", about: "the commit in question is the task's" },
  { command: "unlink", keys: ["n"], label: "Not its commit", about: "the task had no part in it" },
  { command: "undo", keys: ["u"], label: "Undo", about: "take back the last correction", button: true },
  { command: "open", keys: ["Enter", "o"], label: "Open", about: "all that is known of the task" },
  { command: "clear", keys: ["Escape"], label: "Clear", about: "select nothing" },
  { command: "help", keys: ["?"], label: "Keys", about: "this list", button: true },
];

/** Those with a button, and the one key that is written on it. */
export const buttons = keys
  .filter(({ button }) => button)
  .map(({ command, keys: [key = ""], label, about }) => ({ command, key, label, about }));

export function commandOf(key: string): Command | null {
  return keys.find((one) => one.keys.includes(key))?.command ?? null;
}

/** What is done to a task: nothing without one, or where nothing may be changed. */
export const needTask: ReadonlySet<Command> = new Set([
  "estimate",
  "merge",
  "split",
  "rename",
  "type",
  "exclude",
  "confirm",
  "link",
  "unlink",
]);

const names: Readonly<Record<string, string>> = {
  " ": "space",
  ArrowDown: "↓",
  ArrowUp: "↑",
  Escape: "Esc",
};

export const keyName = (key: string): string => names[key] ?? key;
