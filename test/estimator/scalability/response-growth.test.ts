import { describe, expect, it } from 'vitest';
import { meanWaitSec } from '../../../estimator/queueing/wait.ts';
import {
  type ResponseLoad,
  unseenStation,
  type VisibleCpu,
} from '../../../estimator/scalability/response-growth.ts';

/** Four cores, 10 ms of CPU a request. */
const cpu: VisibleCpu = { servers: 4, coreShare: 1, stallSec: 0, limitPerSec: 400 };
const cpuSec = 0.01;
const rates = [50, 100, 150, 200, 240];

interface Made {
  readonly lockSec?: number;
  readonly elsewhereSec?: number;
  readonly dispersion?: number;
  readonly rates?: readonly number[];
}

/** Loads whose responses wait for the CPU, and for a lock held for `lockSec`, as the formulas have it. */
function loads({
  lockSec = 0,
  elsewhereSec = 0,
  dispersion = 1,
  rates: perSecs = rates,
}: Made): ResponseLoad[] {
  return perSecs.map((perSec) => {
    const utilisation = perSec / cpu.limitPerSec;
    const cpuWaitSec = meanWaitSec({ servers: cpu.servers, utilisation, serviceSec: cpuSec });
    const lockWaitSec = meanWaitSec({ servers: 1, utilisation: perSec * lockSec, serviceSec: lockSec });
    const responseSec = elsewhereSec + cpuSec + lockSec + dispersion * (cpuWaitSec + lockWaitSec);
    return {
      perSec,
      responseSec,
      errorSec: 0.01 * responseSec,
      cpuSec,
      utilisation,
      dispersion,
      othersShare: 1,
    };
  });
}

describe('a station that nobody observed', () => {
  it.each([300, 320])('is found from loads up to 240/s where a lock lets %d/s through', (limitPerSec) => {
    const { limitPerSec: found, provenPerSec } = unseenStation(loads({ lockSec: 1 / limitPerSec }), cpu);
    expect(found?.low).toBeLessThanOrEqual(limitPerSec);
    expect(found?.high).toBeGreaterThanOrEqual(limitPerSec);
    expect(Math.abs((found?.mid ?? 0) / limitPerSec - 1)).toBeLessThan(0.1);
    expect(provenPerSec).toBe(found?.low);
  });

  it('is excluded nearly up to the limit of the CPU where responses take no longer than the CPU explains', () => {
    const { limitPerSec, provenPerSec } = unseenStation(loads({}), cpu);
    expect(limitPerSec).toBeNull();
    expect(provenPerSec).toBeGreaterThan(cpu.limitPerSec / 1.2);
  });

  it.each([
    ['requests mostly wait elsewhere, perhaps for one of many connections', { elsewhereSec: 0.2 }],
    ['arrivals are evenly spaced, and would not wait for it', { dispersion: 0 }],
  ])('is not excluded where %s', (_, made) => {
    const { limitPerSec, provenPerSec } = unseenStation(loads(made), cpu);
    expect(limitPerSec).toBeNull();
    expect(provenPerSec).toBeLessThan(1.1 * 240);
  });

  it('cannot hold a request for longer than it takes: one core, all CPU, leaves no room for a lock', () => {
    const one = { ...cpu, servers: 1, limitPerSec: 100 };
    const even = [10, 20, 30, 40, 50].map((perSec) => ({
      ...{ perSec, responseSec: cpuSec, errorSec: 0, cpuSec, utilisation: perSec / 100 },
      ...{ dispersion: 0, othersShare: 1 },
    }));
    expect(unseenStation(even, one).provenPerSec).toBeGreaterThan(95);
  });

  it('is not looked for below what was measured', () => {
    expect(unseenStation(loads({ rates: [200, 300, 400] }), cpu)).toEqual({
      provenPerSec: 400,
      limitPerSec: null,
    });
  });
});
