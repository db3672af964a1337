import { describe, expect, it } from 'vitest';
import type { Measurements } from '../../../core/records/index.ts';
import { measureDemand } from '../../../estimator/index.ts';
import { seeded } from '../../../estimator/uncertainty/seeded.ts';
import { measure } from '../../validate/measured-system.ts';
import type { SimulatedSystem } from '../../validate/simulated-system.ts';

/** Four cores would serve 400/s, a lock lets 200/s through; the steps end at 160/s. */
const locked: SimulatedSystem = {
  name: 'locked',
  servers: 4,
  cpuSec: 0.01,
  variation: 1,
  lockSec: 0.005,
  idleCores: 0.05,
  gain: null,
  thinkSec: null,
};

function measured(generatorWasBusy: boolean): Measurements {
  const loads = { shares: [0.1, 0.2, 0.3, 0.4], secondsPerStep: 120 };
  const found = measure(locked, loads, seeded('lock'));
  return { ...found, sources: found.sources.map((source) => ({ ...source, generatorWasBusy })) };
}

describe('a lock that no step reached', () => {
  it('is found from responses that grow', () => {
    const { hiddenBottleneck } = measureDemand(measured(false)).evidence;
    expect(hiddenBottleneck).toMatchObject({ basis: 'response-growth' });
    expect(Math.abs((hiddenBottleneck?.throughputPerSec.mid ?? 0) / 200 - 1)).toBeLessThan(0.2);
  });

  it('is not told from waits on a generating machine without CPU to spare', () => {
    const { hiddenBottleneck, provenPerSec } = measureDemand(measured(true)).evidence;
    expect(hiddenBottleneck).toBeNull();
    expect(provenPerSec).toBeLessThan(200);
  });
});
