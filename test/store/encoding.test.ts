import { deflateRawSync, deflateSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeEvents, decodeRequests, encodeEvents, encodeRequests } from "../../src/store/encoding.ts";
import { event, request } from "./arbitraries.ts";

test("events come back as they were, keys in their order", () => {
  fc.assert(
    fc.property(fc.array(event), fc.constantFrom("/logs/a.jsonl", "", "/elsewhere"), (events, path) => {
      const back = decodeEvents(path, encodeEvents(path, events));
      expect(back).toEqual(events);
      expect(JSON.stringify(back)).toBe(JSON.stringify(events));
    }),
  );
});

test("requests come back as they were", () => {
  fc.assert(
    fc.property(fc.array(request), (requests) => {
      expect(decodeRequests(encodeRequests(requests))).toEqual(requests);
    }),
  );
});

test("neither keys nor the file's path are written for each event", () => {
  const path = "/home/somebody/.claude/projects/a-project/a-session.jsonl";
  const events = Array.from({ length: 500 }, (_, i) => ({
    kind: "mode" as const,
    origin: { file: path, line: i + 1 },
    atMs: 1_770_000_000_000 + i * 1000,
    uuid: null,
    permissionMode: "plan",
  }));
  expect(encodeEvents(path, events).length).toBeLessThan(JSON.stringify(events).length / 15);
});

test.each([
  ["deflated", deflateRawSync],
  ["with zlib's checksum", deflateSync],
])("what earlier versions wrote is read: %s", (_how, deflate) => {
  const rows = [[["kind", "origin", "atMs", "uuid", "permissionMode"]], [[0, "mode", 7, 5, null, "plan"]]];
  const origin = { file: "/a", line: 7 };
  expect(decodeEvents("/a", deflate(JSON.stringify(rows), { level: 1 }))).toEqual([
    { kind: "mode", origin, atMs: 5, uuid: null, permissionMode: "plan" },
  ]);
});

test("no flipped bit makes other events of them", () => {
  const encoded = encodeEvents("/a", fc.sample(event, 40));
  for (let at = 0; at < encoded.length; at += 7) {
    const flipped = Uint8Array.from(encoded);
    flipped[at]! ^= 1 << (at % 8);
    expect(() => decodeEvents("/a", flipped)).toThrow();
  }
});
