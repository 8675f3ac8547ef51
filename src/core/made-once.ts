/**
 * `make` for each thing once: whoever keeps rows while a ledger changes asks again about the same ones. What was made goes
 * with the thing; both must stay as they are.
 */
export function madeOnce<Thing extends object, Made>(make: (thing: Thing) => Made): (thing: Thing) => Made {
  const known = new WeakMap<Thing, { readonly made: Made }>();
  return (thing) => {
    let before = known.get(thing);
    if (before === undefined) {
      before = { made: make(thing) };
      known.set(thing, before);
    }
    return before.made;
  };
}
