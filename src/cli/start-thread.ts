/** Starts a thread of the program from kept code. */
import { KeptCode } from "./kept-code.ts";

/** Defined by the build. */
declare const BUILD: string;
declare const PACKAGE_PARTS: readonly string[];
declare const THREAD: string;
declare const CHUNK: string;

new KeptCode(__dirname, PACKAGE_PARTS, BUILD, THREAD).runChunk(CHUNK);
