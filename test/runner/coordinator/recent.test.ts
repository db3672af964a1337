import { describe, expect, it } from 'vitest';
import { Recent } from '../../../runner/coordinator/recent.ts';
import { counter, rate, trend } from './series-fixture.ts';

/** Totals of a run that made `requests` requests, of which some failed, with these durations. */
function totals(requests: number, failed: number, durations: readonly number[] = []) {
  return [
    counter('http_reqs', requests),
    rate('http_req_failed', failed, requests),
    trend('http_req_duration', durations),
  ];
}

describe('the last seconds of a run', () => {
  it('are unknown before there are two readings', () => {
    const recent = new Recent(5_000);
    const nothing = { requestsPerSec: 0, sentPerSec: 0, p95Ms: undefined, failedRate: undefined };
    expect(recent.rates()).toEqual(nothing);
    recent.add(totals(10, 0), 1_000);
    expect(recent.rates()).toEqual(nothing);
  });

  it('tell of what happened in them, not of what was before', () => {
    const recent = new Recent(2_000);
    const slow = new Array<number>(100).fill(1_000);
    recent.add(totals(100, 100, slow), 1_000);
    recent.add(totals(110, 100, [...slow, 2, 2, 2]), 2_000);
    recent.add(totals(140, 115, [...slow, 2, 2, 2, 2, 2]), 3_000);
    const { requestsPerSec, p95Ms, failedRate } = recent.rates();
    expect([requestsPerSec, failedRate]).toEqual([20, 15 / 40]);
    expect(p95Ms).toBeGreaterThan(1.9);
    expect(p95Ms).toBeLessThan(2.1);
  });

  it('reach back over the whole window only when there has been that much time', () => {
    const recent = new Recent(3_000);
    const full = [1_000, 2_000, 3_000, 4_000, 5_000].map((atMs) => {
      recent.add(totals(atMs, 0), atMs);
      return recent.full;
    });
    expect(full).toEqual([false, false, false, true, true]);
  });

  it('have no failed rate when nothing was requested in them', () => {
    const recent = new Recent(1_000);
    recent.add(totals(5, 5), 1_000);
    recent.add(totals(5, 5), 2_000);
    expect(recent.rates().failedRate).toBeUndefined();
  });
});
