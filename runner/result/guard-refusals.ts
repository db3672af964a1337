import { isBlockedUrl } from '../../core/guard/blocked-url.ts';
import type { GuardDecision, RunResult } from '../../core/records/index.ts';
import type { MergedSeries } from '../coordinator/merge.ts';

/** k6's code of a request whose address is in `blacklistIPs`. */
const refusedCode = '1110';
const refusedMessage = /is in a blacklisted range/;

type Refusals = RunResult['guardRefusals'];

/**
 * What k6 refused to dial, the most frequent first. k6 gives the reason of HTTP requests by a tag and that of
 * anything else only by what it throws. A WebSocket that was never answered is counted where its URL tells that it
 * had to be refused; `k6/ws` tells no URL.
 */
export function toGuardRefusals(
  series: readonly MergedSeries[],
  exceptions: RunResult['exceptions'],
  guard: GuardDecision,
): Refusals {
  const counts = new Map<string, number>();
  for (const { metric, tags, state } of series) {
    if (state.type !== 'counter') continue;
    const { method = '', name = '', error_code: code, status } = tags;
    const isRequest = metric === 'http_reqs' && code === refusedCode;
    const isWebSocket = metric === 'ws_sessions' && status === undefined && isBlockedUrl(name, guard);
    if (!isRequest && !isWebSocket) continue;
    const key = isRequest ? `${method} ${name}` : name;
    counts.set(key, (counts.get(key) ?? 0) + state.count);
  }
  const requests = [...counts].map(([name, count]) => ({ name, count }));
  const thrown = exceptions
    .filter(({ message }) => refusedMessage.test(message))
    .map(({ message, count }) => ({ name: message, count }));
  return [...requests, ...thrown].sort((a, b) => b.count - a.count || a.name.localeCompare(b.name));
}
