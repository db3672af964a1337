import { describe, expect, it } from 'vitest';
import { retain } from '../../k8s/coordinator/retain.ts';

const hourMs = 3_600_000;

/** Waits without time passing; `fetchedAfterMs` of waiting somebody fetches the result. */
async function waitedMs(store: 'none' | number, fetchedAfterMs = Infinity): Promise<number> {
  let nowMs = 0;
  let attempts = 0;
  const fetched = new AbortController();
  await retain(
    {
      monotonicMs: () => nowMs,
      async sleep(durationMs, signal) {
        if (signal?.aborted) return;
        nowMs = Math.min(nowMs + durationMs, fetchedAfterMs);
        if (nowMs === fetchedAfterMs) fetched.abort();
      },
    },
    {
      finish:
        store === 'none'
          ? undefined
          : async () => {
              attempts += 1;
              return attempts >= store;
            },
      isStored: store === 0,
      retainMs: hourMs,
      storedRetainMs: 120_000,
      fetched: fetched.signal,
    },
  );
  return nowMs;
}

describe('the pod of a finished run', () => {
  it.each<[string, Parameters<typeof waitedMs>, number]>([
    ['waits for its fetch when it has no store', ['none'], hourMs],
    ['goes when its result was fetched', ['none', 5_000], 5_000],
    ['goes soon when its result is in a store', [0], 120_000],
    ['tries a store again that did not take it', [3], 150_000],
    ['waits for its fetch while its store takes nothing', [Infinity], hourMs],
    ['goes when its result was fetched, whatever the store says', [Infinity, 25_000], 25_000],
  ])('%s', async (_, [store, fetchedAfterMs], expectedMs) => {
    expect(await waitedMs(store, fetchedAfterMs)).toBe(expectedMs);
  });
});
