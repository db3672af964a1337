import type { Line, Timeline } from '../timeline.ts';
import type { Draft } from './panel.ts';

const maxServerPanels = 4;
const maxLinesPerPanel = 5;

type Observed = Timeline['observed'][number];

const names: Readonly<Record<string, string>> = {
  cpu_cores: 'CPU (cores)',
  busiest_thread_cores: 'busiest thread (cores)',
  memory_bytes: 'memory',
};

/** The order of panels by unit; all others follow. */
const units = ['cores', 'bytes'];

const colours = ['server', 'server-2', 'server-3', 'neutral', 'muted-line'];

/** A panel for each observed metric: the servers' first, and of each CPU before memory before the rest. */
export function observedDrafts({ observed }: Timeline): Draft[] {
  const seen = observed.filter(({ values }) => values.some((value) => value !== null));
  const servers = seen.filter(({ series }) => series.source !== 'worker');
  const workers = seen.filter(({ series }) => series.source === 'worker');
  return [
    ...groupByMetric(servers)
      .slice(0, maxServerPanels)
      .map((entries) => observedDraft('server', entries)),
    ...groupByMetric(workers).map((entries) => observedDraft('worker', entries)),
  ];
}

/** The series of one metric and unit together. */
function groupByMetric(observed: readonly Observed[]): Observed[][] {
  const groups = new Map<string, Observed[]>();
  for (const entry of observed) {
    const key = `${entry.series.metric} ${entry.series.unit}`;
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return [...groups.values()].sort(([a], [b]) => orderOf(a) - orderOf(b));
}

function orderOf(observed: Observed | undefined): number {
  const place = units.indexOf(observed?.series.unit ?? '');
  return place < 0 ? units.length : place;
}

/** The resources of one metric as lines, those with the highest values. */
function observedDraft(what: 'server' | 'worker', entries: readonly Observed[]): Draft {
  const highest = [...entries]
    .sort((a, b) => highestOf(b.values) - highestOf(a.values))
    .slice(0, maxLinesPerPanel);
  const { metric = '', unit = '' } = entries[0]?.series ?? {};
  const name = names[metric] ?? metric.replaceAll('_', ' ');
  return {
    id: `${what}-${metric.replace(/\W/g, '-')}`,
    title: `${what === 'server' ? 'Server' : 'Worker'} ${name}`,
    unit,
    lines: highest.map(({ series, values }, place) => ({
      label: series.resource,
      colour: (what === 'worker' && place === 0 ? 'neutral' : colours[place]) ?? 'neutral',
      y: values,
      ...(highest.length === 1 && { fillTo: 'axis' as const }),
    })),
  };
}

function highestOf(line: Line): number {
  return Math.max(...line.filter((value) => value !== null));
}
