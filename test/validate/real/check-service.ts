import type { Estimate, Measurements } from '../../../core/records/index.ts';
import { measureDemand } from '../../../estimator/index.ts';
import { measuredLatency } from '../../../estimator/safe-utilisation/measured-latency.ts';
import { latencyCurveOf } from '../../../estimator/safe-utilisation/safe-utilisation.ts';
import { type Check, notAbove, within } from '../check.ts';
import { overPromise } from '../maximum.ts';
import { MeasuredService, type Step } from './measured-service.ts';
import type { Service } from './services.ts';

/** Long enough for a p99 at the lowest load; no step above 60 % of what the service carries. */
const belowLimit: readonly Step[] = [
  { share: 0.15, seconds: 18 },
  { share: 0.3, seconds: 8 },
  { share: 0.45, seconds: 8 },
  { share: 0.6, seconds: 8 },
];
/** A hundred times as long as their queues remember: the p99 of a few seconds near the limit is chance. */
const nearLimit: readonly Step[] = [
  { share: 0.84, seconds: 60 },
  { share: 0.75, seconds: 45 },
];
const full: Step = { share: 2, seconds: 10 };

/** What is said of a service that was measured up to 60 % of what it carries, beside what it then does. */
export async function checkService(service: Service): Promise<Check[]> {
  const measured = MeasuredService.of(service);
  if (!measured) {
    return [{ name: service.name, goal: 'a control group', found: 'none', isMet: false }];
  }
  try {
    const low = await measured.run(belowLimit);
    const estimate = await measured.estimate();
    const hasThread = service.isCpuBound && service.quotaCores === null;
    const high = await measured.run([...(hasThread ? nearLimit : []), full]);
    const truth = throughputOf(high, hasThread ? nearLimit.length : 0);
    return [
      ...promiseChecks(service, estimate, truth),
      ...(hasThread ? [latencyCheck(service, low, high)] : []),
    ];
  } finally {
    measured.remove();
  }
}

/** The promise, and of a service whose CPU is its limit the prediction. */
function promiseChecks({ name, isCpuBound }: Service, estimate: Estimate | string, truth: number): Check[] {
  const capacity = typeof estimate === 'string' ? null : estimate.demand.capacity;
  if (!capacity)
    return [{ name: `${name}: refused`, goal: 'a bound or a refusal', found: 'yes', isMet: true }];
  const { basis, perSec, promisedPerSec } = capacity;
  const said = { cpu: 'promise', bound: 'bound', 'hidden-bottleneck': 'bottleneck' }[basis];
  return [
    notAbove(
      `${name}: ${said}, over the measured maximum of ${Math.round(truth)}/s`,
      promisedPerSec / truth,
      overPromise,
    ),
    ...(isCpuBound ? [within(`${name}: what its CPU allows, over it`, perSec.mid / truth, 1, 0.1)] : []),
  ];
}

/** The p99 at 75 %, predicted from the low loads and one near the limit, at the utilisation that was then measured. */
function latencyCheck({ name }: Service, low: Measurements, high: Measurements): Check {
  const { resource, cpuSecPerRequest } = measureDemand(low, { acceptInvalid: true });
  const asked = { resource, servers: 1, quantile: 0.99 };
  const { lowLoad, steps } = measuredLatency(low, asked);
  const [near, then] = measuredLatency(high, asked).steps;
  if (!near || !then)
    return { name: `${name}: p99 at 75 %`, goal: 'two clean steps', found: 'none', isMet: false };
  const { modelled } = latencyCurveOf({
    ...{ vcpu: 1, servers: 1, cpuSec: cpuSecPerRequest.mid, slo: { quantile: 0.99, limitMs: 1_000 } },
    ...{ lowLoad, steps: [...steps, near], kind: null, imbalance: 1 },
  });
  const at = modelled.findIndex(({ utilisation }) => utilisation >= then.utilisation);
  const predictedMs = modelled[at]?.ms ?? Number.NaN;
  const busy = Math.round(100 * then.utilisation);
  return within(
    `${name}: p99 at ${busy} %, over the measured one`,
    predictedMs / 1_000 / then.latencySec,
    1,
    0.3,
  );
}

/** Of one step, saturated or not: the mean of its bins that are whole. */
function throughputOf({ bins, dropped }: Measurements, step: number): number {
  const own = [
    ...bins,
    ...dropped.filter(({ reason }) => reason !== 'step-edge' && reason !== 'ramp'),
  ].filter((bin) => bin.step === step);
  return own.reduce((sum, { total }) => sum + total.throughputPerSec, 0) / own.length;
}
