import { z } from 'zod';
import { parseDuration } from '../../core/duration.ts';
import { attempt, type Cluster, statusOf } from '../client.ts';
import { parseQuantity } from '../quantity.ts';
import type { PodChoice, WorkloadKind } from './config.ts';

/** A pod as its object describes it. */
export interface PodState {
  readonly name: string;
  /** Differs from that of an earlier pod of the same name. */
  readonly uid: string;
  readonly isRunning: boolean;
  readonly isReady: boolean;
  /** Of all its containers, since it was made. */
  readonly restarts: number;
  /** The sum over its containers; `undefined` if one of them has none. */
  readonly cpuLimitCores: number | undefined;
  readonly memoryLimitBytes: number | undefined;
}

/** What a pod used, as the metrics API says it: CPU is the mean over the window that ends at `endMs` of the cluster's clock. */
export interface PodUsage {
  readonly pod: string;
  readonly endMs: number;
  readonly windowMs: number;
  readonly cpuCores: number;
  readonly memoryBytes: number;
}

/** Reads of one moment; each may fail alone. */
export interface WorkloadReading {
  readonly pods: Outcome<readonly PodState[]>;
  readonly usage: Outcome<readonly PodUsage[]>;
}

export type Outcome<T> = { readonly value: T } | { readonly unavailable: string };

/** What one GET gives, from wherever it is read. */
export type Read = (path: string) => Promise<unknown>;

const plurals: Readonly<Record<WorkloadKind, string>> = {
  deployment: 'deployments',
  statefulSet: 'statefulsets',
  daemonSet: 'daemonsets',
};

/** Reads the pods of a workload, and what they use, again and again. */
export class WorkloadReader {
  readonly #namespace: string;
  readonly #choice: PodChoice;
  readonly #read: Read;
  #selector: string | undefined;

  constructor({ namespace }: Pick<Cluster, 'namespace'>, choice: PodChoice, read: Read) {
    this.#namespace = namespace;
    this.#choice = choice;
    this.#read = read;
    if (choice.kind === 'selector') this.#selector = choice.selector;
  }

  async read(): Promise<WorkloadReading> {
    const selector = await outcomeOf(() => this.#findSelector());
    if ('unavailable' in selector) return { pods: selector, usage: selector };
    const query = `pods?labelSelector=${encodeURIComponent(selector.value)}`;
    const [pods, usage] = await Promise.all([
      outcomeOf(() => this.#readPods(query)),
      outcomeOf(() => this.#readUsage(query)),
    ]);
    return { pods, usage };
  }

  /** The selector of a workload never changes. */
  async #findSelector(): Promise<string> {
    if (this.#selector !== undefined || this.#choice.kind === 'selector') return this.#selector ?? '';
    const { kind, name } = this.#choice;
    const path = `/apis/apps/v1/namespaces/${this.#namespace}/${plurals[kind]}/${name}`;
    const workload = await attempt(`read ${kind} ${name}`, () => this.#read(path));
    this.#selector = toSelector(workloadSchema.parse(workload).spec.selector);
    return this.#selector;
  }

  async #readPods(query: string): Promise<readonly PodState[]> {
    const path = `/api/v1/namespaces/${this.#namespace}/${query}`;
    const { items } = podListSchema.parse(await attempt('list pods', () => this.#read(path)));
    return items.map(toPodState);
  }

  async #readUsage(query: string): Promise<readonly PodUsage[]> {
    const path = `/apis/metrics.k8s.io/v1beta1/namespaces/${this.#namespace}/${query}`;
    try {
      const list = await attempt('read the metrics API', () => this.#read(path));
      return metricsListSchema.parse(list).items.map(toPodUsage);
    } catch (error) {
      const status = error instanceof Error ? statusOf(error.cause) : undefined;
      if (status !== 404 && status !== 503) throw error;
      throw new Error('the cluster has no metrics API that answers: install metrics-server', {
        cause: error,
      });
    }
  }
}

async function outcomeOf<T>(act: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await act() };
  } catch (error) {
    return { unavailable: wordsOf(error) };
  }
}

/** What failed, and what to do about it. */
export function wordsOf(error: unknown): string {
  if (error instanceof z.ZodError) return 'the API server gave an answer that is not understood';
  if (!(error instanceof Error)) return String(error);
  const hint = 'hint' in error && typeof error.hint === 'string' ? `; ${error.hint}` : '';
  return `${error.message}${hint}`;
}

const selectorSchema = z.object({
  matchLabels: z.record(z.string(), z.string()).default({}),
  matchExpressions: z
    .array(z.object({ key: z.string(), operator: z.string(), values: z.array(z.string()).default([]) }))
    .default([]),
});
const workloadSchema = z.object({ spec: z.object({ selector: selectorSchema }) });

/** A selector as the query of a list takes it. */
function toSelector({ matchLabels, matchExpressions }: z.infer<typeof selectorSchema>): string {
  const expressions = matchExpressions.map(({ key, operator, values }) => {
    if (operator === 'Exists') return key;
    if (operator === 'DoesNotExist') return `!${key}`;
    return `${key} ${operator.toLowerCase()} (${values.join(',')})`;
  });
  return [...Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`), ...expressions].join(',');
}

const limitsSchema = z.object({ cpu: z.string().optional(), memory: z.string().optional() }).default({});
const podListSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), uid: z.string() }),
      spec: z.object({
        containers: z.array(z.object({ resources: z.object({ limits: limitsSchema }).prefault({}) })),
      }),
      status: z.object({
        phase: z.string().optional(),
        conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]),
        containerStatuses: z.array(z.object({ restartCount: z.number() })).default([]),
      }),
    }),
  ),
});

function toPodState({ metadata, spec, status }: z.infer<typeof podListSchema>['items'][number]): PodState {
  const limits = spec.containers.map(({ resources }) => resources.limits);
  return {
    ...metadata,
    isRunning: status.phase === 'Running',
    isReady: status.conditions.some(({ type, status: state }) => type === 'Ready' && state === 'True'),
    restarts: status.containerStatuses.reduce((sum, { restartCount }) => sum + restartCount, 0),
    cpuLimitCores: sumOf(limits.map(({ cpu }) => parseQuantity(cpu ?? ''))),
    memoryLimitBytes: sumOf(limits.map(({ memory }) => parseQuantity(memory ?? ''))),
  };
}

const metricsListSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      timestamp: z.iso.datetime({ offset: true }),
      window: z.string(),
      containers: z.array(z.object({ usage: z.object({ cpu: z.string(), memory: z.string() }) })),
    }),
  ),
});

function toPodUsage(item: z.infer<typeof metricsListSchema>['items'][number]): PodUsage {
  const sum = (resource: 'cpu' | 'memory') =>
    item.containers.reduce((total, { usage }) => total + (parseQuantity(usage[resource]) ?? 0), 0);
  return {
    pod: item.metadata.name,
    endMs: Date.parse(item.timestamp),
    windowMs: parseDuration(item.window) ?? 0,
    cpuCores: sum('cpu'),
    memoryBytes: sum('memory'),
  };
}

/** The sum, unless a part of it is not known. */
export function sumOf(values: readonly (number | undefined)[]): number | undefined {
  return values.reduce<number | undefined>(
    (sum, value) => (sum === undefined || value === undefined ? undefined : sum + value),
    0,
  );
}
