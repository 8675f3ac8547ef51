import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import {
  classifyFile,
  type FileKind,
  fileClassifier,
  testData,
  writtenByHand,
} from "../../../src/core/changes/file-kinds.ts";
import { vendoredRules } from "../../../src/core/changes/linguist-rules.ts";
import { linguistModule } from "../../../tools/linguist-rules.ts";

const kinds: readonly (readonly [FileKind, readonly string[]])[] = [
  [
    "source",
    [
      "src/app/record.ts",
      "cmd/server/main.go",
      "web/Button.tsx",
      "styles/main.css",
      "schema.graphql",
      "migrations/001.sql",
      ".github/workflows/ci.yml",
      "internal/cache/cache.go",
      "src/types.d.ts",
      "Dockerfile",
      "Makefile",
      "bin/deploy",
      "src/latest/contest.py",
      ".claude/hooks/check.sh",
    ],
  ],
  [
    "tests",
    [
      "src/app/record.test.ts",
      "src/__tests__/record.ts",
      "cmd/server/main_test.go",
      "tests/test_api.py",
      "api/conftest.py",
      "spec/models/user_spec.rb",
      "src/test/java/org/example/AppTest.java",
      "Billing.Tests/InvoiceTests.cs",
      "cmd/cli/e2e_test/testenv.go",
      "pkg/parse/testdata/input.json",
      "tests/fixtures/home.html",
      "cypress/login.cy.ts",
    ],
  ],
  [
    "docs",
    [
      "README.md",
      "docs/guide.md",
      "docs/conf.py",
      "CHANGELOG.md",
      "LICENSE",
      "notes/plan.txt",
      "tests/README.md",
    ],
  ],
  [
    "lockfiles",
    [
      "package-lock.json",
      "web/yarn.lock",
      "pnpm-lock.yaml",
      "Cargo.lock",
      "go.sum",
      "uv.lock",
      "Gemfile.lock",
    ],
  ],
  ["generated", ["api/user.pb.go", "api/user_pb2.py", "src/__generated__/types.ts", "Form.designer.cs"]],
  ["vendored", ["node_modules/left-pad/index.js", "vendor/golang.org/x/net/html.go", "static/jquery.min.js"]],
  [
    "data",
    ["package.json", "tsconfig.json", "data/prices.csv", "logo.svg", "entitlements.plist", "a.unknown"],
  ],
];

for (const [kind, paths] of kinds) {
  test.each(paths)(`${kind}: %s`, (path) => {
    expect(classifyFile(path).kind).toBe(kind);
  });
}

test.each([
  ["src/a.ts", "TypeScript"],
  ["src/a.tsx", "TSX"],
  ["a.rs", "Rust"],
  ["README.md", "Markdown"],
  ["a.yml", "YAML"],
  ["include/a.h", "C"],
  ["A.PY", "Python"],
  ["Dockerfile", "Dockerfile"],
  ["a.unknown", null],
])("the language of %s is %s", (path, language) => {
  expect(classifyFile(path).language).toBe(language);
});

test("a path is judged by its place in the project, not by the folders above it", () => {
  const classOf = fileClassifier([
    "/home/ann/examples/shop",
    "/home/ann/examples/shop/packages/vendor-portal",
  ]);
  expect(classOf("/home/ann/examples/shop/src/cart.ts")).toEqual({
    kind: "source",
    language: "TypeScript",
    shortPath: "src/cart.ts",
  });
  expect(classOf("/home/ann/examples/shop/examples/cart.ts").kind).toBe("docs");
  expect(classOf("/home/ann/examples/shop/packages/vendor-portal/a.ts").shortPath).toBe("a.ts");
});

test("a worktree inside the project is a project of its own", () => {
  const classOf = fileClassifier(["/home/ann/shop"]);
  expect(classOf("/home/ann/shop/.claude/worktrees/fix/docs/a.py")).toMatchObject({
    kind: "docs",
    shortPath: "docs/a.py",
  });
});

test("temporary files and the agent's own notes are scratch; a second repository is not", () => {
  const classOf = fileClassifier(["/home/ann/shop"]);
  for (const path of [
    "/tmp/try.py",
    "/private/tmp/try.py",
    "/var/folders/zz/x/T/try.py",
    "/home/ann/.claude/plans/merry-otter.md",
    "C:\\Users\\ann\\AppData\\Local\\Temp\\try.py",
  ]) {
    expect(classOf(path).kind, path).toBe("scratch");
  }
  expect(classOf("/home/ann/backend/src/api.go")).toMatchObject({
    kind: "source",
    shortPath: "backend/src/api.go",
  });
  // Someone whose project lies in a temporary folder still works in a project.
  expect(fileClassifier(["/tmp/shop"])("/tmp/shop/src/cart.ts").kind).toBe("source");
});

test("Windows paths are judged like any other", () => {
  expect(fileClassifier(["C:\\work\\shop"])("C:\\work\\shop\\docs\\a.py")).toMatchObject({
    kind: "docs",
    shortPath: "docs/a.py",
  });
});

test("the rules in use are those of the installed linguist packages (npm run rules)", async () => {
  const committed = await readFile(
    new URL("../../../src/core/changes/linguist-rules.ts", import.meta.url),
    "utf8",
  );
  expect(committed).toBe(await linguistModule());
});

test("every exception is still a rule of linguist's", () => {
  const rules = vendoredRules.split("\n");
  for (const exception of [...writtenByHand, ...testData]) expect(rules).toContain(exception);
});
