/** Starts the command: finds the code kept for it, and runs it. */
import { join } from "node:path";
import { KeptCode } from "./kept-code.ts";

/** Defined by the build. */
declare const BUILD: string;
declare const PACKAGE_PARTS: readonly string[];

// Each command uses other functions; whatever is not a plain word is somebody's text, and none of a file's name.
const [word = ""] = process.argv.slice(2);
const use = /^[a-z][a-z-]{0,15}$/.test(word) ? word : "leverage";
new KeptCode(join(__dirname, "parts"), PACKAGE_PARTS, BUILD, use).runChunk("start/command.js");
