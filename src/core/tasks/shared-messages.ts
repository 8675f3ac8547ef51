/** Sessions that share billed messages: what one of them gains or loses another loses or gains. */

/** The sessions, by id, that hold any of the messages, which are named by hashes of their ids. */
export function holdersOf(
  messages: ReadonlySet<number>,
  heldBy: ReadonlyMap<string, Float64Array>,
): readonly string[] {
  return [...heldBy].filter(([, held]) => held.some((message) => messages.has(message))).map(([id]) => id);
}
