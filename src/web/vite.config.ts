/**
 * Builds the dashboard's client into `dist/web`. `vite dev src/web` serves it from the sources, asks the server that
 * `LEVERAGE_SERVER` names (http://127.0.0.1:4317 if absent) and takes the token for changes from that server's page.
 */
import { join } from "node:path";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, type Plugin } from "vite";
import { firstShapes, otherShapes } from "./decoders/shapes.ts";
import { lighterPlot } from "./lighter-plot.ts";

const server = process.env["LEVERAGE_SERVER"] ?? "http://127.0.0.1:4317";

const charts =
  /src[\\/]plots|record-charts|lighter-times|node_modules[\\/](@observablehq|d3|isoformat|internmap)/;
const common =
  /node_modules[\\/](?!@observablehq|d3|isoformat|internmap)|src[\\/](core|formats[\\/](?!record-charts|explained))|web[\\/](components[\\/](?!Dialog|Choice)|decoders[\\/](?!other)|query|api|router|place|live)/;

const tokenOfServer: Plugin = {
  name: "token of the running server",
  apply: "serve",
  async transformIndexHtml(page) {
    const served = await (await fetch(server)).text();
    const token = /<meta name="leverage-token" content="[^"]*"/.exec(served)?.[0];
    return token === undefined ? page : page.replace(/<meta name="leverage-token" content=""/, token);
  },
};

/** The record is what most visits begin with: its page is fetched beside what all pages share, not after it. */
const recordAtOnce: Plugin = {
  name: "record at once",
  apply: "build",
  transformIndexHtml: {
    order: "post",
    handler: (_, { bundle = {} }) =>
      Object.keys(bundle)
        .filter((file) => /assets[\\/]Record-[^/]*\.js$/.test(file))
        .map((file) => ({
          tag: "link",
          attrs: { rel: "modulepreload", href: `./${file}`, crossorigin: true },
          injectTo: "head",
        })),
  },
};

/** Schemas of answers as the short forms that the page holds answers to. */
const compiledShapes: Plugin = {
  name: "compiled shapes",
  enforce: "pre",
  load(id) {
    const which = /web[\\/]decoders[\\/](first|other)-shapes\.ts$/.exec(id)?.[1];
    if (which === undefined) return null;
    return `export const shapes = ${JSON.stringify(which === "first" ? firstShapes : otherShapes)};`;
  },
};

export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  plugins: [
    svelte({
      configFile: false,
      // Whether people can use the pages is tested in a browser, with axe; roles of tables are spelled out, because a
      // browser may forget them where the style sheet lays rows out as cards.
      onwarn: (warning, report) => {
        if (!warning.code.startsWith("a11y_")) report?.(warning);
      },
    }),
    compiledShapes,
    recordAtOnce,
    lighterPlot,
    tokenOfServer,
  ],
  resolve: {
    alias: {
      "string-width": join(import.meta.dirname, "text-width.ts"),
      "d3-time-format": join(import.meta.dirname, "lighter-times.ts"),
    },
  },
  build: {
    outDir: "../../dist/web",
    emptyOutDir: true,
    target: "es2023",
    // The policy of the page allows no inlined pictures or scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // What every page needs, and the charts, loaded with the first: two files are packed better than thirty.
            { name: "common", priority: 2, test: common },
            { name: "charts", priority: 1, test: charts },
          ],
        },
      },
    },
  },
  server: {
    host: "127.0.0.1",
    proxy: { "/api": { target: server, changeOrigin: true, headers: { origin: server } } },
  },
});
