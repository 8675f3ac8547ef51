/** What spares a text the search for secrets must never spare one that holds a secret. */
import { lintSource } from "@secretlint/core";
import { creator } from "@secretlint/secretlint-rule-preset-recommend";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { mayBeLinted } from "../../src/sources/linted-shapes.ts";
import { maskSecrets, mayHoldSecret } from "../../src/sources/secret-rules.ts";
import "../seed.ts";
import { canaries } from "./canaries.ts";

/** The patterns that secretlint's rules search a text with, overheard while they do. */
async function patternsOfSecretlint(): Promise<readonly RegExp[]> {
  const patterns = new Set<RegExp>();
  const { matchAll } = String.prototype;
  String.prototype.matchAll = function (this: string, pattern: RegExp) {
    patterns.add(pattern);
    return Reflect.apply(matchAll, this, [pattern]);
  } as typeof matchAll;
  try {
    const config = { rules: [{ id: "@secretlint/secretlint-rule-preset-recommend", rule: creator }] };
    const source = { content: "words", filePath: "a.txt", ext: ".txt", contentType: "text" as const };
    await lintSource({ source, options: { config, noPhysicFilePath: true } });
  } finally {
    String.prototype.matchAll = matchAll;
  }
  // Comments that switch rules off are no secrets.
  return [...patterns].filter(({ source }) => !source.includes("secretlint-"));
}

/**
 * Texts that match the pattern; what it wants around the match is left out, which only makes more texts match.
 * Addresses have a name and a password in them: others match as well, but are no finding.
 */
function textsLike({ source, flags }: RegExp): fc.Arbitrary<string> {
  const bare = source
    .replaceAll(/\(\?<?!(?:\[[^\]]*\]|\\p\{L\}|\\w)\)/g, "")
    .replaceAll(/\(\?<\w+>/g, "(")
    .replaceAll("\\b", "")
    .replaceAll("@)?", "@)");
  return fc.stringMatching(new RegExp(bare, flags.replace(/[gim]/g, "")), { maxLength: 400 });
}

describe("what secretlint looks for", () => {
  let patterns: readonly RegExp[] = [];
  beforeAll(async () => {
    patterns = await patternsOfSecretlint();
  });

  it("is known: a new pattern of a newer version would be counted here", () => {
    expect(patterns.length).toBe(30);
  });

  it("is let through to it, whatever a match looks like", () => {
    for (const pattern of patterns) {
      fc.assert(
        fc.property(textsLike(pattern), (text) => {
          expect(mayBeLinted(`see ${text} there`), `${pattern}: ${text}`).toBe(true);
        }),
        { numRuns: 50 },
      );
    }
  });

  it("is in few texts", () => {
    for (const text of [
      "/home/dev/shop/src/cart.ts",
      "git commit && npm run test",
      "fix the login page, please",
    ])
      expect(mayBeLinted(text)).toBe(false);
  });
});

describe("what our own rules look for", () => {
  it.each(canaries.map(({ shape, text }) => [shape, text] as const))("is seen to be there: %s", (_, text) => {
    if (maskSecrets(text) !== text) expect(mayHoldSecret(text)).toBe(true);
    expect(mayHoldSecret(text) || mayBeLinted(text)).toBe(true);
  });

  it("is nowhere else: a text that is spared would not be changed", () => {
    const pieces = [
      ...canaries.map(({ text }) => text),
      ...canaries.map(({ secret }) => secret),
      ..."password pwd token api_key Secret pin bearer basic session-key cookie -u --user --token mysql sshpass -p".split(
        " ",
      ),
      ...[
        "=",
        ":",
        ":=",
        "=>",
        " is ",
        " = ",
        "@",
        "@tcp(",
        "://",
        "https://",
        '"',
        "'",
        "`",
        '\\"',
        " ",
        "\n",
        "-",
        "_",
      ],
      "PuTTY-User-Key-File-2",
      "hooks.slack.com/services/T1/B2",
      "x.webhook.office.com/abc",
      "ab12cd34",
      "correct horse",
    ];
    const cutPiece = fc
      .tuple(fc.constantFrom(...pieces), fc.nat(60), fc.nat(60))
      .map(([piece, from, to]) =>
        from % 3 === 0 ? piece : piece.slice(Math.min(from, to), Math.max(from, to)),
      );
    const text = fc.array(cutPiece, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(""));
    let masked = 0;
    fc.assert(
      fc.property(text, (one) => {
        if (maskSecrets(one) === one) return;
        masked += 1;
        expect(mayHoldSecret(one)).toBe(true);
      }),
      { numRuns: 20_000 },
    );
    // Enough of them were secrets for this to mean something.
    expect(masked).toBeGreaterThan(3_000);
  });
});
