/** Many things in parts of bounded weight, so that what is made of each need not be in memory at once. */

/** The items in their order; a part ends with the item that makes it weigh as much as `weight`, or more. Without `weightOf` each weighs one. */
export function* batchesOf<Item>(
  items: Iterable<Item>,
  weight: number,
  weightOf: (item: Item) => number = () => 1,
): Generator<readonly Item[], void> {
  let batch: Item[] = [];
  let sum = 0;
  for (const item of items) {
    batch.push(item);
    sum += weightOf(item);
    if (sum < weight) continue;
    yield batch;
    batch = [];
    sum = 0;
  }
  if (batch.length > 0) yield batch;
}
