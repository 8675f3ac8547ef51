/**
 * Questions to the server that this page came from: every operation has its route, `/api/v1/<name>` with slashes for
 * spaces. A refusal is a problem document (RFC 9457); whatever goes wrong arrives as an `ApiProblem` with words for the
 * person.
 */
import type { Answers, Changes, Input } from "./answers.ts";
import { faultIn } from "./decoders/decode.ts";
import { shapes } from "./decoders/first-shapes.ts";
import type { Shape } from "./decoders/shape.ts";

const root = "api/v1/";

/** Why a question has no answer. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly title: string;
  /** What to do about it. */
  readonly hint: string;
  /** Null where no server answered. */
  readonly status: number | null;
  /** What somebody needs to know who is to mend it. */
  readonly details: readonly Detail[];

  constructor(
    title: string,
    hint: string,
    status: number | null,
    { cause, details = [] }: { readonly cause?: unknown; readonly details?: readonly Detail[] } = {},
  ) {
    super(title, { cause });
    this.title = title;
    this.hint = hint;
    this.status = status;
    this.details = details;
  }
}

export interface Detail {
  readonly term: string;
  readonly text: string;
}

export interface Answered<Answer> {
  readonly answer: Answer;
  /** Equal tags, equal answers. */
  readonly etag: string | null;
  /** The ledger's, when it answered. */
  readonly revision: number;
}

/** Where a question is asked; a plain link to it works as well. */
export function addressOf(name: string, input: Input = {}): string {
  const query = new URLSearchParams();
  for (const [field, value] of Object.entries(input)) {
    if (value === null || value === undefined || value === false || value === "") continue;
    for (const one of Array.isArray(value) ? value : [value]) query.append(field, String(one));
  }
  const fields = query.toString();
  return `${root}${name.replaceAll(" ", "/")}${fields === "" ? "" : `?${fields}`}`;
}

export async function read<Name extends keyof Answers>(
  name: Name,
  input: Input = {},
  signal?: AbortSignal,
): Promise<Answered<Answers[Name]>> {
  const response = await ask(addressOf(name, input), {
    cache: "no-cache",
    ...(signal ? { signal } : {}),
  });
  return {
    answer: (await decoded(name, response, nothingChanged)) as Answers[Name],
    etag: response.headers.get("etag"),
    revision: revisionOf(response),
  };
}

/** An answer in one of the formats of `leverage record`. */
export async function readText(name: keyof Answers, input: Input): Promise<string> {
  return (await ask(addressOf(name, input), {})).text();
}

export interface Changed<Answer> {
  readonly answer: Answer;
  /** The ledger's, with the change in it. */
  readonly revision: number;
}

export async function change<Name extends keyof Changes>(
  name: Name,
  input: Input,
): Promise<Changed<Changes[Name]>> {
  const response = await ask(addressOf(name), {
    method: "POST",
    headers: { "content-type": "application/json", "x-leverage-token": token() },
    body: JSON.stringify(input),
  });
  const answer = (await decoded(name, response, perhapsChanged)) as Changes[Name];
  return { answer, revision: revisionOf(response) };
}

async function shapeOf(name: keyof Answers | keyof Changes): Promise<Shape> {
  if (name === "record" || name === "trends") return shapes.answers[name];
  return (await import("./decoders/other-shapes.ts")).shapes[name];
}

const otherVersion = "Load the page again: it may come from another version of leverage than the server.";
const nothingChanged = `${otherVersion} The ledger is as it was.`;
const perhapsChanged = `${otherVersion} What was said may be in the ledger all the same.`;

/** The answer, once it is known to have the form that this page was built for. */
async function decoded(
  name: keyof Answers | keyof Changes,
  response: Response,
  hint: string,
): Promise<unknown> {
  const text = await response.text();
  const unreadable = (place: string, expected: string, came: string, cause?: unknown) =>
    new ApiProblem("The server's answer is not what this page can read", hint, response.status, {
      cause,
      details: [
        { term: "Route", text: `/${root}${name.replaceAll(" ", "/")}` },
        { term: "Place", text: place },
        { term: "Expected", text: expected },
        { term: "Came", text: came },
      ],
    });
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch (cause) {
    throw unreadable("the whole answer", "JSON", text.slice(0, 60) || "nothing", cause);
  }
  const fault = faultIn(await shapeOf(name), answer);
  if (fault === null) return answer;
  throw unreadable(fault.place.replace(/^\./, "") || "the whole answer", fault.expected, fault.came);
}

const revisionOf = (response: Response): number => Number(response.headers.get("leverage-revision") ?? 0);

/** Put into the page by the server at its start; it refuses changes without it. */
function token(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="leverage-token"]')?.content ?? "";
}

async function ask(address: string, init: RequestInit): Promise<Response> {
  const response = await fetch(address, init).catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new ApiProblem(
      "The server does not answer",
      "Is `leverage serve` still running? This page goes on as soon as it does.",
      null,
      { cause },
    );
  });
  if (response.ok) return response;
  throw await problemOf(response);
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const isProblem = response.headers.get("content-type")?.includes("json") === true;
  const told: unknown = isProblem ? await response.json() : null;
  const word = (field: string): string | null => {
    const value = typeof told === "object" && told !== null ? Reflect.get(told, field) : null;
    return typeof value === "string" && value !== "" ? value : null;
  };
  const title = word("detail") ?? word("title") ?? `The server answered ${response.status}`;
  return new ApiProblem(title, word("hint") ?? "", response.status);
}
