import { readFileSync } from 'node:fs';
import type { Estimate, HeldConnections, Measurements, RunResult } from '../../../core/records/index.ts';
import { connectionsSchema } from '../../../estimator/connections/stated-connections.ts';
import { type Deployment, defaultDeployment } from '../../../estimator/deployment.ts';
import {
  connectionLoad,
  type EstimateInput,
  estimateFromRun,
  loadHardware,
  loadPriceBook,
} from '../../../estimator/index.ts';
import { syntheticRun } from '../synthetic-run.ts';

const readText = (file: URL) => readFileSync(file, 'utf8');
const priceBook = loadPriceBook(readText);
const hardware = loadHardware(readText);

/** A step of 20 s: connections that are open, messages of each a second, and new connections a second. */
export interface HeldStep {
  readonly open: number;
  readonly inPerSec?: number;
  readonly outPerSec?: number;
  readonly openedPerSec?: number;
}

/** What the synthetic server spends, in CPU seconds and bytes. */
export interface HeldServer {
  readonly message?: number;
  readonly connectionSecond?: number;
  readonly connect?: number;
  readonly bytes?: number;
}

export const baseBytes = 100 * 2 ** 20;
export const idleCores = 0.02;

/** A run that held connections: CPU is exactly U0 + d·messages + h·open + k·opened, memory 100 MiB + b·open. */
export function heldRun(
  steps: readonly HeldStep[] = [500, 1_000, 1_500].map((open) => ({ open })),
  { message = 5e-5, connectionSecond = 0, connect = 0, bytes = 20_480 }: HeldServer = {},
): { result: RunResult; measurements: Measurements } {
  const held = steps.map(
    ({ open, inPerSec = 1, outPerSec = 9, openedPerSec = 0 }): HeldConnections => ({
      ...{ open, openedPerSec },
      ...{ sentPerSec: open * inPerSec, receivedPerSec: open * outPerSec },
    }),
  );
  const { result, measurements } = syntheticRun({
    idleCores,
    steps: held.map(({ open, sentPerSec, receivedPerSec, openedPerSec }) => ({
      seconds: 20,
      requestsPerSec: open,
      cpuSecPerRequest:
        ((sentPerSec + receivedPerSec) * message + open * connectionSecond + openedPerSec * connect) / open,
    })),
    memoryBytes: (open) => baseBytes + bytes * open,
  });
  const nothing = {
    throughputPerSec: 0,
    concurrency: null,
    p50Ms: null,
    p95Ms: null,
    p99Ms: null,
    errors: 0,
  };
  const bins = measurements.bins.flatMap((bin) => {
    const connections = held[bin.step ?? -1];
    return connections ? [{ ...bin, total: nothing, connections }] : [];
  });
  return { result, measurements: { ...measurements, bins, dropped: [] } };
}

/** 20,000 connections with the messages of the run, for half an hour each. */
export const stated = {
  open: 20_000,
  messagesInPerSec: 1,
  messagesOutPerSec: 9,
  sessionSeconds: 1_800,
};

interface Asked {
  readonly run?: ReturnType<typeof heldRun>;
  readonly connections?: Readonly<Record<string, unknown>>;
  readonly deployment?: Partial<Deployment>;
  readonly platforms?: EstimateInput['platforms'];
  readonly cache?: EstimateInput['cache'];
  readonly options?: EstimateInput['options'];
}

/** The estimate of such connections in Tokyo. */
export function estimateHeld(asked: Asked = {}): Estimate {
  const { run = heldRun(), deployment, platforms = ['ecs-fargate'], options = {}, cache } = asked;
  const connections = connectionsSchema.parse({ ...stated, ...asked.connections });
  return estimateFromRun({
    ...run,
    ...connectionLoad(connections),
    ...{ connections, platforms, options, priceBook, hardware },
    ...(cache && { cache }),
    region: 'ap-northeast-1',
    deployment: { ...defaultDeployment, ...deployment },
    nowMs: Date.parse('2026-11-25T00:00:00Z'),
  });
}

/** The option of a size on x86. */
export function optionOf(estimate: Estimate, size = '1 vCPU, 2 GB'): Estimate['options'][number] {
  const found = estimate.options.find((option) => option.size === size && option.architecture === 'x86_64');
  if (!found) throw new Error(`no ${size} among ${estimate.options.map((option) => option.size).join('; ')}`);
  return found;
}
