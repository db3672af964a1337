import { formatBytes, formatMs } from '../core/quantity.ts';
import type {
  Connections,
  Demand,
  Estimate,
  Measurements,
  PriceRow,
  RunResult,
} from '../core/records/index.ts';
import { noticeableExcess, type SharedBackEnds, sharedLoadText } from './back-end/shared-load.ts';
import { cacheAssumptions } from './cache/cache-assumptions.ts';
import { connectionAssumptions } from './connections/connection-assumptions.ts';
import { hoursPerMonth } from './cost/line.ts';
import { databaseAssumptions } from './database/database-assumptions.ts';
import type { Deployment } from './deployment.ts';
import { disagreements } from './evidence/comparable.ts';
import type { Evidence } from './evidence/evidence.ts';
import { capOf, serverKindOf } from './safe-utilisation/caps.ts';
import { needsOwnBottleneck, sharedBottleneckText } from './sizing/bottleneck-share.ts';
import { hardwareFactor, hyperthreadFactor } from './sizing/demand-bounds.ts';
import type { Site } from './sizing/site.ts';
import { requestsPerMonth } from './traffic/week.ts';

/** Everything that the estimate rests on beyond what was measured and its utilisation rule, a sentence each. */
export function assumptionsOf(site: Site, prices: readonly PriceRow[]): string[] {
  const { demand, measuredArchitecture, deployment, traffic, connections } = site;
  const dates = [...new Set(prices.map(({ date }) => date))].sort().join(', ');
  const { low, high } = hardwareFactor;
  return [
    demand.evidence.fit === null
      ? 'single load: demand is taken as proportional to load, and CPU, memory and network as the only limits'
      : 'demand is taken as the line through the measured loads has it, and CPU, memory and network as the only limits',
    ...(connections
      ? connectionAssumptions(connections, site)
      : ['every request costs what the mean request of the run did: the mix of requests stays the same']),
    `the run's machine (${measuredArchitecture}) is as fast as the platform's vCPU, ${low} to ${high} times in the bounds`,
    demand.evidence.fit?.model === 'hyperthreads'
      ? 'two threads share a core of the measured server: a request costs what it costs while all threads are busy'
      : `where a vCPU is a hyperthread: up to ${hyperthreadFactor} times the CPU a request in the upper bound`,
    `${measuredArchitecture === 'arm64' ? 'x86' : 'ARM'} was not measured: the same demand is assumed there`,
    ...parallelismAssumption(demand),
    idleAssumption(demand),
    memoryAssumption(site),
    redundancyAssumption(deployment),
    traffic.basis === 'flat' || connections
      ? `constant count of tasks, ${hoursPerMonth} h a month, on demand; no autoscaling, Spot or Savings Plan`
      : `${hoursPerMonth} h a month, on demand; no Spot or Savings Plan`,
    trafficAssumption(site),
    ...billAssumptions(site),
    ...(site.database ? databaseAssumptions(site.database) : []),
    ...(site.cache ? cacheAssumptions(site.cache) : []),
    `not included: ${notIncluded(site)}support, tax`,
    `prices as of ${dates}, each with its source`,
  ];
}

function notIncluded({ database, cache }: Site): string {
  const absent = [...(database ? [] : ['database']), ...(cache ? [] : ['cache'])];
  return absent.length > 0 ? `${absent.join(' and ')}, ` : '';
}

function redundancyAssumption({ redundancy, zones }: Deployment): string {
  if (redundancy === 'n+1') return 'redundancy N+1: one task more than needed, at least two';
  if (redundancy === 'none') return 'no redundancy: a task that fails is missing';
  return `redundancy: one of ${zones} zones may fail at the design load`;
}

function trafficAssumption({ traffic, connections }: Site): string {
  const millions = (requestsPerMonth(traffic) / 1e6).toFixed(1);
  if (connections)
    return traffic.basis === 'flat'
      ? `${millions} million messages a month: as many connections at all times, an upper bound; connections.hourlyOpen would give the day's course`
      : `${millions} million messages a month, by the stated course of the day; the tasks stay, since one that goes takes its connections along`;
  if (traffic.basis === 'flat')
    return `${millions} million requests a month: the design load at all times, an upper bound; daily users would give the day's course`;
  const course = traffic.basis === 'typical' ? 'a typical course of the day' : 'the stated course of the day';
  return `${millions} million requests a month, by ${course}`;
}

/** What decides the parts of the bill beside the tasks. */
function billAssumptions({ deployment, connections }: Site): string[] {
  const { responseBytes, requestsPerConnection, secondsPerConnection, subnets, zones, logBytesPerRequest } =
    deployment;
  const bytes = (count: number) => `${Math.round(count)} bytes`;
  const answer =
    responseBytes === undefined
      ? 'data to the internet is not included, since it was not counted: give deployment.responseBytes'
      : `an answer is ${bytes(responseBytes)} on the wire, all of it to the internet`;
  const connection = connections
    ? `stays open for ${secondsPerConnection} s`
    : `carries ${requestsPerConnection} requests`;
  return [
    ...(connections ? [] : [answer]),
    deployment.loadBalancer
      ? `an Application Load Balancer in ${zones} zones; a connection ${connection}`
      : 'no load balancer of its own',
    subnets === 'public' ? 'tasks have public addresses' : `a NAT gateway in each of ${zones} zones`,
    logBytesPerRequest > 0
      ? `a request logs ${bytes(logBytesPerRequest)}`
      : 'logs are not included: give deployment.logBytesPerRequest',
  ];
}

function idleAssumption({ evidence, idleObserved, idleCores }: Demand): string {
  const cores = idleCores.toFixed(3);
  if (evidence.fit)
    return `without requests a task uses ${cores} cores, as the line through the loads has it`;
  return idleObserved
    ? `an idle task uses ${cores} cores, as the server did before the load`
    : 'an idle task uses no CPU: the server was not observed before the load';
}

function parallelismAssumption({ parallelism }: Demand): string[] {
  if (parallelism.basis === 'single-thread')
    return ['one thread does the work: a task uses at most one vCPU'];
  if (parallelism.basis === 'not-observed')
    return ['threads were not observed: a task uses all of its vCPUs'];
  return [];
}

function memoryAssumption({ demand: { memory }, connections }: Site): string {
  if (memory === null) return 'memory was not observed: the smallest memory of each size is taken to suffice';
  const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
  if (memory.basis === 'peak') {
    return `memory per task is the run's peak of ${megabytes(memory.peakBytes)} at every load: the run's loads show no slope`;
  }
  const perRequest = `${(memory.bytesPerInFlight / 2 ** 10).toFixed(0)} KiB for ${connections ? 'an open connection' : 'a request in flight'}`;
  const basis = connections?.memoryBasis === 'stated' ? 'as stated' : "by the run's steps";
  return `memory per task is ${megabytes(memory.baseBytes)} and ${perRequest}, ${basis}`;
}

interface Warned {
  readonly evidence: Pick<Evidence, 'results' | 'measurements'>;
  readonly requestsPerSec: number;
  readonly rule: Estimate['rule'];
  readonly demand: Demand;
  readonly deployment: Deployment;
  readonly connections: Connections | null;
  readonly backEnds: SharedBackEnds;
  readonly recommended: number | null;
}

const noticeableSpread = 0.2;
const almostIdle = 0.05;

/** What a reader must know before acting on the estimate, a sentence each. */
export function warningsOf({
  evidence,
  requestsPerSec,
  rule,
  demand,
  deployment,
  connections,
  backEnds,
  recommended,
}: Warned): string[] {
  const { measurements, results } = evidence;
  const { steps, highestRequestsPerSec, parallelism } = demand;
  const demands = steps.map(({ cpuSecPerRequest }) => cpuSecPerRequest * 1_000);
  const [least, most] = [Math.min(...demands), Math.max(...demands)];
  const busiest = Math.max(...steps.map(({ cpuCores }) => cpuCores));
  const cap = capOf(serverKindOf(parallelism)).utilisation;
  const ratio = requestsPerSec / highestRequestsPerSec;
  const isOneDemand = connections === null || connections.basis === 'mix';
  const found: readonly (readonly [boolean, string])[] = [
    [
      isOneDemand &&
        steps.length > 1 &&
        most - least > noticeableSpread * demand.cpuSecPerRequest.mid * 1_000,
      `demand changes with the load: ${changeText(least, most, connections)} over the steps`,
    ],
    [
      busiest < almostIdle,
      `the server was almost idle (${busiest.toFixed(3)} cores): measure it at a higher load`,
    ],
    [
      rule.name === 'utilisation-target' && (rule.utilisation ?? 0) > cap,
      `a utilisation target above ${cap} leaves latency to luck on this kind of task`,
    ],
    [
      ratio > noticeableExcess,
      `${subjectOf(measurements)} reached ${highestRequestsPerSec.toFixed(1)} ${connections ? 'messages' : 'requests'}/s, the design load is ${ratio.toFixed(1)} times that: ${sharedLoadText(backEnds)}`,
    ],
    [
      recommended === null && needsOwnBottleneck(demand, requestsPerSec, deployment),
      `no size is recommended: the load is above what the bottleneck may be planned for, and ${sharedBottleneckText(demand) ?? 'whether each task has its own was not measured; run two tasks, and say so if they carry twice as much (deployment.bottleneckPerTask)'}`,
    ],
    [
      recommended === null && !needsOwnBottleneck(demand, requestsPerSec, deployment),
      `no size is recommended: one task would carry more than twice the load that was measured; ${connections ? 'hold more connections, or let a task hold fewer (connections.mostPerTask)' : 'run at a higher rate'}`,
    ],
  ];
  return [
    ...results.flatMap((result) => doubtsOf(result, measurements)),
    ...withoutSteps(measurements),
    ...disagreements(measurements, demand),
    ...found.flatMap(([applies, sentence]) => (applies ? [sentence] : [])),
    ...evidenceWarnings(demand),
  ];
}

/** A message costs so little that milliseconds to two digits would not show it. */
function changeText(least: number, most: number, connections: Connections | null): string {
  if (connections) return `${formatMs(least)} to ${formatMs(most)} CPU a message`;
  return `${least.toFixed(2)} to ${most.toFixed(2)} ms CPU a request`;
}

function evidenceWarnings({ evidence: { concerns, hiddenBottleneck, leakBytesPerHour } }: Demand): string[] {
  return [
    ...concerns,
    ...(hiddenBottleneck ? [hiddenBottleneck.text] : []),
    ...(leakBytesPerHour === null
      ? []
      : [
          `memory grows by ${formatBytes(leakBytesPerHour)} an hour at constant load: a task fills up in time`,
        ]),
  ];
}

function doubtsOf({ runId, validity }: RunResult, { sources }: Measurements): string[] {
  if (validity.level === 'valid') return [];
  const reasons = validity.reasons.map(({ message }) => message).join('; ') || 'no reason was recorded';
  return [`${sources.length > 1 ? `run ${runId}` : 'the run'} is ${validity.level}: ${reasons}`];
}

function withoutSteps({ sources, steps }: Measurements): string[] {
  return sources.flatMap(({ id, kind }, i) => {
    if (steps.some(({ source }) => source === i)) return [];
    const name = sources.length > 1 || kind === 'csv' ? id : 'the run';
    return [`${name} had no step of constant load: all of it was read as one`];
  });
}

/** What was measured, as the subject of a sentence. */
function subjectOf({ sources }: Measurements): string {
  if (sources.length > 1) return 'the highest of the measurements';
  return sources[0]?.kind === 'csv' ? 'the table' : 'the run';
}
