import stringWidth from "string-width";
import { expect, it } from "vitest";
import textWidth from "../../src/web/text-width.ts";

it.each([
  "Add watch mode",
  "在庫の移動",
  "재고 이동",
  "ｆｕｌｌ",
  "e\u0301te\u0301",
  "🚀 launch",
  "Größe – “über”",
])("%s takes as many columns as on a terminal", (text) => {
  expect(textWidth(text)).toBe(stringWidth(text));
});
