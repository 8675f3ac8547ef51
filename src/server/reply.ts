/** Answers as HTTP has them: their headers, and problem details. */
import type { Context } from "hono";
import type { ProblemAnswer } from "../answers/problem.ts";

export function refusal(c: Context, problem: ProblemAnswer): Response {
  const headers: Record<string, string> = {
    "Content-Type": "application/problem+json",
    "Cache-Control": "no-store",
  };
  if (problem.status === 405)
    headers["Allow"] = c.req.path.startsWith("/api/") ? "GET, HEAD, POST" : "GET, HEAD";
  if (problem.status === 503) headers["Retry-After"] = "2";
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}

/** A name for a file on the person's disk: letters, digits and dashes of what it should be called. */
export function attachment(name: string): string {
  return `attachment; filename="${name.replace(/[^\w.-]+/g, "-").slice(0, 100)}"`;
}
