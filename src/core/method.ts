/**
 * The method's named rules: every cap and constant a number depends on, so that a record can say by which
 * definition it was made. The configuration may change them; the definition's name then changes with them.
 */
export interface SupervisionRules {
  /** `method v1`, `prompting only`, or `custom (gap cap 15 min)` where the configuration changes a cap. */
  readonly name: string;
  /** A gap from the end of a turn to the next prompt counts in full up to this; longer is away time. */
  readonly gapCapMs: number;
  /** The same for a dialog's wait. */
  readonly waitCapMs: number;
  readonly typingCharactersPerSecond: number;
  readonly typingMinMs: number;
  readonly typingMaxMs: number;
  /** What counts in the factor: all three components, or prompting alone. */
  readonly counts: "all" | "prompting";
}

/** Method section 3. */
export const supervisionV1: SupervisionRules = {
  name: "method v1",
  gapCapMs: 10 * 60_000,
  waitCapMs: 5 * 60_000,
  typingCharactersPerSecond: 3.5,
  typingMinMs: 5_000,
  typingMaxMs: 120_000,
  counts: "all",
};

/** The named definition that compares with hand-kept records. */
export const promptingOnly: SupervisionRules = {
  ...supervisionV1,
  name: "prompting only",
  counts: "prompting",
};

/** Version of the rules by which commits are linked to tasks and tasks get their outcome; METHOD.md has them. */
export const outcomeRules = "method v1";
