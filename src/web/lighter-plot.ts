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
  "marker.js": {
    markers: "(_, { marker } = {}) => (marker == null ? undefined : fail())",
    applyMarkers: "() => {}",
    applyGroupedMarkers: "() => {}",
  },
  "symbol.js": {
    sqrt3: "Math.sqrt(3)",
    sqrt4_3: "2 / Math.sqrt(3)",
    isSymbol: "() => false",
    maybeSymbol: "(symbol) => (symbol == null || symbol.draw ? symbol : fail())",
    maybeSymbolChannel: "(symbol) => [undefined, maybeSymbol(symbol)]",
  },
  "transforms/bin.js": {
    bin: "",
    binX: "",
    binY: "",
    maybeDenseIntervalX: "(options = {}) => (options.interval == null ? options : fail())",
    maybeDenseIntervalY: "(options = {}) => (options.interval == null ? options : fail())",
    maybeThresholds: "",
  },
  "scales/diverging.js": {
    createScaleDiverging: "",
    createScaleDivergingSqrt: "",
    createScaleDivergingPow: "",
    createScaleDivergingLog: "",
    createScaleDivergingSymlog: "",
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

/** Where a module of Plot names what is not needed among what is: by its file, what is taken out or replaced. */
const cuts: Readonly<Record<string, readonly (readonly [from: string | RegExp, to: string])[]>> = {
  // A geographic path.
  "plot.js": [
    ["geoPath, ", ""],
    ["geoPath(this.projection ?? xyProjection(scales))", "undefined"],
  ],
  // Names of colours: charts take theirs from the page.
  "options.js": [[/(?<="none,currentcolor,transparent)[a-z,]+/, ""]],
  // Ways from one colour to another; no chart here goes such a way.
  "scales/quantitative.js": [
    ['["hsl", interpolateHsl],', ""],
    ['["hcl", interpolateHcl],', ""],
    ['["lab", interpolateLab]', ""],
  ],
};

/** What modules make at their loading though nothing here asks for it: curves, colour spaces, names of colours. */
const unasked: Readonly<Record<string, RegExp>> = {
  "d3-shape": /^\(?(?!Linear\b)\w+\.prototype = [\s\S]*?^\};\n/gm,
  "d3-color": /^define\((?:Lab|Hcl|Cubehelix), [\s\S]*?^\}\)\);\n|^ {2}[a-z]+: 0x[0-9a-f]{6},?\n/gm,
};

const folder = /@observablehq[\\/]plot[\\/]src[\\/](.+)$/;

/** Without what stands in `cuts`; fails where a package no longer looks so. */
function cut(name: string, code: string, parts: readonly (readonly [string | RegExp, string])[]): string {
  return parts.reduce((text, [from, to]) => {
    const lighter = text.replace(from, to);
    if (lighter === text) throw new Error(`Plot's ${name} has no "${from}": see src/web/lighter-plot.ts`);
    return lighter;
  }, code);
}

function withoutUnasked(name: string, code: string): string {
  const pattern = unasked[name];
  const lighter = pattern === undefined ? code : code.replaceAll(pattern, "");
  if (pattern !== undefined && lighter === code) {
    throw new Error(`${name} is not made as it was: see src/web/lighter-plot.ts`);
  }
  return lighter;
}

export const lighterPlot: Plugin = {
  name: "lighter plot",
  apply: "build",
  enforce: "pre",
  transform(code, id) {
    const name = /node_modules[\\/](d3-[a-z-]+)/.exec(id)?.[1];
    if (name === undefined) return null;
    // d3's packages are one file each: what is made at its loading stays unless it is said to have no effects.
    const lazy = code.replaceAll(/^var (\w+) = \(function /gm, "var $1 = /* @__PURE__ */ (function ");
    return withoutUnasked(name, lazy);
  },
  load(id) {
    const name = folder.exec(id.split("?")[0] ?? "")?.[1]?.replaceAll("\\", "/");
    const parts = name === undefined ? undefined : cuts[name];
    if (name !== undefined && parts !== undefined) return cut(name, readFileSync(id, "utf8"), parts);
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
