/** Lines as numbers: the same line can be found again in an edit and in a commit without keeping its text. */

const offsetBasis = 0x811c9dc5;
const prime = 0x01000193;
const tab = 9;
const space = 32;

/**
 * 32-bit FNV-1a over the line's UTF-16 units, without its line end. Each leading tab counts as two spaces: Claude
 * Code logs the lines of a patch so, those of a new file as they are, and both are to match each other and git.
 */
export function hashLine(line: string): number {
  let hash = offsetBasis;
  let at = 0;
  for (; line.charCodeAt(at) === tab; at++) {
    hash = Math.imul(hash ^ space, prime);
    hash = Math.imul(hash ^ space, prime);
  }
  for (; at < line.length; at++) {
    hash ^= line.charCodeAt(at);
    hash = Math.imul(hash, prime);
  }
  return hash >>> 0;
}

/** Lines that stand in most files of most languages, and so say nothing about where they came from. */
const everywhere = (
  "|{|}|(|)|[|]|};|),|);|},|],|];|})|});|}),|])|]);|/**|*|*/|//|#|---|```|else|else {|} else {|else:|end|try:|" +
  "try {|pass|return|return;|break|break;|continue|continue;|fi|done|import (|return nil|return err|if err != nil {|" +
  "return null;|return true|return false|return true;|return false;|return None|</div>|<div>|default:|then|begin|do"
).split("|");

let common: ReadonlySet<number> | null = null;

/** Is it the hash of an empty line, a bracket or the like, at any usual indentation? */
export function isCommonLine(hash: number): boolean {
  common ??= commonHashes();
  return common.has(hash);
}

function commonHashes(): ReadonlySet<number> {
  const indentations = Array.from({ length: 41 }, (_, spaces) => " ".repeat(spaces));
  return new Set(indentations.flatMap((space) => everywhere.map((line) => hashLine(space + line))));
}
