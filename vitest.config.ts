import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/build.ts"],
    setupFiles: ["test/seed.ts"],
    // Left to itself it keeps one core free, which of two is half.
    maxWorkers: "100%",
    testTimeout: 30_000,
    // Records, ids and messages must not depend on where the tests run.
    env: { TZ: "UTC", NO_COLOR: "1" },
  },
});
