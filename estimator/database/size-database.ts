import type { DatabaseBinding, SizedDatabase } from '../../core/records/index.ts';
import {
  type BackEndPlan,
  type Bound,
  connectionShare,
  type Shortage,
  type Sizer,
} from '../back-end/back-end.ts';
import { hoursPerMonth, totalUsd } from '../cost/line.ts';
import type { PriceBook } from '../prices/price-book.ts';
import { capOf } from '../safe-utilisation/caps.ts';
import { boundedDemand } from '../sizing/demand-bounds.ts';
import { requestsPerMonth, type Traffic } from '../traffic/week.ts';
import type { DatabaseDemand } from './database-demand.ts';
import { engines } from './engines.ts';
import { type DatabaseOffer, type DatabaseSite, provisionedOffers, storageGb } from './offers.ts';
import { gbPerUnit, roundUnits, serverlessOffer, threadsPerCore, vcpuPerUnit } from './serverless.ts';
import type { StatedDatabase } from './stated-database.ts';

/** What the database is sized for, and where. */
export interface DatabaseInput {
  readonly stated: StatedDatabase;
  readonly demand: DatabaseDemand;
  readonly requestsPerSec: number;
  readonly traffic: Traffic;
  readonly priceBook: PriceBook;
  readonly region: string;
}

type DatabasePlan = BackEndPlan<SizedDatabase>;

const writerCap = capOf('database-writer').utilisation;
/** Memory that holds data: MySQL's and Aurora's buffer pool, PostgreSQL's with the page cache behind it. */
const dataShare = 0.75;

/** Sizes the database for its design load; what does not depend on the connections is worked out once. */
export function databaseSizer(input: DatabaseInput): Sizer<SizedDatabase> {
  const { stated, demand, requestsPerSec, traffic, priceBook, region } = input;
  const io = demand.io && {
    perSec: requestsPerSec * demand.io.perRequest + demand.io.idlePerSec,
    perMonth: requestsPerMonth(traffic) * demand.io.perRequest + demand.io.idlePerSec * hoursPerMonth * 3_600,
  };
  const site: DatabaseSite = { ...stated, priceBook, region, engine: engines[stated.engine], io };
  const offers = provisionedOffers(site);
  const sized = new Map<number | null, DatabasePlan | Shortage>();
  return (connections) => {
    const known = sized.get(connections) ?? cheapest(input, site, offers, connections);
    sized.set(connections, known);
    return known;
  };
}

function cheapest(
  input: DatabaseInput,
  site: DatabaseSite,
  offers: readonly DatabaseOffer[],
  connections: number | null,
): DatabasePlan | Shortage {
  const chosen = (bound: Bound) => {
    const fits = (offer: DatabaseOffer) =>
      Object.values(sharesOf(input, offer, bound, connections)).every((share) => (share ?? 0) <= 1);
    const found = [offers.find(fits), serverlessFor(input, site, bound, connections)];
    return found.filter((offer) => offer !== undefined).sort((a, b) => totalUsd(a.lines) - totalUsd(b.lines));
  };
  const [[low], [mid, other], [high]] = [chosen('low'), chosen('mid'), chosen('high')];
  if (!low || !mid || !high) return shortage(input, offers, connections);
  return {
    sized: recordOf(input, site, { mid, other, high }, connections),
    lines: { low: low.lines, mid: mid.lines, high: high.lines },
  };
}

function coresAt({ demand }: DatabaseInput, requestsPerSec: number, threadsPerCore: number, bound: Bound) {
  const { cpuSecPerRequest, idleCores, ratio } = demand;
  return requestsPerSec * boundedDemand(cpuSecPerRequest, threadsPerCore, ratio)[bound] + idleCores;
}

/** What each resource has to hold over what it may; `null` where nobody stated it. */
function sharesOf(
  input: DatabaseInput,
  { vcpu, memoryGb, threadsPerCore, maxConnections }: DatabaseOffer,
  bound: Bound,
  connections: number | null,
): Readonly<Record<DatabaseBinding, number | null>> {
  const { workingSetGb } = input.stated;
  return {
    cpu: coresAt(input, input.requestsPerSec, threadsPerCore, bound) / (writerCap * vcpu),
    memory: workingSetGb === undefined ? null : workingSetGb / (dataShare * memoryGb),
    connections: connections === null ? null : connections / (connectionShare * maxConnections),
  };
}

/** Serverless v2 with units for the CPU and the working set of each hour, and for the connections. */
function serverlessFor(
  input: DatabaseInput,
  site: DatabaseSite,
  bound: Bound,
  connections: number | null,
): DatabaseOffer | undefined {
  const { requestsPerSec, traffic, stated } = input;
  const forMemory = (stated.workingSetGb ?? 0) / (dataShare * gbPerUnit);
  const unitsAt = (perSec: number) =>
    roundUnits(
      Math.max(coresAt(input, perSec, threadsPerCore, bound) / (writerCap * vcpuPerUnit), forMemory),
    );
  const units = { peak: unitsAt(requestsPerSec), hourly: traffic.hourlyPerSec.map(unitsAt) };
  return serverlessOffer(site, units, (connections ?? 0) / connectionShare);
}

function recordOf(
  input: DatabaseInput,
  site: DatabaseSite,
  found: {
    readonly mid: DatabaseOffer;
    readonly other: DatabaseOffer | undefined;
    readonly high: DatabaseOffer;
  },
  connections: number | null,
): SizedDatabase {
  const { mid, other, high } = found;
  const { service, size, vcpu, memoryGb, threadsPerCore, maxConnections, capacityUnits } = mid;
  const order: readonly DatabaseBinding[] = ['cpu', 'memory', 'connections'];
  const shares = sharesOf(input, mid, 'mid', connections);
  const [binding = 'cpu', runnerUp] = order
    .filter((name) => shares[name] !== null)
    .sort((a, b) => (shares[b] ?? 0) - (shares[a] ?? 0));
  return {
    ...{ service, size, vcpu, memoryGb },
    ...(capacityUnits && { capacityUnits }),
    engine: input.stated.engine,
    instances: site.multiAz ? 2 : 1,
    storageGb: storageGb(site),
    utilisation: coresAt(input, input.requestsPerSec, threadsPerCore, 'mid') / vcpu,
    connections: { open: connections, most: maxConnections },
    binding,
    runnerUp: runnerUp ?? null,
    notes: [
      ...(high.size === size ? [] : [`${high.size} at the upper bound of its demand`]),
      ...(other
        ? [`${other.service} with ${other.size} would be $${totalUsd(other.lines).toFixed(2)} a month`]
        : []),
      ...input.demand.concerns,
    ],
  };
}

/** Why no class is enough: what the one that comes nearest lacks most. */
function shortage(
  input: DatabaseInput,
  offers: readonly DatabaseOffer[],
  connections: number | null,
): Shortage {
  const { engine, workingSetGb } = input.stated;
  const lacking = offers.map((offer) => {
    const shares = sharesOf(input, offer, 'high', connections);
    const most = Math.max(...Object.values(shares).map((share) => share ?? 0));
    return { offer, shares, most };
  });
  const [nearest] = lacking.sort((a, b) => a.most - b.most);
  if (!nearest)
    return { reason: `no class of ${engine} has a price in ${input.region}`, fix: 'give custom prices' };
  const { offer, shares, most } = nearest;
  const on = `${engine} on ${offer.size}`;
  if (shares.connections === most)
    return {
      reason: `its tasks may open ${connections} connections, more than ${connectionShare * 100} % of the ${offer.maxConnections} of ${on}`,
      fix: 'put RDS Proxy in between, or lower database.connectionsPerTask',
    };
  if (shares.memory === most)
    return {
      reason: `the working set of ${workingSetGb} GB is more than ${dataShare * 100} % of the memory of ${on}`,
      fix: 'state as database.workingSetGb what is really in use, or spread the data',
    };
  const cores = coresAt(input, input.requestsPerSec, offer.threadsPerCore, 'high').toFixed(1);
  return {
    reason: `the design load needs up to ${cores} cores of one writer, more than ${writerCap * 100} % of ${on}`,
    fix: 'read from replicas or a cache, or spread the data',
  };
}
