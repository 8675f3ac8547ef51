import fc from "fast-check";
import { type DefaultTreeAdapterTypes, defaultTreeAdapter, parse } from "parse5";
import { describe, expect, it } from "vitest";
import type { LeverageRecord } from "../../src/core/leverage-record.ts";
import { htmlPage } from "../../src/formats/html.ts";
import { escapeHtml, html, trustedHtml } from "../../src/formats/markup.ts";
import { plainTitle } from "../../src/formats/text.ts";
import { anyRecord } from "./arbitrary-record.ts";
import { fixtureRecord, recordOf } from "./fixture-record.ts";

type Element = DefaultTreeAdapterTypes.Element;
type Node = DefaultTreeAdapterTypes.Node;

const print = (record: LeverageRecord) => htmlPage.print(record, { columns: 80, wide: false, colour: false });

function elementsIn(node: Node): Element[] {
  if (!("childNodes" in node)) return [];
  return node.childNodes.flatMap((child) => [
    ...(defaultTreeAdapter.isElementNode(child) ? [child] : []),
    ...elementsIn(child),
  ]);
}

function textOf(node: Node): string {
  if (defaultTreeAdapter.isTextNode(node)) return node.value;
  return "childNodes" in node ? node.childNodes.map(textOf).join("") : "";
}

const attribute = (element: Element, name: string) => element.attrs.find((one) => one.name === name)?.value;

async function pageOf(record: LeverageRecord): Promise<Element[]> {
  return elementsIn(parse(await print(record)));
}

describe("the record as a page", () => {
  it("holds strangers' words as text and nothing else, whatever they are", async () => {
    const tags = new Set(
      "html head meta title style body header main footer section h1 h2 h3 p dl div dt dd span bdi table caption thead tbody tr th td figure figcaption details summary svg desc g path text circle rect line tspan".split(
        " ",
      ),
    );
    await fc.assert(
      fc.asyncProperty(anyRecord, async (record) => {
        const elements = await pageOf(record);
        expect(elements.map(({ tagName }) => tagName).filter((tag) => !tags.has(tag))).toEqual([]);
        const names = elements.flatMap(({ attrs }) => attrs.map(({ name }) => name));
        expect(names.filter((name) => /^on|^src|href$|^style$|^action/.test(name))).toEqual([]);
        const titles = elements.filter((element) => attribute(element, "class") === "title").map(textOf);
        expect(titles).toEqual(
          [...record.entries, ...record.unestimated].map(({ title }) => plainTitle(title)),
        );
      }),
      { numRuns: 12, examples: [[fixtureRecord()]] },
    );
  });

  it("forbids everything but its own style sheet, before anything else can load", async () => {
    const elements = await pageOf(fixtureRecord());
    const [charset, policy] = elements.filter(({ tagName }) => tagName === "meta");
    expect(attribute(charset!, "charset")).toBe("utf-8");
    expect(attribute(policy!, "http-equiv")).toBe("Content-Security-Policy");
    expect(attribute(policy!, "content")).toMatch(/^default-src 'none'; style-src 'unsafe-inline';/);
    expect(await print(fixtureRecord())).not.toMatch(/url\(|@import|https?:(?!\/\/evil\.example)/);
  });

  it("gives each id once, and every label points at one", async () => {
    const elements = await pageOf(fixtureRecord());
    const ids = elements.flatMap((element) => attribute(element, "id") ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    for (const element of elements) {
      for (const name of ["aria-labelledby", "aria-describedby"]) {
        const id = attribute(element, name);
        if (id !== undefined) expect(ids).toContain(id);
      }
    }
  });

  it("draws each chart wide and narrow, with a title and a description", async () => {
    const drawings = (await pageOf(fixtureRecord())).filter(({ tagName }) => tagName === "svg");
    const charts = ["factors", "types", "history", "survival"];
    expect(drawings.map((drawing) => attribute(drawing, "class"))).toEqual(
      charts.flatMap(() => ["wide", "narrow"]),
    );
    for (const drawing of drawings) {
      expect(attribute(drawing, "role")).toBe("img");
      const [title, description] = drawing.childNodes;
      expect(textOf(title!).length).toBeGreaterThan(10);
      expect(textOf(description!)).toMatch(/\d/);
    }
  });

  it("leaves a chart out where there is nothing to compare", async () => {
    const record = { ...recordOf([{ title: "One" }]), history: [] };
    expect(await print(record)).not.toContain("<svg");
  });

  it("says what is missing where nothing is estimated", async () => {
    const text = await print(recordOf([{ title: "Find the leak", humanHours: null }]));
    expect(text).toContain("No task of this record has a human estimate.");
    expect(text).toContain("Find the leak");
  });
});

describe("the html template", () => {
  it("escapes texts, keeps markup, strings lists together", () => {
    const items = ["<a>", "b & c"].map((text) => html`<li title="${text}">${text}</li>`);
    expect(html`<ul>${items}${trustedHtml("<!-- kept -->")}</ul>`.text).toBe(
      '<ul><li title="&lt;a&gt;">&lt;a&gt;</li><li title="b &amp; c">b &amp; c</li><!-- kept --></ul>',
    );
    expect(escapeHtml(`"'`)).toBe("&quot;&#39;");
  });
});
