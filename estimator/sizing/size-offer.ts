import type { Binding } from '../../core/records/index.ts';
import { heldExtrapolation, taskConnectionsOf, tasksForConnections } from '../connections/held.ts';
import { tasksForReconnects } from '../connections/reconnect.ts';
import { totalUsd } from '../cost/line.ts';
import type { Offer, Plan } from '../platforms/platform.ts';
import { bottleneckNotes, extrapolationBehind, heldBack, needsOwnBottleneck } from './bottleneck-share.ts';
import {
  boundedDemand,
  extrapolationOf,
  furthest,
  hardwareFactor,
  sameHardware,
  threadsBeyond,
} from './demand-bounds.ts';
import { withRedundancy } from './redundancy.ts';
import type { Site } from './site.ts';
import {
  memoryShare,
  serversOf,
  tasksForCpu,
  tasksForMemory,
  tasksForNetwork,
  usableCores,
} from './task-count.ts';

type Counted = Exclude<Binding, 'redundancy' | 'bottleneck'>;

const bytesPerGb = 2 ** 30;

/** The counts of one size, or the sentence that says why it cannot carry the load. */
export function sizeOffer(site: Site, offer: Offer): Plan | string {
  const { demand, requestsPerSec, deployment } = site;
  const cores = usableCores(offer.vcpu - deployment.sidecarVcpu, demand.parallelism.cores);
  if (cores <= 0) return `the sidecar containers take all of its ${offer.vcpu} vCPU`;
  const safe = site.safeUtilisation(cores);
  if (typeof safe === 'string') return safe;
  const planned = heldBack(safe, demand, cores);
  const cpuTasks = (cpuSecPerRequest: number, utilisation: number) =>
    tasksForCpu({ requestsPerSec, cpuSecPerRequest, cores, utilisation, idleCores: demand.idleCores });
  const cpu = cpuTasks(demand.cpuSecPerRequest.mid, planned.utilisation);
  if (cpu === undefined || cpuTasks(demand.cpuSecPerRequest.mid, planned.lowest) === undefined)
    return `an idle server uses ${demand.idleCores.toFixed(3)} cores, the target leaves ${(cores * planned.lowest).toFixed(3)}`;
  const memory = memoryTasks(site, offer);
  if (memory === undefined) return tooLittleMemory(site, offer);
  const network = networkTasks(site, offer);
  const concurrency = offer.concurrency === undefined ? null : Math.ceil(inFlight(site) / offer.concurrency);
  const connections = tasksForConnections(site, offer);
  const reconnectTasks = (cpuSec: number) => tasksForReconnects(site, cores, cpuSec);
  const reconnects = reconnectTasks(demand.cpuSecPerRequest.mid);
  if (reconnects === undefined) return 'an idle server leaves no CPU to make lost connections again';
  const counts = { cpu, memory, network, concurrency, connections, reconnects };
  const needed = Math.max(1, ...Object.values(counts).map((count) => count ?? 1));
  const others = Math.max(1, memory ?? 1, network ?? 1, concurrency ?? 1, connections ?? 1);
  const needsOwn = needsOwnBottleneck(demand, requestsPerSec, deployment);
  const measured = furthest([
    extrapolationOf(requestsPerSec / needed, demand.highestRequestsPerSec),
    ...heldExtrapolation(site, needed),
  ]);
  const extrapolation = extrapolationBehind(measured, needsOwn);
  const bounds = boundedDemand(
    demand.cpuSecPerRequest,
    threadsBeyond(demand, offer.threadsPerCore),
    extrapolation.ratio,
    offer.isMeasured ? sameHardware : hardwareFactor,
  );
  const tasksAt = (cpuSecPerRequest: number, utilisation: number) =>
    withRedundancy(
      Math.max(cpuTasks(cpuSecPerRequest, utilisation) ?? cpu, reconnectTasks(cpuSecPerRequest) ?? 1, others),
      deployment,
    );
  const tasks = {
    low: tasksAt(bounds.low, planned.highest),
    mid: tasksAt(bounds.mid, planned.utilisation),
    high: Math.max(tasksAt(bounds.high, planned.lowest), provenTasks(site)),
  };
  if (tasks.mid > (offer.mostTasks ?? Infinity))
    return `it would take ${tasks.mid}, the platform runs at most ${offer.mostTasks}`;
  const usedCores = (requestsPerSec * demand.cpuSecPerRequest.mid) / tasks.mid + demand.idleCores;
  const { platform, size, unit, architecture, threadsPerCore, vcpu, memoryGb, charges } = offer;
  return {
    platform,
    size,
    unit,
    architecture,
    threadsPerCore,
    architectureMeasured: architecture === site.measuredArchitecture,
    vcpu,
    memoryGb,
    cores,
    queue: {
      servers: serversOf(cores),
      serviceMs: (1_000 * demand.cpuSecPerRequest.mid) / Math.min(1, cores),
    },
    planned,
    needed: {
      ...{ cpu, memory, network },
      ...(connections !== null && { connections }),
      ...(reconnects !== null && { reconnects }),
    },
    ...taskConnectionsOf(site, offer, tasks.mid),
    ...bindingOf(counts, planned),
    tasks,
    utilisation: usedCores / cores,
    extrapolation,
    notes: [
      ...bottleneckNotes(demand, requestsPerSec / needed, needsOwn),
      ...notesOf(offer, cores, site),
      ...offer.notes,
    ],
    charges,
  };
}

/** Tasks, each of which carries no more than a server is proven to. */
function provenTasks({ demand, requestsPerSec, deployment }: Site): number {
  return withRedundancy(Math.ceil(requestsPerSec / demand.evidence.provenPerSec), deployment);
}

/** Plans by what the platform charges, the cheapest first; of the same price, the one with more CPU left. */
export function byCost(plans: readonly Plan[]): readonly Plan[] {
  return plans
    .map((plan) => ({ plan, usd: totalUsd(plan.charges.linesOf(plan.tasks.mid)) }))
    .sort((a, b) => a.usd - b.usd || a.plan.utilisation - b.plan.utilisation)
    .map(({ plan }) => plan);
}

/** Requests in flight, or the connections where these are held. */
function inFlight({ demand, requestsPerSec, connections }: Site): number {
  if (connections) return connections.open;
  return (requestsPerSec * (demand.meanResponseMs ?? 0)) / 1_000;
}

/** Memory that a task's server can have, in bytes. */
function serverMemory({ deployment }: Site, { memoryGb }: Offer): number {
  return memoryGb * bytesPerGb - deployment.sidecarMemoryMib * 2 ** 20;
}

/** `null` where memory was not observed; `undefined` where the server does not fit. */
function memoryTasks(site: Site, offer: Offer): number | null | undefined {
  const { memory } = site.demand;
  if (memory === null) return null;
  return tasksForMemory({ inFlight: inFlight(site), ...memory, memoryBytes: serverMemory(site, offer) });
}

function networkTasks({ requestsPerSec, deployment }: Site, { networkGbps }: Offer): number | null {
  const { responseBytes, requestBytes = 0 } = deployment;
  if (networkGbps === null || responseBytes === undefined) return null;
  return tasksForNetwork({ requestsPerSec, bytesPerRequest: responseBytes + requestBytes, networkGbps });
}

/** The resource that needs most tasks, and the one after it; redundancy where one task would do. */
function bindingOf(counts: Readonly<Record<Counted, number | null>>, { rule }: Plan['planned']) {
  const order: readonly Counted[] = ['cpu', 'memory', 'network', 'concurrency', 'connections', 'reconnects'];
  const [first, second] = order
    .filter((name) => (counts[name] ?? 1) > 1)
    .sort((a, b) => (counts[b] ?? 1) - (counts[a] ?? 1))
    .map((name) => (name === 'cpu' && rule === 'bottleneck' ? rule : name));
  return { binding: first ?? 'redundancy', runnerUp: second ?? null } as const;
}

function notesOf(
  { vcpu, isMeasured = false }: Offer,
  cores: number,
  { demand: { parallelism }, connections }: Site,
): string[] {
  if (cores < 1 && vcpu < 1 && !isMeasured)
    return [
      `a ${connections ? 'message' : 'request'} takes ${1 / vcpu} times its CPU time, which comes in quotas of 100 ms`,
    ];
  if (parallelism.cores !== null && parallelism.cores < vcpu)
    return [`the server uses at most ${cores.toFixed(2)} of the ${vcpu} vCPUs`];
  if (vcpu > 1 && parallelism.cores === null) return [`assumes that the server uses all ${vcpu} vCPUs`];
  return [];
}

function tooLittleMemory(site: Site, offer: Offer): string {
  const needMib = Math.ceil((site.demand.memory?.baseBytes ?? 0) / memoryShare / 2 ** 20);
  const hasMib = Math.floor(serverMemory(site, offer) / 2 ** 20);
  if (hasMib <= 0) return `the sidecar containers take all of its ${offer.memoryGb} GB`;
  return `the server needs more than ${needMib} MiB of memory, the largest size has ${hasMib} MiB`;
}
