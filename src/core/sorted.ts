/** Index of the last item whose value is at most `limit`, or -1; the items ascend by that value. */
export function lastAtMost<Item>(
  items: ArrayLike<Item>,
  limit: number,
  value: (item: Item) => number,
): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value(items[middle]!) <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
