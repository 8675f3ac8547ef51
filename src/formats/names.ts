/** What the formats are called, by themselves: whoever only names one need not load any. */
export const formatNames = ["terminal", "markdown", "html", "json", "csv"] as const;

export type FormatName = (typeof formatNames)[number];
