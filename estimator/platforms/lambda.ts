import type { Architecture, Rejection } from '../../core/records/index.ts';
import { type Line, tierLine } from '../cost/line.ts';
import { findPrice, findTiers } from '../prices/find-price.ts';
import { bottleneckNotes, extrapolationBehind, needsOwnBottleneck } from '../sizing/bottleneck-share.ts';
import { boundedDemand, extrapolationOf, threadsBeyond } from '../sizing/demand-bounds.ts';
import type { Site } from '../sizing/site.ts';
import { byCost } from '../sizing/size-offer.ts';
import { memoryShare } from '../sizing/task-count.ts';
import { requestsPerMonth } from '../traffic/week.ts';
import { rejectionOf } from './cheapest.ts';
import { type Calls, keptReady } from './lambda-provisioned.ts';
import type { Plan, Platform } from './platform.ts';

const name = 'lambda';
/** Memory that comes with one vCPU. */
const mibPerVcpu = 1_769;
const memoriesMib = [128, 256, 512, 1_024, 1_769, 3_072, 5_120, 10_240] as const;
/** Of the region's concurrency, what one service may plan for. */
export const concurrencyShare = 0.8;

/**
 * A function that serves one request at a time, paid by the request and the millisecond; x86 and ARM, and beside each size
 * the same with environments that are kept ready, where the deployment asks for some.
 */
export const lambda: Platform = {
  name,
  // AWS, "Use Lambda functions as targets": WebSockets are not supported, an upgrade is answered with 400.
  refusesConnections: 'a function holds no connection: a load balancer refuses to upgrade one to a WebSocket',
  size(site) {
    const plans: Plan[] = [];
    const rejected: Rejection[] = [];
    for (const architecture of ['x86_64', 'arm64'] as const) {
      const own = memoriesMib.flatMap((memoryMib) => plansOf(site, architecture, memoryMib));
      plans.push(...byCost(own.filter((plan): plan is Plan => 'charges' in plan)));
      rejected.push(...own.filter((plan): plan is Rejection => 'reason' in plan));
    }
    return { plans, rejected };
  },
};

/**
 * Concurrency C = λ·d (27), with d = w + D/min(1, vCPU): w is what a request of the run waited beside its CPU, D its CPU.
 * GB-seconds are requests · ⌈d⌉ to the millisecond · GB.
 */
function plansOf(site: Site, architecture: Architecture, memoryMib: number): readonly (Plan | Rejection)[] {
  const { demand, requestsPerSec, deployment, priceBook, region, traffic } = site;
  const vcpu = memoryMib / mibPerVcpu;
  const offer = { platform: name, size: `${memoryMib} MB`, architecture, vcpu };
  const { meanResponseMs, memory, cpuSecPerRequest } = demand;
  if (meanResponseMs === null) return [rejectionOf(offer, 'the run counted no response times')];
  const needMib = Math.ceil((memory?.baseBytes ?? 0) / memoryShare / 2 ** 20);
  if (needMib > memoryMib) return [rejectionOf(offer, `the server needs ${needMib} MiB of memory`)];
  const waitMs = Math.max(0, meanResponseMs - cpuSecPerRequest.mid * 1_000);
  const durationMs = (cpuSec: number) => waitMs + (cpuSec * 1_000) / Math.min(1, vcpu);
  const bounds = boundedDemand(cpuSecPerRequest, threadsBeyond(demand, architecture === 'x86_64' ? 2 : 1), 1);
  const inFlight = {
    low: (requestsPerSec * durationMs(bounds.low)) / 1_000,
    mid: (requestsPerSec * durationMs(cpuSecPerRequest.mid)) / 1_000,
    high: (requestsPerSec * durationMs(bounds.high)) / 1_000,
  };
  const needsOwn = needsOwnBottleneck(demand, requestsPerSec, deployment);
  const extrapolation = extrapolationBehind(
    extrapolationOf(1_000 / durationMs(cpuSecPerRequest.mid), demand.highestRequestsPerSec),
    needsOwn,
  );
  const kept = site.safeUtilisation(Math.min(1, vcpu));
  if (typeof kept === 'string') return [rejectionOf(offer, kept)];
  const limit = concurrencyShare * deployment.lambdaConcurrency;
  const count = Math.ceil(inFlight.mid);
  if (count > limit)
    return [
      rejectionOf(
        offer,
        `${count} requests at a time, and ${limit} may be planned for by deployment.lambdaConcurrency`,
      ),
    ];
  const attributes = { arch: architecture };
  const query = { service: 'AWSLambda', region, attributes };
  const requestPrice = findPrice(priceBook, { ...query, item: 'requests' });
  const durationTiers = findTiers(priceBook, { ...query, item: 'duration' });
  const requests = requestsPerMonth(traffic);
  const gbSeconds = (requests * Math.ceil(durationMs(cpuSecPerRequest.mid)) * memoryMib) / 1_024 / 1_000;
  const linesAt = (factor: number): readonly Line[] => [
    tierLine('compute', 'Lambda requests', [requestPrice], factor * requests),
    tierLine('compute', 'Lambda duration', durationTiers, factor * gbSeconds),
  ];
  const onDemand: Plan = {
    ...offer,
    threadsPerCore: architecture === 'x86_64' ? 2 : 1,
    unit: 'concurrency',
    architectureMeasured: architecture === site.measuredArchitecture,
    memoryGb: memoryMib / 1_024,
    queue: { servers: 1, serviceMs: durationMs(cpuSecPerRequest.mid) },
    cores: Math.min(1, vcpu),
    planned: {
      utilisation: concurrencyShare,
      lowest: concurrencyShare,
      highest: concurrencyShare,
      rule: 'concurrency-share',
      rules: [`at most ${concurrencyShare * 100} % of the region's concurrency`],
    },
    needed: { cpu: count, memory: memory ? 1 : null, network: null },
    binding: 'concurrency',
    runnerUp: null,
    tasks: { low: Math.ceil(inFlight.low), mid: count, high: Math.ceil(inFlight.high) },
    utilisation: count / deployment.lambdaConcurrency,
    extrapolation,
    notes: [
      ...bottleneckNotes(demand, 0, needsOwn),
      `a request takes ${Math.round(durationMs(cpuSecPerRequest.mid))} ms; cold starts were not measured`,
      'the server was measured with requests at a time, a function has one',
    ],
    charges: {
      linesOf: () => linesAt(1),
      linesAt,
      nodesOf: undefined,
      gbPerBalancerUnit: 0.4,
      needsNat: false,
      startLagMinutes: 0,
      isScaled: false,
    },
  };
  const calls: Calls = { inFlight, requestPrice, durationTiers, requests, gbSeconds, limit };
  return [onDemand, ...keptReady(site, onDemand, calls)];
}
