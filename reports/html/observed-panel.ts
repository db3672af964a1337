import type { ServerThresholdResult } from '../../core/records/index.ts';
import { isMeant, serverThresholdText } from '../../core/thresholds/server-threshold.ts';
import type { LimitLine } from '../threshold-view.ts';
import type { Line, Timeline } from '../timeline.ts';
import type { Draft, PanelLine } from './panel.ts';

const maxPanels = 12;
const maxLinesPerPanel = 5;

type Observed = Timeline['observed'][number];

/** What the metrics of a unit are together. */
const unitNames: Readonly<Record<string, string>> = {
  cores: 'CPU (cores)',
  bytes: 'memory',
  share: 'utilisation',
  ms: 'times',
  '/s': 'rates',
  'bytes/s': 'transfer',
  '': 'counts',
};

const metricNames: Readonly<Record<string, string>> = { cpu_cores: 'CPU (cores)', memory_bytes: 'memory' };

const wordsOf = (metric: string) => metricNames[metric] ?? metric.replaceAll('_', ' ');

/** The order of panels by unit; all others follow. */
const units = ['cores', 'bytes', 'share'];

const colours = ['server', 'server-2', 'server-3', 'neutral', 'muted-line'];

/**
 * A panel for each observed resource and unit: the servers' first, of each CPU before memory before the rest; the
 * workers of a metric together.
 */
export function observedDrafts(
  { observed }: Timeline,
  thresholds: readonly ServerThresholdResult[],
): Draft[] {
  const seen = observed.filter(({ values }) => values.some((value) => value !== null));
  const servers = seen.filter(({ series }) => series.source !== 'worker');
  const workers = seen.filter(({ series }) => series.source === 'worker');
  return [
    ...groupBy(servers, ({ source, resource, unit }) => [source, resource, unit])
      .slice(0, maxPanels)
      .map((entries, place) => serverDraft(place, entries, thresholds)),
    ...groupBy(workers, ({ metric, unit }) => [metric, unit]).map((entries, place) =>
      workerDraft(place, entries),
    ),
  ];
}

type Key = (series: Observed['series']) => readonly string[];

/** Groups in the order of their first series; those of one resource by unit. */
function groupBy(observed: readonly Observed[], keyOf: Key): Observed[][] {
  const groups = new Map<string, Observed[]>();
  for (const entry of observed) {
    const key = JSON.stringify(keyOf(entry.series));
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  const resources = [...new Set(observed.map(({ series }) => series.resource))];
  const placeOf = ([first]: Observed[]) =>
    resources.indexOf(first?.series.resource ?? '') * (units.length + 1) + orderOf(first);
  return [...groups.values()].sort((a, b) => placeOf(a) - placeOf(b));
}

function orderOf(observed: Observed | undefined): number {
  const place = units.indexOf(observed?.series.unit ?? '');
  return place < 0 ? units.length : place;
}

/** The metrics of one resource that share a unit; what it has at most is dashed. */
function serverDraft(
  place: number,
  entries: readonly Observed[],
  thresholds: readonly ServerThresholdResult[],
): Draft {
  const { resource = '', unit = '' } = entries[0]?.series ?? {};
  const shown = highestOf(entries);
  const [only] = shown;
  const what = shown.length === 1 && only ? wordsOf(only.series.metric) : (unitNames[unit] ?? unit);
  return {
    id: `server-${place}`,
    title: `${resource} ${what}`,
    unit,
    lines: shown.map(({ series, values }, i) => ({
      ...lineOf(wordsOf(series.metric), colours[i], values, shown.length),
      ...(/(^|_)limit(_|$)/.test(series.metric) && { isDashed: true }),
    })),
    limits: thresholds.flatMap((threshold) => limitOn(threshold, shown)),
  };
}

function limitOn(threshold: ServerThresholdResult, shown: readonly Observed[]): LimitLine[] {
  const isShown = shown.some(({ series }) => isMeant(threshold, series));
  return isShown ? [{ value: threshold.value, label: serverThresholdText(threshold).expression }] : [];
}

function workerDraft(place: number, entries: readonly Observed[]): Draft {
  const { metric = '', unit = '' } = entries[0]?.series ?? {};
  const shown = highestOf(entries);
  return {
    id: `worker-${place}`,
    title: `Worker ${wordsOf(metric)}`,
    unit,
    lines: shown.map(({ series, values }, i) =>
      lineOf(series.resource, i === 0 ? 'neutral' : colours[i], values, shown.length),
    ),
  };
}

function lineOf(label: string, colour: string | undefined, y: Line, count: number): PanelLine {
  return { label, colour: colour ?? 'neutral', y, ...(count === 1 && { fillTo: 'axis' as const }) };
}

/** As many as a panel has room for, those with the highest values first. */
function highestOf(entries: readonly Observed[]): readonly Observed[] {
  const highest = ({ values }: Observed) => Math.max(...values.filter((value) => value !== null));
  return [...entries].sort((a, b) => highest(b) - highest(a)).slice(0, maxLinesPerPanel);
}
