/**
 * The style sheet of the record page: system fonts, one measure of 46rem, light and dark, phone and A4.
 * On a phone each task of the log becomes a card; explicit roles in the markup keep it a table for those
 * who hear it.
 */
import { darkColours, lightColours } from "../plots/palette.ts";

export const pageStyle = `
:root {
  color-scheme: light dark;
  ${lightColours}
  --raised: #f4f1ea; --notice: #7a4b00; --notice-paper: #fdf0d2;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "DejaVu Sans", sans-serif;
  --serif: ui-serif, "Iowan Old Style", "Palatino Linotype", Palatino, "Noto Serif", Georgia, serif;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    ${darkColours}
    --raised: #201f1c; --notice: #ffd98a; --notice-paper: #3a2d10;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0 auto; max-width: 52rem; padding: 2.5rem 1.5rem 3rem;
  background: var(--paper); color: var(--ink); font: 1rem/1.6 var(--sans);
  overflow-wrap: break-word;
}
h1, h2 { font-family: var(--serif); font-weight: 600; line-height: 1.2; text-wrap: balance; }
h1 { font-size: clamp(1.9rem, 1.4rem + 2.4vw, 2.7rem); letter-spacing: -0.015em; margin: 0.2rem 0 1rem; }
h2 { font-size: 1.4rem; margin: 3rem 0 0.8rem; padding-top: 1.2rem; border-top: 1px solid var(--rule); }
h3 { font-size: 1rem; margin: 2rem 0 0.5rem; }
p { margin: 0 0 0.9rem; max-width: 42rem; text-wrap: pretty; }
.kicker { margin: 0; color: var(--muted); font-size: 0.9rem; font-variant-numeric: tabular-nums; }
.lead { font: 1.2rem/1.55 var(--serif); }
.sample {
  max-width: none; margin: 0 0 1.5rem; padding: 0.6rem 0.9rem; border: 1px solid currentColor; border-radius: 6px;
  background: var(--notice-paper); color: var(--notice); font-weight: 600;
}
.figures { display: grid; grid-template-columns: repeat(4, 1fr); gap: 1px; margin: 1.6rem 0 0; background: var(--rule); border: 1px solid var(--rule); border-radius: 8px; overflow: hidden; }
.figures div { background: var(--paper); padding: 0.8rem 1rem; display: flex; flex-direction: column-reverse; justify-content: flex-end; }
.figures dt { color: var(--muted); font-size: 0.82rem; line-height: 1.35; }
.figures dd { margin: 0; }
.figures .value { font: 600 1.6rem/1.2 var(--serif); font-variant-numeric: lining-nums tabular-nums; white-space: nowrap; }
.figures .interval { display: block; min-height: 1.35em; line-height: 1.35; }
.interval { color: var(--muted); font-size: 0.8rem; font-weight: 400; line-height: 1.35; white-space: nowrap; }

table { width: 100%; border-collapse: collapse; font-size: 0.92rem; line-height: 1.4; }
caption { text-align: left; color: var(--muted); font-size: 0.85rem; padding-bottom: 0.5rem; }
th, td { padding: 0.5rem 0 0.5rem 0.9rem; text-align: right; vertical-align: top; font-variant-numeric: tabular-nums; border-bottom: 1px solid var(--rule); }
th:first-child, td:first-child { padding-left: 0; }
thead th { color: var(--muted); font-size: 0.8rem; font-weight: 600; vertical-align: bottom; border-bottom: 1px solid var(--muted); }
.words { text-align: left; font-variant-numeric: normal; }
tbody th { font-weight: 400; }
.place { color: var(--muted); }
.figure, .factor { white-space: nowrap; }
:is(.figure, .factor) .interval { display: block; }
.about-task { display: block; color: var(--muted); font-size: 0.8rem; }
.title { font-weight: 500; overflow-wrap: anywhere; }
td.factor { font-weight: 650; color: var(--human); }
.statistics td.value { font-weight: 600; white-space: nowrap; }
.statistics td.words { color: var(--muted); font-size: 0.86rem; }

figure { margin: 2rem 0 1.5rem; }
figure h3 { margin: 0 0 0.2rem; }
figcaption { color: var(--muted); font-size: 0.85rem; margin-bottom: 0.6rem; max-width: 42rem; }
svg { display: block; width: 100%; height: auto; font: 12px var(--sans); }
svg text { white-space: pre; }
svg.narrow { display: none; }
details { font-size: 0.9rem; overflow-x: auto; }
summary { cursor: pointer; color: var(--muted); }
.method { margin: 0; font-size: 0.88rem; color: var(--muted); }
.method dt { font-weight: 600; color: var(--ink); }
.method dd { margin: 0 0 0.7rem; max-width: 44rem; }
.method dd::first-letter { text-transform: uppercase; }
footer { margin-top: 2.5rem; padding-top: 1rem; border-top: 1px solid var(--rule); color: var(--muted); font-size: 0.85rem; }

@media screen and (max-width: 40rem) {
  body { padding: 1.5rem 1rem 2rem; }
  .lead { font-size: 1.1rem; }
  .figures { grid-template-columns: 1fr 1fr; }
  svg.wide { display: none; }
  svg.narrow { display: block; }
  .cards thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  .cards, .cards caption, .cards tbody { display: block; }
  .cards tr { display: grid; grid-template-columns: 1.3fr repeat(2, 0.8fr) repeat(2, 1.2fr); gap: 0.25rem 0.5rem; padding: 0.8rem 0; border-bottom: 1px solid var(--rule); }
  .cards th, .cards td { min-width: 0; border: 0; padding: 0; text-align: left; }
  .cards .place { position: absolute; }
  .cards .place + th { padding-left: 2rem; }
  .cards .interval { font-size: 0.75rem; }
  .cards th[scope="row"] { grid-column: 1 / -1; margin-bottom: 0.25rem; }
  .cards td:not(.place)::before { content: attr(data-label); display: block; color: var(--muted); font: 0.75rem/1.3 var(--sans); }
  @media (max-width: 22rem) { .cards tr { grid-template-columns: repeat(3, 1fr); } }
  .plain { font-size: 0.82rem; }
  .plain :is(th, td) { padding-left: 0.4rem; }
  .statistics tr { display: grid; grid-template-columns: 1fr auto; gap: 0 1rem; padding: 0.5rem 0; border-bottom: 1px solid var(--rule); }
  .statistics, .statistics tbody { display: block; }
  .statistics thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .statistics th, .statistics td { border: 0; padding: 0; }
  .statistics td.words { grid-column: 1 / -1; }
}
@page { size: A4; margin: 16mm 15mm; }
@media print {
  html { font-size: 9.5pt; }
  body { max-width: none; padding: 0; background: none; }
  h2 { margin-top: 1.6rem; break-after: avoid; }
  tr, figure, .figures, .method > div { break-inside: avoid; }
  thead { display: table-header-group; }
  details { display: none; }
  svg { max-height: 240mm; }
}
`;
