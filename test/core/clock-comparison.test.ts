import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClockComparison } from '../../core/clock-comparison.ts';

/** An answer as a server whose clock is ahead by `offsetMs` gives it: its `Date` is cut to whole seconds. */
function hear(clock: ClockComparison, offsetMs: number, sentMs: number, thereMs = 3, backMs = 3): void {
  const dateMs = Math.floor((sentMs + thereMs + offsetMs) / 1_000) * 1_000;
  clock.heard(dateMs, sentMs, sentMs + thereMs + backMs);
}

describe('ClockComparison', () => {
  it('knows nothing before the first answer', () => {
    expect(new ClockComparison().offsetMs).toBeUndefined();
    expect(new ClockComparison().known).toBeUndefined();
  });

  it('is never further off than half a second and half the way, and comes closer with more answers', () => {
    const answers = fc.array(fc.record({ atMs: fc.nat(1e7), thereMs: fc.nat(400), backMs: fc.nat(400) }), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 2e12 }), answers, (offsetMs, all) => {
        const clock = new ClockComparison();
        for (const { atMs, thereMs, backMs } of all) {
          hear(clock, offsetMs, atMs, thereMs, backMs);
          const { withinMs = Number.NaN } = clock.known ?? {};
          expect(withinMs).toBeLessThanOrEqual(500 + 400);
          expect(Math.abs((clock.offsetMs ?? Number.NaN) - offsetMs)).toBeLessThanOrEqual(withinMs);
        }
      }),
    );
  });

  it.each([0, 90_000, -90_000])(
    'finds %d ms to within 20 ms from answers all over the second',
    (offsetMs) => {
      const clock = new ClockComparison();
      for (let poll = 0; poll < 40; poll++) hear(clock, offsetMs, poll * 5_027);
      expect(Math.abs((clock.offsetMs ?? Number.NaN) - offsetMs)).toBeLessThan(20);
    },
  );

  it('believes the newest answer when the other clock was set', () => {
    const clock = new ClockComparison();
    for (let poll = 0; poll < 10; poll++) hear(clock, 0, poll * 5_027);
    hear(clock, 60_000, 60_000);
    expect(Math.abs((clock.offsetMs ?? Number.NaN) - 60_000)).toBeLessThan(510);
  });
});
