/**
 * Builds the command once for the tests that run it as a person would, beside the packages it loads. Tests of the
 * dashboard in a browser build theirs with the client.
 */
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    /** The built command's file. */
    readonly command: string;
  }
}

export default function build(project: TestProject): () => void {
  const folder = join(import.meta.dirname, "..", "node_modules", `.leverage-test-${process.pid}`);
  execFileSync(process.execPath, ["build.mjs", folder, "--no-client"], { stdio: "inherit" });
  project.provide("command", join(folder, "leverage.js"));
  return () => rmSync(folder, { recursive: true, force: true });
}
