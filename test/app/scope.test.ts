import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inScope, outOfScopeBecause, type Scope } from "../../src/app/scope.ts";

const all = { projects: [], agents: [], people: [] };
const scope = (include: Partial<Scope["include"]>, exclude: Partial<Scope["exclude"]> = {}): Scope => ({
  include: { ...all, ...include },
  exclude: { ...all, ...exclude },
});
const subject = { project: "ledger", agent: "claude-code", person: "jane" };

describe("scope", () => {
  test("empty lists include everything", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (project, agent, person) =>
        inScope({ project, agent, person }, scope({})),
      ),
    );
  });

  test.each([
    ["a named project is in", scope({ projects: ["ledger"] }), true],
    ["another project is not", scope({ projects: ["website"] }), false],
    ["a star matches any characters", scope({ projects: ["led*"] }), true],
    ["alternatives", scope({ projects: ["{ledger,website}"] }), true],
    ["letter case does not matter", scope({ people: ["JANE"] }), true],
    ["every include list must match", scope({ projects: ["ledger"], people: ["joe"] }), false],
    ["an excluded agent is out", scope({}, { agents: ["claude-*"] }), false],
    ["exclude wins over include", scope({ projects: ["ledger"] }, { projects: ["l*"] }), false],
    ["excluding another project changes nothing", scope({}, { projects: ["client-*"] }), true],
  ])("%s", (_, lists, expected) => {
    expect(inScope(subject, lists)).toBe(expected);
  });

  test("names are words, not paths", () => {
    const excluded = scope({}, { projects: ["client*"] });
    expect(inScope({ ...subject, project: "client/web" }, excluded)).toBe(false);
    expect(inScope({ ...subject, project: ".dotfiles" }, scope({ projects: ["*"] }))).toBe(true);
    expect(inScope({ ...subject, project: "a+b (old)" }, scope({ projects: ["a+b (old)"] }))).toBe(true);
  });

  test("says which setting leaves something out", () => {
    expect(outOfScopeBecause(subject, scope({}, { projects: ["x", "l*"] }))).toBe(
      "scope.exclude.projects: l*",
    );
    expect(outOfScopeBecause(subject, scope({ people: ["joe", "ann"] }))).toBe(
      "scope.include.people: joe, ann",
    );
    expect(outOfScopeBecause(subject, scope({}))).toBeNull();
  });
});
