/** A page to read the API's description: the document of `openapi.ts` as HTML, without a script. */
import { html, type Markup } from "../formats/markup.ts";
import { type JsonObject, openApi } from "./openapi.ts";
import { problemKinds } from "./problems.ts";

export const apiStyle = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
code, pre { font: 0.875rem/1.5 ui-monospace, monospace; }
pre { overflow-x: auto; padding: 0.75rem; border: 1px solid color-mix(in srgb, currentColor 25%, transparent); }
h2 { margin-top: 2.5rem; }
h2 code { font-size: 1rem; }
table { border-collapse: collapse; }
th, td { padding: 0.25rem 1rem 0.25rem 0; text-align: left; vertical-align: top; }
summary { cursor: pointer; }
`;

interface Parameter {
  readonly name: string;
  readonly required: boolean;
  readonly description?: string;
  readonly schema: JsonObject;
}

interface Described {
  readonly summary: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonObject }>> };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: JsonObject }>> }>
  >;
}

export function apiPage(): string {
  const document = openApi();
  const paths = document["paths"] as unknown as Readonly<Record<string, Readonly<Record<string, Described>>>>;
  const { schemas } = document["components"] as { readonly schemas: Readonly<Record<string, JsonObject>> };
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The API of leverage</title>
<link rel="stylesheet" href="/api/style.css">
</head>
<body>
<main>
<h1>The API of leverage</h1>
<p>Made from the operations themselves; <a href="/api/v1/openapi.json">the same as an OpenAPI 3.1 document</a>.
<a href="/">Back to the dashboard</a></p>
${Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, described]) => section(method.toUpperCase(), path, described)),
)}
<h2>Problems</h2>
<p>Refusals are problem details (RFC 9457): <code>detail</code> says what is wrong, <code>hint</code> what to do.</p>
${tableOf(
  ["Status", "Kind", "Meaning"],
  Object.entries(problemKinds).map(
    ([kind, { status, title }]) =>
      html`<tr id="${kind}"><td>${String(status)}</td><td><code>${kind}</code></td><td>${title}</td></tr>`,
  ),
)}
<h2>Shapes</h2>
${Object.entries(schemas).map(([name, schema]) => schemaDetails(name, schema))}
</main>
</body>
</html>
`;
  return page.text;
}

function section(method: string, path: string, { summary, parameters = [], ...rest }: Described): Markup {
  const input = rest.requestBody?.content["application/json"]?.schema;
  const answer = rest.responses["200"]?.content?.["application/json"]?.schema;
  return html`<h2><code>${method} ${path}</code></h2>
<p>${summary}.</p>
${parameters.length === 0 ? "" : tableOf(["Parameter", "Type", "Meaning"], parameters.map(parameterRow))}
${input === undefined ? "" : schemaDetails("Body", input)}
${answer === undefined ? "" : schemaDetails("Answer", answer)}
`;
}

function tableOf(heads: readonly string[], rows: readonly Markup[]): Markup {
  return html`<table>
<thead><tr>${heads.map((head) => html`<th>${head}</th>`)}</tr></thead>
<tbody>${rows}</tbody>
</table>`;
}

function parameterRow({ name, required, description = "", schema }: Parameter): Markup {
  const needed = required ? " (needed)" : "";
  return html`<tr><td><code>${name}</code>${needed}</td><td>${typeText(schema)}</td><td>${description}</td></tr>`;
}

function typeText(schema: JsonObject): string {
  const choices = schema["enum"];
  return Array.isArray(choices) ? choices.join(", ") : String(schema["type"] ?? "");
}

function schemaDetails(title: string, schema: JsonObject): Markup {
  const text = JSON.stringify(schema, null, 2);
  return html`<details><summary>${title}</summary><pre tabindex="0">${text}</pre></details>`;
}
