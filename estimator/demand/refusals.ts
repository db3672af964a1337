import type { Demand, DropReason, Measurements } from '../../core/records/index.ts';
import { refusal } from '../refuse.ts';
import type { ServerBin } from './server-bins.ts';

const fewestCleanSeconds = 5;

const reasonText: Readonly<Record<DropReason, string>> = {
  'warm-up': 'warm-up',
  ramp: 'ramp',
  'step-edge': "at a step's edge",
  errors: 'more than 1 % of the requests failed',
  'dropped-iterations': 'iterations were dropped',
  saturated: 'saturated',
  'target-scaled': 'the number of servers changed',
  'not-observed': 'not observed',
};

/** How many seconds were left out, by reason. */
export function excludedSeconds({ dropped }: Measurements): Demand['excluded'] {
  const seconds = new Map<string, number>();
  for (const { reason, durationMs } of dropped) {
    const text = reasonText[reason];
    seconds.set(text, (seconds.get(text) ?? 0) + durationMs / 1_000);
  }
  return [...seconds].map(([reason, count]) => ({ reason, seconds: count }));
}

export function refuseInvalid({ sources }: Measurements, acceptInvalid: boolean): void {
  const invalid = sources.find(({ validity }) => validity === 'invalid');
  if (!invalid || acceptInvalid) return;
  throw refusal(
    `run ${invalid.id} is invalid`,
    `see why (loadtest runs show ${invalid.id}), repair the cause and run again, or accept the invalid run (--accept-invalid) and have it stand in the estimate`,
  );
}

export function refuseTooFew(bins: readonly ServerBin[], excluded: Demand['excluded']): void {
  const seconds = bins.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1_000;
  const requests = bins.reduce((sum, bin) => sum + bin.requestsPerSec, 0);
  if (seconds >= fewestCleanSeconds && requests > 0) return;
  if (seconds >= fewestCleanSeconds) {
    throw refusal(
      'no request ended in the clean seconds',
      'check the target and the scenario, and run again',
    );
  }
  const saturated = excluded.find(({ reason }) => reason === reasonText.saturated)?.seconds ?? 0;
  if (saturated >= fewestCleanSeconds) {
    throw refusal(
      `the server was saturated in ${saturated} seconds and clean in ${seconds} of at least ${fewestCleanSeconds}`,
      'add steps at 20 to 60 % of this load: a saturated server does not tell what one request costs',
    );
  }
  const reasons =
    excluded.map(({ reason, seconds: count }) => `${count} s ${reason}`).join(', ') || 'no seconds at all';
  throw refusal(
    `at least ${fewestCleanSeconds} clean seconds are needed, got ${seconds} (left out: ${reasons})`,
    'run longer at a constant rate: 30 s a step is a good start',
  );
}

export function refuseNoWork(bins: readonly ServerBin[], idleCores: number): void {
  const mean = bins.reduce((sum, { used }) => sum + (used.cores ?? 0), 0) / bins.length;
  if (mean > idleCores) return;
  throw refusal(
    `the server used ${mean.toFixed(3)} cores under load and ${idleCores.toFixed(3)} before it: nothing is left for the requests`,
    'raise the rate, or let the server come to rest before the run',
  );
}
