/**
 * Leaves out of Observable Plot what none of `src/plots` uses: map projections, legends, tips, colour schemes. Plot names
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
  "scales/schemes.js": {
    isCategoricalScheme: "() => false",
    ordinalScheme: "",
    ordinalRange: "",
    maybeBooleanRange: "() => undefined",
    quantitativeScheme: "",
    isDivergingScheme: "() => false",
  },
};

const folder = /@observablehq[\\/]plot[\\/]src[\\/](.+)$/;

export const lighterPlot: Plugin = {
  name: "lighter plot",
  apply: "build",
  enforce: "pre",
  load(id) {
    const name = folder.exec(id.split("?")[0] ?? "")?.[1]?.replaceAll("\\", "/");
    const exports = name === undefined ? undefined : standIns[name];
    if (exports === undefined) return null;
    const found = [...readFileSync(id, "utf8").matchAll(/^export (?:function|class|const) (\w+)/gm)];
    const names = found.map(([, one]) => one).sort();
    if (names.join() !== Object.keys(exports).sort().join()) {
      throw new Error(`Plot's ${name} exports ${names.join(", ")}: see src/web/lighter-plot.ts`);
    }
    const fail = `const fail = () => { throw new Error("not in this build of Plot: ${name}"); };`;
    const lines = Object.entries(exports).map(
      ([one, standIn]) => `export const ${one} = ${standIn || "fail"};`,
    );
    return [fail, ...lines].join("\n");
  },
};
