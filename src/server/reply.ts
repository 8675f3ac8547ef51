/** Answers as HTTP has them: their headers, and problem details. */
import type { ProblemAnswer } from "../answers/problem.ts";

/** @param methods Those that the address takes, where another was tried. */
export function refusal(problem: ProblemAnswer, methods = "GET, HEAD, POST"): Response {
  const headers: Record<string, string> = {
    "Content-Type": "application/problem+json",
    "Cache-Control": "no-store",
  };
  if (problem.status === 405) headers["Allow"] = methods;
  if (problem.status === 503) headers["Retry-After"] = "2";
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}

/** A name for a file on the person's disk: letters, digits and dashes of what it should be called. */
export function attachment(name: string): string {
  return `attachment; filename="${name.replace(/[^\w.-]+/g, "-").slice(0, 100)}"`;
}
