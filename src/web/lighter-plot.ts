/**
 * Leaves out of Observable Plot what none of `src/plots` uses: maps, legends, tips, colour schemes, curves. Plot names
 * them in its core, so no bundler can. What is asked for all the same fails loudly, and so does the build where a
 * module of Plot no longer has these exports.
 */
import { readFileSync } from "node:fs";
import type { Plugin } from "vite";

/** What stands in for each export; absent: it fails when it is called. */
const standIns: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "projection.js": {
    createProjection: "({ projection }) => (projection == null ? undefined : fail())",
    project: "",
    hasProjection: "({ projection } = {}) => projection != null",
    projectionAspectRatio: "(projection) => (projection == null ? undefined : fail())",
    applyPosition: "",
    getGeometryChannels: "",
    xyProjection: "",
  },
  "legends.js": {
    legend: "",
    exposeLegends: "() => fail",
    createLegends: "() => []",
  },
  "marks/tip.js": { Tip: "", tip: "" },
  "interactions/pointer.js": { pointer: "", pointerX: "", pointerY: "", anchorX: "", anchorY: "" },
  "curve.js": {
    maybeCurve:
      '(curve) => (curve === undefined ? curveLinear : typeof curve === "function" ? curve : fail())',
    maybeCurveAuto: '(curve) => (curve === undefined || curve === "auto" ? curveAuto : maybeCurve(curve))',
    curveAuto: "(context) => curveLinear(context)",
  },
  "scales/schemes.js": {
    isCategoricalScheme: "() => false",
    ordinalScheme: "",
    ordinalRange: "",
    maybeBooleanRange: "() => undefined",
    quantitativeScheme: "",
    isDivergingScheme: "() => false",
  },
};

/** Where Plot's core asks for a geographic path itself. */
const core = {
  name: "plot.js",
  from: ["geoPath, ", "geoPath(this.projection ?? xyProjection(scales))"],
} as const;

const folder = /@observablehq[\\/]plot[\\/]src[\\/](.+)$/;

function withoutMaps(code: string): string {
  for (const part of core.from) {
    if (!code.includes(part))
      throw new Error(`Plot's ${core.name} has no "${part}": see src/web/lighter-plot.ts`);
  }
  const [imported, called] = core.from;
  return code.replace(imported, "").replace(called, "undefined");
}

export const lighterPlot: Plugin = {
  name: "lighter plot",
  apply: "build",
  enforce: "pre",
  transform(code, id) {
    // d3's packages are one file each: what is made at its loading stays unless it is said to have no effects.
    if (!/node_modules[\\/]d3-/.test(id)) return null;
    return code.replaceAll(/^var (\w+) = \(function /gm, "var $1 = /* @__PURE__ */ (function ");
  },
  load(id) {
    const name = folder.exec(id.split("?")[0] ?? "")?.[1]?.replaceAll("\\", "/");
    if (name === core.name) return withoutMaps(readFileSync(id, "utf8"));
    const exports = name === undefined ? undefined : standIns[name];
    if (exports === undefined) return null;
    const found = [...readFileSync(id, "utf8").matchAll(/^export (?:function|class|const) (\w+)/gm)];
    const names = found.map(([, one]) => one).sort();
    if (names.join() !== Object.keys(exports).sort().join()) {
      throw new Error(`Plot's ${name} exports ${names.join(", ")}: see src/web/lighter-plot.ts`);
    }
    const fail = `import { curveLinear } from "d3"; const fail = () => { throw new Error("not in this build of Plot: ${name}"); };`;
    const lines = Object.entries(exports).map(
      ([one, standIn]) => `export const ${one} = ${standIn || "fail"};`,
    );
    return [fail, ...lines].join("\n");
  },
};
