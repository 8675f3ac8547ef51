import { describe, expect, it } from "vitest";
import { hashLine, isCommonLine } from "../../src/core/line-hash.ts";

describe("the hash of a line", () => {
  it("is FNV-1a with 32 bits", () => {
    expect(hashLine("")).toBe(0x811c9dc5);
    expect(hashLine("a")).toBe(0xe40c292c);
    expect(hashLine("foobar")).toBe(0xbf9cf968);
  });

  it("takes each leading tab for two spaces, and no other tab", () => {
    expect(hashLine("\t\treturn total")).toBe(hashLine("    return total"));
    expect(hashLine("\tname\tvalue")).toBe(hashLine("  name\tvalue"));
    expect(hashLine("name\tvalue")).not.toBe(hashLine("name  value"));
  });
});

describe("a common line", () => {
  it("is empty, a bracket or a word that stands everywhere, however deep", () => {
    for (const line of ["", "}", "\t\t}", "        });", "else {"])
      expect(isCommonLine(hashLine(line))).toBe(true);
  });

  it("is not a line that somebody thought of", () => {
    expect(isCommonLine(hashLine("  const total = prices.reduce(add, 0);"))).toBe(false);
  });
});
