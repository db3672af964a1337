/** The page's style sheet. Colours are six-digit hex: the charts add an opacity to them. */
export const style = `
:root {
  color-scheme: light;
  --page: #ffffff; --text: #1b1f24; --muted: #5d6672; --hairline: #e3e6ea; --soft: #f5f6f8;
  --accent: #2f5fb3; --good: #1d7446; --caution: #8f5a00; --bad: #b3312a; --neutral: #6b7480;
  --p50: #8fb1e3; --p95: #3f74c9; --p99: #1d3f7d; --muted-line: #8a94a1;
  --server: #0f7a70; --server-2: #58a79f; --server-3: #9aa860;
  --grid: #eceef1; --axis: #c9ced5; --band: #f6f7f9; --band-2: #eff1f4; --tooltip: #1b1f24; --tooltip-text: #ffffff;
}
@media (prefers-color-scheme: dark) {
  :root:not([data-print]) {
    color-scheme: dark;
    --page: #14171b; --text: #e4e7eb; --muted: #98a1ad; --hairline: #2b3037; --soft: #1b1f24;
    --accent: #7aa5ea; --good: #5dbd8a; --caution: #dba548; --bad: #ee7d74; --neutral: #98a1ad;
    --p50: #48699c; --p95: #7aa5ea; --p99: #c3d8f8; --muted-line: #737d8a;
    --server: #4fb8ac; --server-2: #2f8077; --server-3: #a9b66c;
    --grid: #22262c; --axis: #3a4048; --band: #191d22; --band-2: #1f242a; --tooltip: #e4e7eb; --tooltip-text: #14171b;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--page); color: var(--text); font-size: 15px; line-height: 1.5;
  font-family: -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, system-ui, sans-serif;
  font-variant-numeric: tabular-nums;
}
main { max-width: 1040px; margin: 0 auto; padding: 56px 32px 96px; }
h1 { font-size: 30px; line-height: 1.2; font-weight: 600; letter-spacing: -0.01em; margin: 0 0 6px; overflow-wrap: anywhere; }
h2 { font-size: 19px; font-weight: 600; margin: 0 0 4px; }
h3 { font-size: 14px; font-weight: 600; margin: 24px 0 8px; }
p { margin: 0 0 12px; max-width: 80ch; }
.overline { font-size: 12px; letter-spacing: 0.06em; text-transform: uppercase; color: var(--muted); margin: 0 0 8px; }
.muted, .note { color: var(--muted); }
.note { font-size: 13px; max-width: 92ch; }
code, pre { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; font-size: 0.88em; }
code { overflow-wrap: anywhere; }
td code, th code { overflow-wrap: normal; }
pre { background: var(--soft); padding: 14px 16px; border-radius: 4px; overflow: auto; max-height: 480px; margin: 8px 0 16px; }
section { margin-top: 56px; padding-top: 20px; border-top: 1px solid var(--hairline); }
.judgements { display: grid; grid-template-columns: 1fr 1fr; gap: 16px; margin: 32px 0 24px; }
.judgement { background: var(--soft); border-radius: 6px; padding: 18px 22px 20px; }
.judgement h2 { font-size: 24px; display: flex; align-items: center; gap: 10px; margin-bottom: 6px; }
.judgement p, .judgement li { font-size: 14px; margin-bottom: 6px; overflow-wrap: anywhere; }
.judgement .question { font-size: 13px; color: var(--muted); margin-bottom: 4px; }
.judgement ul { margin: 8px 0 0; padding-left: 18px; }
.judgement li::marker { color: var(--muted); }
.notices { font-size: 14px; padding-left: 18px; overflow-wrap: anywhere; }
.sign { width: 20px; height: 20px; flex: none; }
.outcome { white-space: nowrap; }
.outcome .sign { width: 15px; height: 15px; margin-right: 6px; vertical-align: -2.5px; }
.good { color: var(--good); } .caution { color: var(--caution); } .bad { color: var(--bad); } .neutral { color: var(--neutral); }
.meaning { font-size: 19px; line-height: 1.45; font-weight: 500; margin-bottom: 6px; max-width: 62ch; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(124px, 1fr)); gap: 20px 18px; margin: 36px 0 0; padding: 0; }
.tiles dt { font-size: 13px; color: var(--muted); white-space: nowrap; }
.tiles div { border-top: 2px solid var(--hairline); padding-top: 10px; }
.tiles dd { margin: 0; }
.tiles .value { font-size: 23px; font-weight: 600; line-height: 1.3; white-space: nowrap; letter-spacing: -0.01em; }
.tiles .note { min-height: 1.5em; }
figure { margin: 26px 0 0; }
svg.bars { width: 100%; height: auto; display: block; margin: 0 0 12px; }
.chart-label { font-size: 12px; fill: var(--text); }
.chart-grid { stroke: var(--grid); }
.chart-whisker, .chart-line { fill: none; stroke: var(--text); stroke-width: 1.5; }
figure + .note { margin-top: 14px; }
figcaption { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 2px 20px; font-size: 13px; margin-bottom: 6px; }
figcaption strong { font-weight: 600; font-size: 14px; }
.legend { display: flex; flex-wrap: wrap; gap: 2px 16px; color: var(--muted); }
.legend svg { width: 18px; height: 8px; margin-right: 6px; vertical-align: middle; }
.canvas { position: relative; height: 116px; }
.canvas.middle { height: 168px; }
.canvas.tall { height: 216px; }
.canvas canvas { position: absolute; inset: 0; max-width: 100%; }
.scroll { overflow-x: auto; margin: 14px 0 8px; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th, td { padding: 8px 14px 8px 0; text-align: left; vertical-align: baseline; border-bottom: 1px solid var(--hairline); }
table.compact { width: auto; }
table.compact th, table.compact td { padding-right: 40px; }
table th:last-child, table td:last-child { padding-right: 0; }
thead th { font-weight: 500; font-size: 12.5px; color: var(--muted); white-space: nowrap; border-bottom-color: var(--axis); vertical-align: bottom; }
tbody th { font-weight: 500; }
th.number, td.number { text-align: right; white-space: nowrap; }
.name { min-width: 150px; overflow-wrap: anywhere; }
.method { color: var(--muted); font-size: 12px; margin-right: 6px; }
tr.chosen > * { background: var(--soft); }
tr.chosen > :first-child { padding-left: 10px; }
tr.chosen > :last-child { padding-right: 10px; }
.range { width: 130px; height: 12px; display: block; }
.pairs { display: grid; grid-template-columns: minmax(130px, max-content) 1fr; gap: 6px 28px; margin: 14px 0; font-size: 14px; }
.pairs dt { color: var(--muted); }
.pairs dd { margin: 0; overflow-wrap: anywhere; }
.plain { padding-left: 18px; margin: 10px 0; font-size: 14px; }
.plain li { margin-bottom: 4px; max-width: 80ch; }
details { margin-top: 16px; font-size: 14px; }
summary { cursor: pointer; color: var(--accent); }
summary:focus-visible, .scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.tall-table { max-height: 420px; overflow: auto; }
.tall-table thead th { position: sticky; top: 0; background: var(--page); }
footer { margin-top: 64px; padding-top: 16px; border-top: 1px solid var(--hairline); font-size: 13px; color: var(--muted); }
@media (max-width: 720px) {
  main { padding: 28px 16px 56px; }
  .judgements { grid-template-columns: 1fr; }
  h1 { font-size: 25px; }
  section { margin-top: 40px; }
  .pairs { grid-template-columns: 1fr; gap: 0; }
  .pairs dd { margin-bottom: 8px; }
}
/* The width of a printed page, set before printing so that the charts are drawn for it. */
:root[data-print] main { max-width: 688px; padding: 0; }
@media print {
  @page { margin: 16mm 14mm; }
  body { font-size: 10.5pt; }
  main { max-width: none; padding: 0; }
  section { margin-top: 28px; }
  figure, .judgement, tr, .tiles div { break-inside: avoid; }
  h2, h3, figcaption { break-after: avoid; }
  .judgement, tr.chosen > *, pre { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  details:not([open]) { display: none; }
  .scroll { overflow: visible; }
  table { font-size: 8.5pt; }
  th, td { padding: 5px 7px 5px 0; }
  .name { min-width: 90px; }
  .range { width: 64px; }
}
`;
