import fc from "fast-check";
import { expect, test } from "vitest";
import { type PlacedRequest, requestsOnce } from "../../src/store/requests-once.ts";
import { request } from "./arbitraries.ts";

/** Sessions with the time they began, so that all their requests agree on it. */
const sessions = [
  { sessionId: "s1", sessionFirstMs: 10 },
  { sessionId: "s2", sessionFirstMs: 10 },
  { sessionId: "s3", sessionFirstMs: 5 },
];
const placed: fc.Arbitrary<PlacedRequest> = fc
  .tuple(request, fc.constantFrom(...sessions), fc.option(fc.constantFrom("a", "b")), fc.nat({ max: 3 }))
  .map(([r, session, turn, outputTokens]) => ({
    ...r,
    ...session,
    tokens: { ...r.tokens, outputTokens },
    turnId: turn === null ? null : `${session.sessionId}/${turn}`,
    project: `project of ${session.sessionId}`,
    person: "jane",
  }));

test("does not depend on the order of rows", () => {
  fc.assert(
    fc.property(
      fc
        .array(placed)
        .chain((rows) => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length }))),
      ([rows, shuffled]) => {
        expect(requestsOnce(shuffled)).toEqual(requestsOnce(rows));
      },
    ),
  );
});

test("each message id once, with its largest output, owned by the session that began first", () => {
  fc.assert(
    fc.property(fc.array(placed), (rows) => {
      const counted = requestsOnce(rows);
      expect(counted.map((r) => r.messageId).sort()).toEqual(
        [...new Set(rows.map((r) => r.messageId))].sort(),
      );
      for (const one of counted) {
        const same = rows.filter((r) => r.messageId === one.messageId);
        expect(one.tokens.outputTokens).toBe(Math.max(...same.map((r) => r.tokens.outputTokens)));
        const began = same.map((r) => [r.sessionFirstMs, r.sessionId] as const);
        const [, owner] = began.sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1))[0]!;
        expect(one.sessionId).toBe(owner);
        expect(one.project).toBe(`project of ${owner}`);
        const turnsOfOwner = same.filter((r) => r.sessionId === owner).map((r) => r.turnId);
        expect(turnsOfOwner).toContain(one.turnId);
        if (turnsOfOwner.some((turn) => turn !== null)) expect(one.turnId).not.toBeNull();
      }
    }),
  );
});
