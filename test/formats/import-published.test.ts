/**
 * Published records, as text, Markdown, HTML and CSV rebuilt from their figures. The figures are no part of
 * this project: the tests look for them beside it and are skipped where they are absent.
 */
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { opinionsOf, type ReadRecord, readRecords, totalsOf } from "../../src/formats/import.ts";

const folder = resolve(import.meta.dirname, "../../../shared/records");
const example = resolve(folder, "leverage-record-2026-03-26.txt");
const figures = resolve(folder, "published-records.json");

describe.skipIf(!existsSync(example))("the example page (needs ../shared/records)", () => {
  const result = existsSync(example)
    ? readRecords(readFileSync(example, "utf8"), "leverage-record-2026-03-26.txt")
    : { records: [], problems: [] };
  const record = result.records[0] as ReadRecord;

  it("is one record of 26 March 2026 without problems", () => {
    expect(result.problems).toEqual([]);
    expect(result.records).toHaveLength(1);
    expect(record.day).toBe("2026-03-26");
    expect(record.title).toBe("Leverage Record: March 26, 2026");
    expect(record.entries.map((entry) => entry.position)).toEqual(
      Array.from({ length: 32 }, (_, i) => i + 1),
    );
  });

  it("reproduces all 64 printed factors", () => {
    const factors = record.entries.flatMap((entry) => [
      { printed: entry.printedFactor, computed: entry.humanMinutes / entry.agentMinutes },
      {
        printed: entry.printedSupervisoryFactor,
        computed: entry.humanMinutes / (entry.supervisoryMinutes ?? Number.NaN),
      },
    ]);
    expect(factors).toHaveLength(64);
    for (const { printed, computed } of factors) expect(`${computed.toFixed(1)}x`).toBe(printed);
  });

  it("reproduces all seven aggregates", () => {
    const totals = totalsOf(record.entries);
    expect(record.aggregates).toHaveLength(7);
    expect(record.disagreements).toEqual([]);
    expect(totals).toMatchObject({
      tasks: 32,
      humanMinutes: 309.5 * 60,
      agentMinutes: 766,
      supervisoryMinutes: 110,
    });
    expect(totals.tokens + record.record.undistributedTokens).toBe(3_751_000);
    expect(totals.leverageFactor?.toFixed(1)).toBe("24.2");
    expect(totals.supervisoryLeverageFactor?.toFixed(1)).toBe("168.8");
  });

  it("adds nothing a second time", () => {
    const first = opinionsOf(result.records, new Set());
    expect(first).toHaveLength(33);
    const keys = new Set([...record.entries.map((entry) => entry.key), record.record.key]);
    expect(opinionsOf(result.records, keys)).toEqual([]);
  });
});

interface Post {
  readonly date: string;
  readonly variant: string | null;
  readonly columns_variant: string;
  readonly complete: boolean;
  readonly tasks: readonly PostTask[];
  readonly aggregates: Readonly<Record<string, string>>;
}
interface PostTask {
  readonly n: number;
  readonly title: string;
  readonly human_h: number;
  readonly agent_min: number;
  readonly sup_min: number | null;
  readonly tokens: number | null;
  readonly printed: Readonly<Record<string, string>>;
}

const posts: readonly Post[] = existsSync(figures) ? JSON.parse(readFileSync(figures, "utf8")).posts : [];

/** The head of a layout and a row's cells in its way of writing numbers. */
function layoutOf(post: Post): { head: readonly string[]; cells: (task: PostTask) => readonly string[] } {
  const head = /"(.*?)"/.exec(post.columns_variant)?.[1]?.split("|") ?? [];
  const letter = post.columns_variant[0];
  if (post.columns_variant.startsWith("D+W")) {
    const weeksHead = ["#", "Task", "Human Est.", "Claude", "Weeks", "Factor", "Sup. Factor"];
    return {
      head: weeksHead,
      cells: ({ n, title, printed: p }) => [
        `${n}`,
        title,
        `${p.human}h`,
        `${p.agent}m`,
        p.weeks ?? "",
        p.factor ?? "",
        p.sup_factor ?? "",
      ],
    };
  }
  if (letter === "A") {
    return {
      head,
      cells: ({ n, title, printed: p }) => [
        `${n}`,
        title,
        `${p.human} hours`,
        `${p.agent} min`,
        p.factor ?? "",
      ],
    };
  }
  if (letter === "B") {
    return {
      head,
      cells: ({ title, printed: p }) => [
        title,
        `${p.human}h`,
        `${p.agent}min`,
        p.tokens ?? "",
        p.factor ?? "",
      ],
    };
  }
  return {
    head,
    cells: ({ n, title, printed: p }) => [
      `${n}`,
      title,
      `${p.human}h`,
      `${p.agent}m`,
      `${p.sup}m`,
      p.factor ?? "",
      p.sup_factor ?? "",
    ],
  };
}

const forms: Readonly<Record<string, (rows: readonly (readonly string[])[]) => string>> = {
  "run together": (rows) => rows.map((cells) => cells.join("")).join("\n"),
  "with single spaces": (rows) => rows.map((cells) => cells.join(" ").replace(/ +/g, " ")).join("\n"),
  "with tabs": (rows) => rows.map((cells) => cells.join("\t")).join("\n"),
  "as Markdown": (rows) =>
    rows
      .map((cells, index) => {
        const row = `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
        return index === 0 ? `${row}\n|${cells.map(() => "---|").join("")}` : row;
      })
      .join("\n"),
  "as CSV": (rows) =>
    rows.map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")).join("\n"),
  "as HTML": (rows) =>
    `<table>${rows
      .map((cells, index) => {
        const tag = index === 0 ? "th" : "td";
        const escaped = (cell: string) => cell.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
        return `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join("")}</tr>`;
      })
      .join("\n")}</table>`,
};

describe.skipIf(posts.length === 0)("24 published records (needs ../shared/records)", () => {
  for (const post of posts) {
    const { head, cells } = layoutOf(post);
    for (const [form, write] of Object.entries(forms)) {
      it(`${post.date}${post.variant ? ` ${post.variant}` : ""} ${form}`, () => {
        const aggregates = Object.entries(post.aggregates);
        const table = write([head, ...post.tasks.map(cells)]);
        const title = form === "as HTML" ? "<h1>Leverage Record</h1>" : "Leverage Record";
        const text =
          form === "as CSV"
            ? table
            : [
                title,
                table,
                ...(aggregates.length > 0 ? [write([["Metric", "Value"], ...aggregates])] : []),
              ].join("\n\n");
        const { records, problems } = readRecords(text, `leverage-record-${post.date}.txt`);
        const record = records[0];
        expect(
          record?.entries.map((entry) => [
            entry.title,
            entry.humanMinutes / 60,
            entry.agentMinutes,
            entry.tokens,
            entry.printedFactor,
          ]),
        ).toEqual(
          post.tasks.map((task) => [
            task.title,
            task.human_h,
            task.agent_min,
            task.tokens,
            task.printed.factor || null,
          ]),
        );
        expect(record?.disagreements.filter((one) => one.row !== null)).toEqual([]);
        if (post.complete) expect(record?.disagreements).toEqual([]);
        // One page's token total is cut off in print; rows of pages not wholly copied skip numbers.
        expect(new Set(problems.map((problem) => problem.kind))).toEqual(
          new Set(
            problems
              .map((problem) => problem.kind)
              .filter((kind) => /unreadable-cell|missing-rows/.test(kind)),
          ),
        );
      });
    }
  }
});
