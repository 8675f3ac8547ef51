/** Paths as git prints them: in quotes, with escapes, where they hold quotes, backslashes or control characters. */

const escapes: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  t: "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
};

export function unquotedPath(text: string): string {
  // Git ends an unquoted name that holds a space with a tab.
  if (!text.startsWith('"')) return text.endsWith("\t") ? text.slice(0, -1) : text;
  const bytes: number[] = [];
  const inner = text.slice(1, text.lastIndexOf('"'));
  for (const [, octal, letter, plain] of inner.matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/gs)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else bytes.push(...Buffer.from(letter === undefined ? plain! : (escapes[letter] ?? letter), "utf8"));
  }
  return Buffer.from(bytes).toString("utf8");
}
