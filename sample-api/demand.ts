import { drawExponential, type Random, seededRandom } from './random.ts';
import { type JourneyRoute, mixDemandMs, routeMix } from './route-mix.ts';
import type { Settings } from './settings.ts';

/** The stated mean CPU demand of a journey route, in milliseconds, after the warm-up. */
export function meanDemandMs(route: JourneyRoute, settings: Pick<Settings, 'cpuMs' | 'routeCpuMs'>): number {
  return settings.routeCpuMs[route] ?? (routeMix[route].demandMs * settings.cpuMs) / mixDemandMs;
}

/**
 * Draws the CPU demand of one request after the other, in milliseconds. Every route has a random stream of its own,
 * so that its n-th demand is the same whatever the others do; only the warm-up counts requests over all routes.
 */
export function createDemand(settings: Settings): (route: JourneyRoute) => number {
  const streams = new Map<JourneyRoute, Random>();
  let drawn = 0;
  return (route) => {
    drawn += 1;
    const factor = drawn <= settings.warmUpRequests ? settings.warmUpFactor : 1;
    const mean = meanDemandMs(route, settings) * factor;
    if (settings.distribution === 'fixed') return mean;
    const random = streams.get(route) ?? seededRandom(settings.seed, route);
    streams.set(route, random);
    return drawExponential(mean, random);
  };
}
