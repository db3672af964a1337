import type { Architecture, Rejection, SizingOption } from '../../core/records/index.ts';
import type { Line } from '../cost/line.ts';
import type { Site } from '../sizing/site.ts';

/** A way to run the service: what sizes it has, and what they cost. Pure; a platform is one file and one line of the registry. */
export interface Platform {
  readonly name: string;
  /** Why it holds no WebSocket connection, where that is so. */
  readonly refusesConnections?: string;
  size(site: Site): Sized;
}

export interface Sized {
  readonly plans: readonly Plan[];
  readonly rejected: readonly Rejection[];
}

/** An option before its bill is complete: its counts, and what the platform itself charges for a count. */
export interface Plan
  extends Omit<
    SizingOption,
    | 'lines'
    | 'prices'
    | 'usdPerMonth'
    | 'pareto'
    | 'nodes'
    | 'database'
    | 'cache'
    | 'autoscaled'
    | 'uncertainty'
  > {
  /** 2 where a vCPU is a hyperthread. */
  readonly threadsPerCore: number;
  /** Those of a task that the server can use. */
  readonly cores: number;
  readonly charges: Charges;
}

/** What a platform charges. */
export interface Charges {
  /** For a number of tasks that run all month, addresses and volumes included. */
  readonly linesOf: (tasks: number) => readonly Line[];
  /** For so many times the load and its demand, where these are what is paid instead. */
  readonly linesAt?: (factor: number) => readonly Line[];
  /** Machines under that many tasks, where they are what is paid. */
  readonly nodesOf: ((tasks: number) => number) | undefined;
  /** GB an hour in a capacity unit of the load balancer in front of it; `null` where none of the service's own is. */
  readonly gbPerBalancerUnit: number | null;
  /** Whether it reaches the internet through NAT gateways. */
  readonly needsNat: boolean;
  /** Minutes from the decision to run another task until it serves. */
  readonly startLagMinutes: number;
  /** Whether its count can follow the load; a platform that charges by the request has none. */
  readonly isScaled: boolean;
}

/** One size of a platform whose tasks are servers. */
export interface Offer {
  readonly platform: string;
  readonly size: string;
  readonly unit: 'task' | 'pod' | 'instance';
  readonly architecture: Architecture;
  /** 2 where a vCPU is a hyperthread. */
  readonly threadsPerCore: number;
  readonly vcpu: number;
  /** GB of 2³⁰ bytes. */
  readonly memoryGb: number;
  /** Of one task; `null` where the platform does not state it. */
  readonly networkGbps: number | null;
  /** Requests that a task takes at a time at most. */
  readonly concurrency?: number;
  readonly mostTasks?: number;
  /** Whether it is what was measured, so that no other machine stands in its bounds. */
  readonly isMeasured?: boolean;
  /** Files that a task may have open, and so connections; absent where the platform does not state it. */
  readonly openFiles?: number;
  readonly charges: Charges;
  readonly notes: readonly string[];
}
