import fc from "fast-check";

/** A part of a whole, from nothing to all, in thousandths: doubles drawn at random are nearly all next to nothing. */
export const part = fc.integer({ min: 0, max: 1000 }).map((thousandths) => thousandths / 1000);
