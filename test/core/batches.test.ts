import fc from "fast-check";
import { expect, test } from "vitest";
import { batchesOf } from "../../src/core/batches.ts";

test("batches hold all items in their order, and each but the last is full with its last item alone", () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 9 })), fc.integer({ min: 1, max: 20 }), (items, weight) => {
      const batches = [...batchesOf(items, weight, (item) => item)];
      expect(batches.flat()).toEqual(items);
      const sum = (batch: readonly number[]) => batch.reduce((all, item) => all + item, 0);
      for (const batch of batches) expect(sum(batch.slice(0, -1))).toBeLessThan(weight);
      for (const batch of batches.slice(0, -1)) expect(sum(batch)).toBeGreaterThanOrEqual(weight);
    }),
  );
});
