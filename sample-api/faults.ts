import { seededRandom } from './random.ts';
import type { Settings } from './settings.ts';

export type Fault = 'none' | 'error' | 'stall';

/** Draws what befalls one request after the other, by the shares of the settings. */
export function createFaults({
  errorShare,
  stallShare,
  seed,
}: Pick<Settings, 'errorShare' | 'stallShare' | 'seed'>): () => Fault {
  const random = seededRandom(seed, 'faults');
  return () => {
    const u = random();
    if (u < errorShare) return 'error';
    return u < errorShare + stallShare ? 'stall' : 'none';
  };
}
