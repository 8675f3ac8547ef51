import { performance } from "node:perf_hooks";
import { describe, expect, it } from "vitest";
import { redactTexts } from "../../src/sources/redaction.ts";
import { canaries } from "./canaries.ts";

async function redact(text: string, patterns?: readonly RegExp[]): Promise<string> {
  return (await redactTexts([text], patterns))[0]!;
}

describe("redaction", () => {
  it.each(
    canaries.map(({ shape, secret, text }) => [shape, secret, text] as const),
  )("masks: %s", async (_, secret, text) => {
    expect(text).toContain(secret);
    const masked = await redact(`Please ${text} and go on.`);
    expect(masked).not.toContain(secret);
    // Nor a telling part of it: the end of a key that was masked only in part.
    expect(masked).not.toContain(secret.slice(-10));
    expect(masked).toMatch(/\[redacted:[\w-]+\]/);
    expect(masked.startsWith("Please ")).toBe(true);
  });

  it("masks all of them in one go, text by text", async () => {
    const masked = await redactTexts(canaries.map((canary) => canary.text));
    expect(masked).toHaveLength(canaries.length);
    for (const [index, { secret, shape }] of canaries.entries())
      expect(masked[index], shape).not.toContain(secret);
  });

  it("says what kind of secret it was, and leaves the words around it", async () => {
    const token = canaries.find((canary) => canary.shape === "GitHub token")!.secret;
    expect(await redact(`Rotate ${token}, please`)).toBe("Rotate [redacted:github-token], please");
    expect(await redact("export DB_PASSWORD=hunter22 && make")).toBe(
      "export DB_PASSWORD=[redacted:secret] && make",
    );
    expect(await redact("amqp://bob:hunter22@queue/shop")).toBe("amqp://bob:[redacted:password]@queue/shop");
  });

  it.each([
    "Fix the token refresh: it fails when the token is expired",
    "add password reset by mail (password: optional field)",
    "Refactor secret scanning, see docs/secrets.md",
    "set max_tokens=4096 and token_count: 1200",
    "feature/api-key-rotation",
    "019c3d2a-75c0-4610-8e14-089e984d6001",
    "commit 4f9c1e77ab02d3586ee1904c7db3a25f8016c9ee is broken",
    "/Users/somebody/Work/Repositories/shop-frontend/src/components/CheckoutForm/CheckoutForm.test.tsx",
    "/home/dev/go/pkg/mod/github.com/stretchr/testify@v1.8.4/assert/assertions.go",
    "TestCheckpointStoreV2WritesMetadataForEveryShadowBranch2",
    "npm run test:unit -- --token-limit 5",
    "Why does process.env.API_KEY stay undefined? const key = process.env.API_KEY;",
    "password=$DB_PASSWORD docker compose up",
    "use the --password flag instead of --token",
    "https://github.com/owner/repository/pull/123",
    "git@github.com:owner/repository.git",
    "http://localhost:3000/@fs/path and user@example.com",
    "The bearer authentication is missing",
    "claude-opus-4-5-20251101",
    "toolu_01AbCdEfGh: the key is in the map",
    "cd $PWD && PWD=/home/dev make",
    "docker run -u 1000:1000 node:20",
    "password_length=12 and secret_name=mailbox",
    "token = getToken(user) and password={{ vault }}",
    "sort -u file && curl -u $USER:$PASS https://example.com",
  ])("leaves alone: %s", async (text) => {
    expect(await redact(text)).toBe(text);
  });

  it("masks the user's own patterns", async () => {
    const masked = await redact("project Bluebird for customer 4711", [/bluebird/i, /\b\d{4}\b/g]);
    expect(masked).toBe("project [redacted:own-pattern] for customer [redacted:own-pattern]");
    expect(await redact("abc", [/x*/g])).toBe("abc");
  });

  it("masks each time anew: patterns keep no place between texts", async () => {
    const patterns = [/bluebird/g];
    expect(await redactTexts(["bluebird", "bluebird"], patterns)).toEqual(
      await redactTexts(["bluebird", "bluebird"], patterns),
    );
  });

  it("keeps texts apart: nothing is masked because of what stands in another text", async () => {
    const texts = [
      "password",
      "= wintermute",
      "-----BEGIN RSA PRIVATE KEY-----",
      "the next prompt",
      "postgres://a:b",
      "c@d",
    ];
    const masked = await redactTexts(texts);
    expect(masked).toEqual([...texts.slice(0, 2), "[redacted:private-key]", ...texts.slice(3)]);
  });

  it("hands on well-formed text without zero bytes", async () => {
    expect(await redact("a\ud83d b\0c \u{1f600}")).toBe("a\ufffd bc \u{1f600}");
  });

  it("is the same when done twice", async () => {
    const once = await redactTexts(canaries.map((canary) => canary.text));
    expect(await redactTexts(once)).toEqual(once);
  });

  it("stays quick on long and on awkward texts", async () => {
    const awkward = [
      "a".repeat(20_000),
      "password".repeat(2_500),
      "x=".repeat(10_000),
      "a:b@".repeat(5_000),
      "-".repeat(20_000),
    ];
    const before = performance.now();
    await redactTexts(awkward);
    expect(performance.now() - before).toBeLessThan(3_000);
  });

  it("leaves no timers' marks behind, which would slow down every further call", async () => {
    await redactTexts(["warm up"]);
    const before = performance.getEntriesByType("mark").length;
    for (let call = 0; call < 5; call += 1) await redactTexts([`call ${call}`]);
    expect(performance.getEntriesByType("mark").length).toBe(before);
  });
});
