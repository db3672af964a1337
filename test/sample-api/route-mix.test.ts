import { describe, expect, it } from 'vitest';
import { mixDemandMs, routeMix } from '../../sample-api/route-mix.ts';

describe('the route mix', () => {
  const entries = Object.values(routeMix);

  it('shares out all requests', () => {
    expect(entries.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  it('demands as much CPU on average as it states', () => {
    expect(entries.reduce((sum, { share, demandMs }) => sum + share * demandMs, 0)).toBeCloseTo(
      mixDemandMs,
      12,
    );
  });
});
