import { expect, it } from 'vitest';
import type { Estimate, MeasuredSize } from '../../core/records/index.ts';
import { estimateFormats } from '../../reports/estimate-formats.ts';
import { measuredFacts, measuredSizeText } from '../../reports/measured-size-text.ts';
import { makeEstimate } from './estimate-fixture.ts';

const measuredSize: MeasuredSize = {
  resource: 'checkout',
  unit: 'replica',
  cores: 0.2,
  memoryBytes: 192 * 2 ** 20,
  measuredCount: 1,
  refused: null,
  carried: {
    count: { low: 3, mid: 3, high: 4 },
    needed: { cpu: 3, memory: 1 },
    planned: {
      utilisation: 0.76,
      lowest: 0.7,
      highest: 0.8,
      rule: 'latency-objective',
      rules: ['p95 within 300 ms'],
    },
    utilisation: 0.68,
    binding: 'cpu',
    notes: ['shares a bottleneck'],
    extrapolation: { ratio: 0.9, level: 'measured' },
  },
};
const refused = { ...measuredSize, carried: null, refused: 'p95 within 3 ms cannot be kept' };
const withSize = (size: MeasuredSize): Estimate => ({ ...makeEstimate(), measuredSize: size });

it.each([
  [
    'a count',
    measuredSize,
    'Of the measured size (replicas of 0.2 cores, 192 MiB) it takes 3 (3–4); 1 was measured.',
  ],
  ['none', refused, 'Of the measured size (replicas of 0.2 cores, 192 MiB) no number carries it.'],
])('the answer has what was measured: %s', (_, size, sentence) => {
  expect(measuredSizeText(withSize(size))).toEqual([sentence]);
});

it.each([
  [
    'the rules behind it',
    measuredSize,
    [
      '3 replicas of checkout would use 68 % of their CPU, at most 76 % (70 %–80 %) is planned',
      'p95 within 300 ms',
      'memory alone would take 1',
      'shares a bottleneck',
    ],
  ],
  [
    'why there is none',
    refused,
    ['no number of replicas of checkout would do: p95 within 3 ms cannot be kept'],
  ],
])('the facts have %s', (_, size, lines) => {
  expect(measuredFacts(withSize(size))).toEqual([['As measured', lines.join('\n')]]);
});

it.each(['terminal', 'md', 'html', 'json'] as const)(
  '%s has it, and nothing of it where there is none',
  (format) => {
    const words = format === 'json' ? '"measuredCount"' : 'As measured';
    expect(estimateFormats[format].render(withSize(measuredSize))).toContain(words);
    expect(estimateFormats[format].render(makeEstimate())).not.toContain(words);
  },
);
