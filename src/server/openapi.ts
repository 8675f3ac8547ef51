/** The API's description as an OpenAPI 3.1 document, made from the operations' inputs and the schemas of answers. */
import { z } from "zod";
import {
  estimate,
  problem as logProblem,
  minutesRange,
  opinion,
  plan,
  task,
  usageSum,
} from "../answers/parts.ts";
import { problemAnswer } from "../answers/problem.ts";
import { leverageRecord, recordEntry } from "../answers/record.ts";
import { turn } from "../answers/tasks.ts";
import { version } from "../app/version.ts";
import { formats } from "../formats/index.ts";
import { tokenHeader } from "./guard.ts";
import { type ProblemKind, problemKinds } from "./problems.ts";
import { addressOf } from "./question.ts";
import { type Route, routes } from "./routes.ts";

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };
export type JsonObject = { readonly [name: string]: Json };

/** Schemas that several answers refer to, under their names. */
const shared: Readonly<Record<string, z.ZodType>> = {
  LeverageRecord: leverageRecord,
  RecordEntry: recordEntry,
  Task: task,
  Turn: turn,
  Estimate: estimate,
  MinutesRange: minutesRange,
  Opinion: opinion,
  Plan: plan,
  Usage: usageSum,
  LogProblem: logProblem,
  Problem: problemAnswer,
};

/** `task list` becomes `taskList`. */
export const operationId = ({ operation, kind }: Route): string =>
  operation.name.replace(/ (\w)/g, (_, letter: string) => letter.toUpperCase()) +
  (operation.name === "estimate" && kind === "read" ? "Waiting" : "");

export function openApi(): JsonObject {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    const address = addressOf(route.operation.name);
    const method = route.kind === "read" ? "get" : "post";
    paths[address] = { ...paths[address], [method]: described(route) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "leverage",
      version,
      summary: "The ledger of AI-assisted engineering on this machine",
      description:
        "Every operation of the command line. Times are minutes or milliseconds since 1970, as names say; days are " +
        `calendar days of the ledger's time zone. Changes need the header ${tokenHeader}.`,
    },
    servers: [{ url: "/" }],
    paths: { ...paths, ...otherPaths },
    components: {
      schemas: sharedSchemas(),
      responses: Object.fromEntries(
        Object.entries(problemKinds).map(([kind, { title }]) => [
          kind,
          { description: title, content: { "application/problem+json": { schema: referTo("Problem") } } },
        ]),
      ),
      securitySchemes: { token: { type: "apiKey", in: "header", name: tokenHeader } },
    },
  };
}

function described(route: Route): JsonObject {
  const { operation, kind, answer } = route;
  const isRead = kind === "read";
  const kinds: ProblemKind[] = isRead
    ? ["token-needed", "refused", "not-found", "wrong-host", "wrong-use", "unexpected", "busy"]
    : [
        ...(["malformed", "token-needed", "refused", "not-found", "too-large", "not-json"] as const),
        ...(["wrong-host", "wrong-use", "unexpected", "busy"] as const),
      ];
  return {
    operationId: operationId(route),
    summary: operation.about,
    ...(isRead ? { parameters: parametersOf(route) } : bodyOf(route)),
    ...(isRead ? {} : { security: [{ token: [] }] }),
    responses: {
      "200": {
        description: "The answer",
        headers: { "Leverage-Revision": { schema: { type: "integer" } } },
        content: { "application/json": { schema: schemaOf(answer, "output") }, ...fileContents(route) },
      },
      ...(isRead ? { "304": { description: "The answer is the one whose tag was sent" } } : {}),
      ...Object.fromEntries(
        kinds.map((one) => [String(problemKinds[one].status), referTo(one, "responses")]),
      ),
    },
  };
}

function parametersOf(route: Route): readonly JsonObject[] {
  const { properties = {}, required = [] } = schemaOf(route.input, "input") as {
    readonly properties?: Readonly<Record<string, JsonObject>>;
    readonly required?: readonly string[];
  };
  const own = Object.entries(properties).map(([name, { description, ...schema }]): JsonObject => {
    const about = typeof description === "string" ? { description: withoutPlaceholder(description) } : {};
    return { name, in: "query", required: required.includes(name), ...about, schema };
  });
  return route.operation.name === "record" ? [...own, formatParameter] : own;
}

const formatParameter: JsonObject = {
  name: "format",
  in: "query",
  required: false,
  description: "The record as a file instead of the answer; as JSON it is sealed",
  schema: { type: "string", enum: formats.map(({ name }) => name) },
};

function bodyOf(route: Route): JsonObject {
  return {
    requestBody: {
      required: true,
      content: { "application/json": { schema: schemaOf(route.input, "input") } },
    },
  };
}

function fileContents({ operation }: Route): JsonObject {
  if (operation.name !== "record") return {};
  const file = { schema: { type: "string" } };
  return { "text/html": file, "text/markdown": file, "text/csv": file, "text/plain": file };
}

/** Paths that are no operation with an answer of JSON. */
const otherPaths: JsonObject = {
  "/api/v1/export": {
    get: {
      operationId: "export",
      summary: "The whole ledger as JSON lines: facts and opinions, from which everything can be rebuilt",
      responses: {
        "200": {
          description: "One line each",
          content: { "application/jsonl": { schema: { type: "string" } } },
        },
      },
    },
  },
  "/api/v1/events": {
    get: {
      operationId: "events",
      summary: "What happens in the ledger, as server-sent events: hello, changed, progress, failed",
      responses: {
        "200": { description: "A stream", content: { "text/event-stream": { schema: { type: "string" } } } },
      },
    },
  },
};

const referTo = (name: string, section = "schemas"): JsonObject => ({
  $ref: `#/components/${section}/${name}`,
});

/** A schema as JSON Schema; what it shares with others is a reference. */
function schemaOf(schema: z.ZodType, io: "input" | "output"): JsonObject {
  const registry = z.registry<{ readonly id: string }>();
  for (const [id, one] of Object.entries(shared)) registry.add(one, { id });
  registry.add(schema, { id: "asked" });
  const { schemas } = z.toJSONSchema(registry, { io, uri: referencedAs });
  return tidy(schemas["asked"]);
}

function sharedSchemas(): JsonObject {
  const registry = z.registry<{ readonly id: string }>();
  for (const [id, one] of Object.entries(shared)) registry.add(one, { id });
  const { schemas } = z.toJSONSchema(registry, { io: "output", uri: referencedAs });
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, tidy(schema)]));
}

const referencedAs = (id: string): string => `#/components/schemas/${id}`;

/** Without the dialect and the address, which the document gives. */
function tidy(schema: unknown): JsonObject {
  const { $schema: _, $id: __, ...rest } = JSON.parse(JSON.stringify(schema)) as Record<string, Json>;
  return rest;
}

/** Descriptions begin with the value's name on the command line: `<PERIOD> 2026-03-26, today ...`. */
const withoutPlaceholder = (description: string): string => description.replace(/^<[^>]+>\s*/, "");
