import type { CheckResult, RequestResult } from '../../core/records/index.ts';
import { getOrMake } from '../coordinator/get-or-make.ts';
import type { MergedSeries } from '../coordinator/merge.ts';
import { selectCount, selectState } from '../coordinator/select.ts';
import { toTrend, trendOf } from './metrics.ts';

/**
 * One row for each request name and method, the most frequent first; setup and teardown are in it. Requests whose
 * tags were lost to an overflow make a row without a name.
 */
export function toRequests(series: readonly MergedSeries[], durationMs: number): RequestResult[] {
  const byRequest = new Map<string, MergedSeries[]>();
  for (const one of series) {
    if (!one.metric.startsWith('http_req')) continue;
    getOrMake(byRequest, `${one.tags.method ?? ''} ${one.tags.name ?? ''}`, (): MergedSeries[] => []).push(
      one,
    );
  }
  return [...byRequest.values()]
    .map((own) => toRequest(own, durationMs))
    .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name));
}

function toRequest(own: readonly MergedSeries[], durationMs: number): RequestResult {
  const { name = '', method = '' } = own[0]?.tags ?? {};
  const failed = selectState(own, 'http_req_failed');
  const count = selectCount(own, 'http_reqs');
  return {
    name,
    method,
    count,
    ratePerSec: durationMs > 0 ? count / (durationMs / 1_000) : 0,
    failed: failed?.type === 'rate' ? failed.trues : 0,
    statuses: countBy(own, 'status'),
    errors: countBy(own, 'error_code'),
    duration: toTrend(trendOf(selectState(own, 'http_req_duration')), 'ms'),
  };
}

/** How many requests carried each value of a tag. */
function countBy(series: readonly MergedSeries[], tag: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { metric, tags, state } of series) {
    const value = tags[tag];
    if (metric !== 'http_reqs' || value === undefined || state.type !== 'counter') continue;
    counts[value] = (counts[value] ?? 0) + state.count;
  }
  return counts;
}

/** One row for each check and the group it stands in, in the order of first occurrence. */
export function toChecks(series: readonly MergedSeries[]): CheckResult[] {
  const checks = new Map<string, CheckResult>();
  for (const { metric, tags, state } of series) {
    if (metric !== 'checks' || state.type !== 'rate') continue;
    const { check: name = '', group = '' } = tags;
    const key = `${group}\u0000${name}`;
    const { passes, fails } = checks.get(key) ?? { passes: 0, fails: 0 };
    checks.set(key, {
      name,
      group: group.replace(/^::/, ''),
      passes: passes + state.trues,
      fails: fails + state.total - state.trues,
    });
  }
  return [...checks.values()];
}
