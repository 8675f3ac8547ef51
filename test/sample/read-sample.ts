/** A sample in memory, for tests: its files as texts, and their rows. */
import { type GenerateOptions, generateSample, type SampleTruth } from "../../src/app/sample/generate.ts";

export interface MadeSample {
  readonly files: ReadonlyMap<string, string>;
  readonly bytes: number;
  readonly truth: SampleTruth;
}

export async function makeSample(options: Partial<GenerateOptions> = {}): Promise<MadeSample> {
  const parts = new Map<string, Buffer[]>();
  const { bytes, truth } = await generateSample({
    ...options,
    files: {
      async append(path, data) {
        parts.set(path, [...(parts.get(path) ?? []), Buffer.from(data)]);
      },
      async close() {
        return undefined;
      },
    },
  });
  const files = new Map([...parts].map(([path, chunks]) => [path, Buffer.concat(chunks).toString("utf8")]));
  return { files, bytes, truth };
}

export interface Row {
  readonly path: string;
  readonly line: number;
  /** Null: the line is no JSON. */
  readonly value: RowValue | null;
}

/** As much of a row as the tests look at. */
export interface RowValue {
  readonly type: string;
  readonly subtype?: string;
  readonly uuid?: string;
  readonly sessionId?: string;
  readonly timestamp?: string;
  readonly isSidechain?: boolean;
  readonly isMeta?: boolean;
  readonly durationMs?: number;
  readonly operation?: string;
  readonly planContent?: string;
  readonly isCompactSummary?: boolean;
  readonly attachment?: { readonly type: string };
  readonly data?: { readonly type: string; readonly message?: RowValue };
  readonly message?: MessageValue;
  readonly toolUseResult?: unknown;
}

export interface MessageValue {
  readonly id?: string;
  readonly model?: string;
  readonly content: string | readonly BlockValue[];
  readonly usage?: Readonly<Record<string, number>> & {
    readonly cache_creation?: Readonly<Record<string, number>>;
  };
}

export interface BlockValue {
  readonly type: string;
  readonly name?: string;
  readonly text?: string;
}

/** Every line; where two rows stand on one line, both. */
export function rowsOf(sample: MadeSample): readonly Row[] {
  return [...sample.files].flatMap(([path, text]) =>
    text
      .split("\n")
      .flatMap((line, index) =>
        line === ""
          ? []
          : line
              .split(/(?<=\})(?=\{"parentUuid")/)
              .map((part) => ({ path, line: index + 1, value: parsed(part) })),
      ),
  );
}

function parsed(text: string): RowValue | null {
  try {
    return JSON.parse(text) as RowValue;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
