/** Starts the command: finds the code kept for it, and runs it. */
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { KeptCode } from "./kept-code.ts";

/** Defined by the build. */
declare const BUILD: string;
declare const PACKAGE_PARTS: readonly string[];

// V8 optimizes what has run for a while, in threads of its own. Most of what a command of a second or two optimizes
// has nearly done its work by then; only what runs fifteen times as long is worth the time. Later versions of V8 go by
// other counts, and say aloud that they do not know this one.
if (process.versions.v8.startsWith("11.")) setFlagsFromString("--interrupt-budget=1000000");

// Each command uses other functions; whatever is not a plain word is somebody's text, and none of a file's name.
const [word = ""] = process.argv.slice(2);
const use = /^[a-z][a-z-]{0,15}$/.test(word) ? word : "leverage";
new KeptCode(join(__dirname, "parts"), PACKAGE_PARTS, BUILD, use).runChunk("start/command.js");
