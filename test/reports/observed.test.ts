import { describe, expect, it } from 'vitest';
import type { ObservedSeries, ServerThresholdResult } from '../../core/records/index.ts';
import { timePanels } from '../../reports/html/panel.ts';
import { observedSentence, summariseObserved } from '../../reports/observed-summary.ts';
import { viewServerThreshold } from '../../reports/threshold-view.ts';
import { makeModel } from './fixtures.ts';

const series = (change: Partial<ObservedSeries>): ObservedSeries => ({
  source: 'cloudwatch',
  resource: 'api',
  metric: 'cpu_cores',
  unit: 'cores',
  stamps: 'start',
  points: [
    [0, 1],
    [60_000, 2],
  ],
  ...change,
});
const missing: [number, null] = [120_000, null];

const threshold: ServerThresholdResult = {
  ...{ source: 'cloudwatch', metric: 'cpu_cores', stat: 'avg', op: '<', value: 0.8, forMs: 60_000 },
  ...{ warmUpMs: 0, ok: false, observed: 0.91, atMs: 60_000, unit: 'cores', aborted: true },
};

describe('what came of a series', () => {
  it.each([
    ['all of it', {}, 'whole', ''],
    ['all but a point', { points: [[0, 1], missing] }, 'with holes', ''],
    ['less, for a reason', { unavailable: 'the server was gone' }, 'with holes', 'the server was gone'],
    ['nothing, for a reason', { points: [], unavailable: 'denied' }, 'nothing', 'denied'],
    ['nothing at all', { points: [] }, 'nothing', 'no data: wrong dimension, or no traffic?'],
    ['only unknown points', { points: [missing] }, 'nothing', 'no data: wrong dimension, or no traffic?'],
    ['not the last of it yet', { provisional: true }, 'whole', 'read before its data were complete'],
  ] satisfies [string, Partial<ObservedSeries>, string, string][])('is %s', (_, change, came, why) => {
    expect(summariseObserved(series(change))).toMatchObject({ came, unavailable: why });
  });

  it('is the highest alone of percentiles, which have no mean', () => {
    expect(summariseObserved(series({}))).toMatchObject({ mean: 1.5, highest: 2 });
    expect(summariseObserved(series({ percentile: true }))).toMatchObject({ mean: null, highest: 2 });
  });

  it('is counted in a sentence', () => {
    const all = [series({}), series({ points: [[0, 1], missing] }), series({ points: [] }), series({})];
    expect(observedSentence(all.map(summariseObserved))).toBe(
      '4 series were asked for: 2 came whole, 1 with holes, of 1 nothing came.',
    );
    expect(observedSentence([])).toBeUndefined();
  });

  it.each([
    [{ stamps: 'instant' }, 'an instant'],
    [{ periodMs: 60_000 }, 'the start of 60 s'],
    [
      { periodMs: 60_000, clock: { offsetMs: -31_260, withinMs: 140 } },
      'the start of 60 s, clock −31.3 s ± 140 ms',
    ],
    [{ stamps: 'end', clock: { offsetMs: 90_000, withinMs: 0 } }, 'the end of a period, clock +90 s ± 0 ms'],
  ] satisfies [Partial<ObservedSeries>, string][])('says what its stamps label: %j', (change, text) => {
    expect(summariseObserved(series(change)).stamps).toBe(text);
  });
});

describe('the panels of servers', () => {
  const panels = timePanels(makeModel()).filter(({ id }) => id.startsWith('server'));

  it('are of each resource, by unit, with what it has dashed and its thresholds as limits', () => {
    expect(
      panels.map(({ title, lines, limits }) => [
        title,
        lines.map(({ label, isDashed = false }) => (isDashed ? `${label} (dashed)` : label)),
        limits.map(({ label }) => label),
      ]),
    ).toEqual([
      ['sample-api CPU (cores)', ['CPU (cores)'], ['avg<1.5 for 30s']],
      ['sample-api memory', ['memory'], []],
      ['sample-api open files', ['open files'], []],
      ['database CPU (cores)', ['cpu limit cores (dashed)', 'CPU (cores)'], []],
    ]);
  });

  it('have a gap where a value is missing', () => {
    const line = panels[3]?.lines[1]?.y ?? [];
    expect(line.slice(66, 78)).toEqual(Array(12).fill(null));
    expect(line.slice(50, 62)).not.toContain(null);
  });
});

describe('a threshold on a server', () => {
  it('is shown like one of k6', () => {
    expect(viewServerThreshold(threshold, { observed: [] })).toEqual({
      metric: 'cpu_cores{source:cloudwatch}',
      expression: 'avg<0.8 for 1m',
      ok: false,
      observed: '0.91 cores',
      notes: ['ended the run'],
    });
  });

  it.each([
    ['that it was not observed', [], 'nothing to judge: it was not observed for that long'],
    ['what its source said', [series({ points: [], unavailable: 'denied' })], 'nothing to judge: denied'],
  ])('that nothing could be judged by says %s', (_, observed, note) => {
    const unjudged = { ...threshold, observed: null, atMs: null, aborted: false };
    expect(viewServerThreshold(unjudged, { observed })).toMatchObject({
      ok: false,
      observed: 'no value',
      notes: [note],
    });
  });
});
