import type { ReportModel } from '../model.ts';
import { quantityText } from '../quantity-text.ts';
import { failureLimits, type LimitLine, latencyLimits } from '../threshold-view.ts';
import type { Line, Timeline } from '../timeline.ts';
import { observedDrafts } from './observed-panel.ts';

/** One line of a panel. `colour` is the name of a CSS variable; `fillTo` shades up to the line before or the axis. */
export interface PanelLine {
  readonly label: string;
  readonly colour: string;
  readonly y: Line;
  readonly fillTo?: 'previous' | 'axis';
  readonly isDashed?: boolean;
}

/** A chart as plain data: what the page's script draws, and nothing that it would have to compute. */
export interface Panel {
  readonly id: string;
  readonly title: string;
  /** As `quantityText` reads it. */
  readonly unit: string;
  /** `time` panels share the timeline's bins; a `log` panel has its own x. */
  readonly axis: 'time' | 'log';
  readonly x?: readonly number[];
  readonly lines: readonly PanelLine[];
  readonly limits: readonly LimitLine[];
  /** Vertical marks. */
  readonly marks: readonly { readonly x: number; readonly label: string }[];
  /** What the chart shows, for those who do not see it. */
  readonly description: string;
}

/** A panel over time before it has what all of them share. */
export type Draft = Omit<Panel, 'axis' | 'marks' | 'limits' | 'description'> & {
  readonly limits?: readonly LimitLine[];
};

/** The charts over time, all on the same time axis: clients first, then the observed servers. */
export function timePanels(model: ReportModel): Panel[] {
  return [...clientDrafts(model), ...observedDrafts(model.timeline, model.result.serverThresholds ?? [])].map(
    (draft) => ({
      axis: 'time',
      marks: [],
      limits: [],
      ...draft,
      description: describe(draft),
    }),
  );
}

function clientDrafts({ timeline, result, main }: ReportModel): Draft[] {
  const isHttp = main.noun === 'request';
  const hasDropped = timeline.droppedPerSec.some((value) => value !== null && value > 0);
  return [
    { id: 'throughput', title: 'Throughput', unit: '/s', lines: throughputLines(timeline, isHttp) },
    {
      id: 'latency',
      title: 'Latency',
      unit: 'ms',
      lines: latencyLines(timeline),
      limits: latencyLimits(result.thresholds, main),
    },
    ...(isHttp ? [failureDraft(timeline, failureLimits(result.thresholds))] : []),
    ...(hasDropped
      ? [areaDraft('dropped', 'Dropped iterations', '/s', 'caution', timeline.droppedPerSec)]
      : []),
    areaDraft('vus', 'Virtual users', '', 'neutral', timeline.vus),
  ];
}

function throughputLines(
  { requestsPerSec, iterationsPerSec, targetPerSec }: Timeline,
  isHttp: boolean,
): PanelLine[] {
  const hasTarget = targetPerSec.some((value) => value !== null);
  return [
    ...(isHttp ? [{ label: 'requests', colour: 'accent', y: requestsPerSec, fillTo: 'axis' as const }] : []),
    { label: 'iterations', colour: isHttp ? 'muted-line' : 'accent', y: iterationsPerSec },
    ...(hasTarget
      ? [{ label: 'target iterations', colour: 'muted-line', y: targetPerSec, isDashed: true }]
      : []),
  ];
}

function latencyLines({ p50, p95, p99 }: Timeline): PanelLine[] {
  return [
    { label: 'p50', colour: 'p50', y: p50 },
    { label: 'p95', colour: 'p95', y: p95, fillTo: 'previous' },
    { label: 'p99', colour: 'p99', y: p99 },
  ];
}

function failureDraft({ failedShare }: Timeline, limits: readonly LimitLine[]): Draft {
  return { ...areaDraft('errors', 'Failed requests', 'share', 'bad', failedShare), limits };
}

function areaDraft(id: string, title: string, unit: string, colour: string, y: Line): Draft {
  return { id, title, unit, lines: [{ label: title.toLowerCase(), colour, y, fillTo: 'axis' }] };
}

/** How many requests took how long, on a logarithmic axis; `null` if there were none. */
export function distributionPanel({ distribution }: ReportModel): Panel | null {
  if (!distribution || distribution.bars.length === 0) return null;
  const { bars, percentiles } = distribution;
  const end = bars.at(-1)?.high ?? 1;
  const draft: Draft = {
    id: 'distribution',
    title: 'Share of requests by latency',
    unit: 'share',
    x: [...bars.map(({ low }) => low), end],
    lines: [{ label: 'share', colour: 'p95', y: [...bars.map(({ share }) => share), 0], fillTo: 'axis' }],
  };
  return {
    limits: [],
    ...draft,
    axis: 'log',
    marks: percentiles.map(({ name, value }) => ({ x: value, label: name === 'p999' ? 'p99.9' : name })),
    description: percentiles.map(({ name, value }) => `${name} ${quantityText(value, 'ms')}`).join(', '),
  };
}

function describe({ title, unit, lines }: Draft): string {
  const parts = lines.flatMap(({ label, y }) => {
    const range = rangeOf(y);
    return range
      ? [`${label} between ${quantityText(range.low, unit)} and ${quantityText(range.high, unit)}`]
      : [];
  });
  return `${title} over time: ${parts.join('; ') || 'no data'}. The numbers stand in the table below the charts.`;
}

function rangeOf(line: Line): { readonly low: number; readonly high: number } | null {
  const values = line.filter((value) => value !== null);
  return values.length === 0 ? null : { low: Math.min(...values), high: Math.max(...values) };
}
