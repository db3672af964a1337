import type { MeasuredSize, Measurements } from '../../core/records/index.ts';
import { countMeasureOf, serverCountOf } from '../demand/server-bins.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { Charges, Plan } from '../platforms/platform.ts';
import type { Site } from './site.ts';
import { sizeOffer } from './size-offer.ts';

const units = { tasks: 'task', replicas: 'replica', instances: 'instance' } as const;

/** Where it runs is not known, nor what that costs. */
const noCharges: Charges = {
  linesOf: () => [],
  nodesOf: undefined,
  gbPerBalancerUnit: null,
  needsNat: false,
  startLagMinutes: 0,
  isScaled: false,
};

type MeasuredServer = Pick<Evidence, 'measurements' | 'serverCores' | 'serverMemoryBytes'>;

/**
 * How many of what was measured carry the design load: counted like a platform's size, n = ⌈λ·D / (c·ρ − U0)⌉ with c the CPU
 * limit of one server as it was observed. `utilisationOf` gives ρ by the latency that was measured on just such a server.
 * `null` where nothing counts the servers, or their CPU has no limit.
 */
export function measuredSize(
  site: Site,
  { measurements, serverCores, serverMemoryBytes: memoryBytes }: MeasuredServer,
  utilisationOf: Site['safeUtilisation'],
): MeasuredSize | null {
  const { resource } = site.demand;
  const counted = countMeasureOf(measurements, resource);
  if (!counted || serverCores === null) return null;
  // What was observed and its limits have the sidecars in them.
  const deployment = { ...site.deployment, sidecarVcpu: 0, sidecarMemoryMib: 0 };
  const found = sizeOffer(
    { ...site, deployment, safeUtilisation: utilisationOf },
    {
      ...{ platform: 'measured', size: 'as measured', unit: 'task', isMeasured: true },
      architecture: site.measuredArchitecture,
      threadsPerCore: 1,
      vcpu: serverCores,
      memoryGb: (memoryBytes ?? Infinity) / 2 ** 30,
      networkGbps: null,
      charges: noCharges,
      notes: [],
    },
  );
  return {
    resource,
    unit: units[counted],
    cores: serverCores,
    memoryBytes,
    measuredCount: mostMeasured(measurements, resource),
    refused: typeof found === 'string' ? found : null,
    carried: typeof found === 'string' ? null : carriedBy(found, memoryBytes !== null),
  };
}

/** Of several runs, that of the most servers. */
function mostMeasured({ bins, dropped }: Measurements, resource: string): number {
  const counts = [...new Set([...bins, ...dropped].map(({ source }) => source))].map((run) => {
    const isOwn = ({ source }: { readonly source: number }) => source === run;
    return serverCountOf({ bins: bins.filter(isOwn), dropped: dropped.filter(isOwn) }, resource);
  });
  return Math.max(1, ...counts);
}

function carriedBy(
  { tasks, needed, binding, planned, utilisation, extrapolation, notes }: Plan,
  hasMemoryLimit: boolean,
): MeasuredSize['carried'] {
  return {
    count: tasks,
    needed: { cpu: needed.cpu, memory: hasMemoryLimit ? needed.memory : null },
    ...{ binding, planned, utilisation, extrapolation, notes },
  };
}
