import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OtlpDecoder, type OtlpPoint } from '../../../runner/coordinator/otlp.ts';
import { histogramOf } from '../../core/raw-histogram.ts';
import { otlpBody } from './otlp-body.ts';

const recorded = readFileSync(join(import.meta.dirname, 'push.otlp'));
const at = { startMs: 1_700_000_000_000, timeMs: 1_700_000_001_000 };

function decode(body: Uint8Array): OtlpPoint[] {
  return new OtlpDecoder().decode(body);
}

describe('a push that a real k6 sent', () => {
  const points = decode(recorded);
  const only = (name: string) => points.filter((point) => point.name === name);

  it('holds a counter with its decimals and its tags', () => {
    const [orders] = only('orders');
    expect(orders).toMatchObject({
      unit: '',
      attributes: { kind: 'book', scenario: 'default' },
      value: { kind: 'sum', amount: 10 },
    });
  });

  it('holds the latest level of a gauge', () => {
    expect(only('stock')).toMatchObject([{ value: { kind: 'gauge', level: 7 } }]);
  });

  it('holds a rate as two counters', () => {
    expect(only('sold.total').map(({ attributes, value }) => [attributes.condition, value])).toEqual([
      ['nonzero', { kind: 'sum', amount: 3 }],
      ['zero', { kind: 'sum', amount: 1 }],
    ]);
  });

  it('holds a trend with negative values and a zero', () => {
    const [balance] = only('balance');
    expect(balance?.value).toMatchObject({
      kind: 'histogram',
      histogram: { count: 4, zeroCount: 1, sum: 1, min: -2, max: 4 },
    });
    const histogram = balance?.value.kind === 'histogram' ? balance.value.histogram : undefined;
    const total = (counts: readonly number[] = []) => counts.reduce((sum, count) => sum + count, 0);
    expect([total(histogram?.positive.counts), total(histogram?.negative?.counts)]).toEqual([1, 2]);
  });

  it('names milliseconds and bytes, and the group and check of what happened in one', () => {
    expect(only('paid')[0]?.unit).toBe('ms');
    expect(only('data_sent')[0]?.unit).toBe('By');
    expect(only('checks.total')[0]?.attributes).toMatchObject({ check: 'is ok', group: '::shop' });
  });

  it('is stamped with the wall clock, in milliseconds', () => {
    const [iterations] = only('iterations');
    const elapsedMs = (iterations?.timeMs ?? 0) - (iterations?.startMs ?? 0);
    expect(elapsedMs).toBeGreaterThan(0);
    expect(elapsedMs).toBeLessThan(10_000);
    expect(new Date(iterations?.timeMs ?? 0).getUTCFullYear()).toBeGreaterThan(2_024);
  });
});

describe('decoding', () => {
  const attributes = fc.dictionary(
    fc.string({ minLength: 1, maxLength: 8 }).filter((key) => key !== '__proto__'),
    fc.string(),
  );
  const value = fc.oneof(
    fc.record({
      kind: fc.constant('sum' as const),
      amount: fc.double({ min: -1e300, max: 1e300, noNaN: true }),
    }),
    fc.record({
      kind: fc.constant('gauge' as const),
      level: fc.double({ min: -1e300, max: 1e300, noNaN: true }),
    }),
    fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { maxLength: 20 }).map((values) => ({
      kind: 'histogram' as const,
      histogram: histogramOf(values),
    })),
  );
  const point = fc.record({ name: fc.string(), unit: fc.constantFrom('', 'ms', 'By'), attributes, value });

  it('gives back every point that was written', () => {
    fc.assert(
      fc.property(fc.array(point), (written) => {
        const points = written
          .filter(({ name }) => !name.endsWith('.total'))
          .map((one) => ({ ...at, ...one }));
        expect(decode(otlpBody(points))).toEqual(points);
      }),
    );
  });

  it('shares the attributes of points that carry the same', () => {
    const decoder = new OtlpDecoder();
    const one = {
      name: 'a',
      unit: '',
      attributes: { x: 'y' },
      ...at,
      value: { kind: 'sum', amount: 1 },
    } as const;
    const [first] = decoder.decode(otlpBody([one]));
    const [second] = decoder.decode(otlpBody([{ ...one, name: 'b' }]));
    expect(second?.attributes).toBe(first?.attributes);
  });

  it.each([
    ['an empty body holds no points', new Uint8Array()],
    ['fields of a later version are passed over', Uint8Array.from([0x9a, 0x06, 0x02, 0x01, 0x02])],
  ])('%s', (_, body) => {
    expect(decode(body)).toEqual([]);
  });

  it.each([
    ['JSON', Buffer.from('{"resourceMetrics":[]}')],
    ['text', Buffer.from('hello, this is not protobuf at all')],
    ['a message that promises more than there is', Uint8Array.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x07])],
    ['a push without its end', recorded.subarray(0, recorded.length - 7)],
    ['bytes of no wire type', Uint8Array.from([0x0f, 0x01])],
  ])('refuses %s', (_, body) => {
    expect(() => decode(body)).toThrow();
  });

  it('refuses a push that is cut off, wherever that is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: recorded.length - 1 }), (length) => {
        expect(() => decode(recorded.subarray(0, length))).toThrow();
      }),
    );
  });

  it('takes infinity for a number that a record can hold', () => {
    const at = { startMs: 1_000, timeMs: 2_000, unit: '', attributes: {} };
    const body = otlpBody([
      { name: 'a', ...at, value: { kind: 'sum', amount: Infinity } },
      { name: 'b', ...at, value: { kind: 'gauge', level: -Infinity } },
    ]);
    expect(decode(body).map(({ value }) => value)).toEqual([
      { kind: 'sum', amount: 1e300 },
      { kind: 'gauge', level: -1e300 },
    ]);
  });

  it('refuses a scale that no SDK sends, which would make a single bucket of everything', () => {
    const histogram = { ...histogramOf([1, 2]), scale: 21 };
    const body = otlpBody([
      { name: 'a', unit: '', attributes: {}, ...at, value: { kind: 'histogram', histogram } },
    ]);
    expect(() => decode(body)).toThrow('scale must be between -10 and 20, got 21');
  });
});
