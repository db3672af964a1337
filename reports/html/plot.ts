import { numberText } from '../quantity-text.ts';
import { html, type Markup } from './markup.ts';

/** A point of a plot, in the units of its axes. */
export interface PlotPoint {
  readonly x: number;
  readonly y: number;
}

/** Measured points and the curve that was read out of them, both from zero on. */
export interface Plot {
  readonly title: string;
  readonly xName: string;
  readonly yName: string;
  readonly points: readonly PlotPoint[];
  readonly curve: readonly PlotPoint[];
  /** The bounds of the curve, where it has some. */
  readonly band?: readonly { readonly x: number; readonly low: number; readonly high: number }[];
  /** A height to mark, with its name. */
  readonly limit?: { readonly y: number; readonly name: string };
  /** What points and curve are. */
  readonly note: string;
}

const width = 960;
const height = 260;
const [left, right, top, bottom] = [70, 20, 24, 40];
const ticks = 5;

/** Points and a curve over axes that begin at 0. */
export function plot({ title, xName, yName, points, curve, band = [], limit, note }: Plot): Markup {
  const all = [...points, ...curve];
  const [xMost, yMost] = [
    roundUp(Math.max(...all.map(({ x }) => x))),
    roundUp(Math.max(limit?.y ?? 0, ...all.map(({ y }) => y), ...band.map(({ high }) => high))),
  ];
  const xAt = (x: number) => (left + ((width - left - right) * x) / xMost).toFixed(1);
  const yAt = (y: number) => (height - bottom - ((height - top - bottom) * y) / yMost).toFixed(1);
  const outline = [
    ...band.map(({ x, high }) => `${xAt(x)} ${yAt(high)}`),
    ...band.toReversed().map(({ x, low }) => `${xAt(x)} ${yAt(low)}`),
  ];
  const steps = Array.from({ length: ticks + 1 }, (_, i) => i / ticks);
  return html`<h3>${title}</h3>
<svg class="bars" viewBox="0 0 ${String(width)} ${String(height)}" role="img" aria-label="${title}">
${steps.map(
  (share) => html`<path d="M${xAt(0)} ${yAt(share * yMost)}H${xAt(xMost)}" class="chart-grid"/>
<text x="${String(left - 8)}" y="${(Number(yAt(share * yMost)) + 4).toFixed(1)}" text-anchor="end" class="chart-label">${numberText(share * yMost)}</text>
<text x="${xAt(share * xMost)}" y="${String(height - bottom + 18)}" text-anchor="middle" class="chart-label">${numberText(share * xMost)}</text>
`,
)}${outline.length > 0 && html`<path d="M${outline.join('L')}Z" fill-opacity="0.18" style="fill:var(--p95)"/>`}
<path d="M${curve.map(({ x, y }) => `${xAt(x)} ${yAt(y)}`).join('L')}" class="chart-line" style="stroke:var(--p95)"/>
${
  limit &&
  html`<path d="M${xAt(0)} ${yAt(limit.y)}H${xAt(xMost)}" class="chart-line" style="stroke:var(--bad)" stroke-dasharray="6 4"/>
<text x="${String(width - right)}" y="${(Number(yAt(limit.y)) - 6).toFixed(1)}" text-anchor="end" class="chart-label">${limit.name}</text>
`
}${points.map(({ x, y }) => html`<circle cx="${xAt(x)}" cy="${yAt(y)}" r="4.5" style="fill:var(--server)"/>`)}
<text x="${String(left)}" y="12" class="chart-label">${yName}</text>
<text x="${String(width - right)}" y="${String(height - 6)}" text-anchor="end" class="chart-label">${xName}</text>
</svg>
<p class="note">${note}</p>`;
}

/** The next of the round numbers whose fifth is round too, times a power of ten. */
function roundUp(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(value));
  return ([1, 1.25, 1.5, 2, 2.5, 3, 4, 5].find((step) => step * unit >= value) ?? 10) * unit;
}
