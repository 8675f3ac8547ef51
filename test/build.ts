/** Builds the command once before the tests that run it as a person would. */
import { execFileSync } from "node:child_process";

export default function build(): void {
  execFileSync(process.execPath, ["build.mjs"], { stdio: "inherit" });
}
