/** Fields of operations' inputs, with messages in this program's words. */
import { z } from "zod";

/** Text that says something. */
export function filledText(maximumCharacters: number): z.ZodString {
  return z
    .string()
    .trim()
    .min(1, "it is empty")
    .max(maximumCharacters, `it is longer than ${maximumCharacters} characters`);
}

const wholeNumber = "it takes a whole number from 1 on";

export const countingNumber = z.coerce.number(wholeNumber).int(wholeNumber).positive(wholeNumber);
