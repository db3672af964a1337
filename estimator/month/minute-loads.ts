import type { Traffic } from '../traffic/week.ts';
import { normalQuantile } from '../uncertainty/normal.ts';
import { seeded } from '../uncertainty/seeded.ts';

/** Minutes of the typical week that stands for every week of a month. */
export const minutesPerWeek = 10_080;

/**
 * Requests a second in each minute of the week: the hours' means, joined by lines, times a lognormal noise of mean 1 that
 * reaches the peak ratio b in one minute of an hour and never passes it, as the design load does not; the events on top. The noise is the same at each call.
 */
export function minuteLoads({ hourlyPerSec, peakRatio, events }: Traffic): Float64Array {
  const loads = new Float64Array(minutesPerWeek);
  const random = seeded('minute noise');
  const sigma = noiseOf(peakRatio);
  const hours = hourlyPerSec.length;
  for (let minute = 0; minute < minutesPerWeek; minute++) {
    const hour = Math.floor(minute / 60);
    const part = (minute % 60) / 60;
    const here = hourlyPerSec[hour % hours] ?? 0;
    const next = hourlyPerSec[(hour + 1) % hours] ?? 0;
    const noise = Math.exp(sigma * normalQuantile(0.5e-9 + random() * (1 - 1e-9)) - sigma ** 2 / 2);
    loads[minute] = (here * (1 - part) + next * part) * Math.min(noise, Math.max(1, peakRatio));
  }
  for (const { weekday, hour, users, withinSeconds, requestsPerUser } of events) {
    const minutes = Math.ceil(withinSeconds / 60);
    const start = Math.floor((weekday * 24 + hour) * 60);
    for (let i = 0; i < minutes; i++) {
      const minute = (start + i) % minutesPerWeek;
      loads[minute] = (loads[minute] ?? 0) + (users * requestsPerUser) / (minutes * 60);
    }
  }
  return loads;
}

/** σ of the noise whose quantile 59/60 is b: e^(z·σ − σ²/2) = b, the smaller solution. */
function noiseOf(peakRatio: number): number {
  if (peakRatio <= 1) return 0;
  const z = normalQuantile(59 / 60);
  const inside = z ** 2 - 2 * Math.log(peakRatio);
  return inside > 0 ? z - Math.sqrt(inside) : z;
}
