import fc from "fast-check";
import { expect, test } from "vitest";
import { requestsOnce } from "../../src/store/requests-once.ts";
import type { RequestPlace } from "../../src/store/store.ts";
import { request } from "./arbitraries.ts";

/** Sessions with the time they began, so that all their turns agree on it. */
const sessions = [
  { sessionId: "s1", sessionFirstMs: 10 },
  { sessionId: "s2", sessionFirstMs: 10 },
  { sessionId: "s3", sessionFirstMs: 5 },
];
const requestOfSomeOutput = fc
  .tuple(request, fc.nat({ max: 3 }))
  .map(([r, outputTokens]) => ({ ...r, tokens: { ...r.tokens, outputTokens } }));
const place: fc.Arbitrary<RequestPlace> = fc
  .tuple(
    fc.constantFrom(...sessions),
    fc.option(fc.constantFrom("a", "b")),
    fc.array(requestOfSomeOutput, { maxLength: 4 }),
  )
  .map(([session, turn, requests]) => ({
    ...session,
    turnId: turn === null ? null : `${session.sessionId}/${turn}`,
    project: `project of ${session.sessionId}`,
    person: "jane",
    requests,
  }));

test("does not depend on the order of places and requests", () => {
  const shuffled = <T>(items: readonly T[]) => fc.shuffledSubarray([...items], { minLength: items.length });
  const both = fc.array(place).chain((places) =>
    fc.tuple(
      fc.constant(places),
      fc
        .tuple(...places.map((p) => shuffled(p.requests).map((requests) => ({ ...p, requests }))))
        .chain((reordered) => shuffled(reordered)),
    ),
  );
  fc.assert(
    fc.property(both, ([places, reordered]) => {
      expect(requestsOnce(reordered)).toEqual(requestsOnce(places));
    }),
  );
});

test("each message id once, with its largest output, owned by the session that began first", () => {
  fc.assert(
    fc.property(fc.array(place), (places) => {
      const rows = places.flatMap((p) => p.requests.map((r) => ({ ...r, ...p })));
      const counted = requestsOnce(places);
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
