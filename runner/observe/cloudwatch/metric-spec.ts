import type { MetricUnit } from './units.ts';

/** A metric of CloudWatch and how it is read into a series. */
export interface MetricSpec {
  /** CloudWatch's name of it. */
  readonly metric: string;
  /** CloudWatch's statistic: `Average`, `Sum`, `Maximum`, `p99`, … */
  readonly stat: string;
  /** Its name in the result. */
  readonly as: string;
  /** What it comes in. */
  readonly unit: MetricUnit;
  /**
   * What a period without a value means: a count that nobody raised is zero, a utilisation that nobody reported is
   * unknown.
   */
  readonly missing: 'zero' | 'unknown';
  /** A sum over the period, to be read as a rate. */
  readonly perSecond?: boolean;
  /** How often the service reports it; a minute unless given. */
  readonly periodMs?: number;
}

/** A count of events, as a rate: silence is zero. */
export function counted(metric: string, as: string, unit: 'Count' | 'Bytes' = 'Count'): MetricSpec {
  return { metric, stat: 'Sum', as, unit, missing: 'zero', perSecond: true };
}

/** A level: silence is unknown. */
export function measured(metric: string, stat: string, as: string, unit: MetricUnit): MetricSpec {
  return { metric, stat, as, unit, missing: 'unknown' };
}

/** The metrics of one kind of resource, which share namespace and dimensions. */
export interface Preset {
  readonly namespace: string;
  /** Names of the dimensions; the look-up of the resource gives their values. */
  readonly dimensions: readonly string[];
  readonly metrics: readonly MetricSpec[];
}

/** One metric of one resource, as CloudWatch is asked for it. */
export interface MetricRequest extends MetricSpec {
  /** The resource's name in the result. */
  readonly resource: string;
  readonly namespace: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly periodMs: number;
}

const minuteMs = 60_000;

/** What a preset asks of a resource. */
export function requestsOf(
  { namespace, dimensions: names, metrics }: Preset,
  resource: string,
  values: Readonly<Record<string, string>>,
): MetricRequest[] {
  const dimensions = Object.fromEntries(names.map((name) => [name, values[name] ?? '']));
  return metrics.map((spec) => ({ periodMs: minuteMs, ...spec, resource, namespace, dimensions }));
}

/** The request in a line: `AWS/ECS CPUUtilization Average {ClusterName=prod, ServiceName=api}`. */
export function requestText({ namespace, metric, stat, dimensions }: MetricRequest): string {
  const pairs = Object.entries(dimensions).map(([name, value]) => `${name}=${value}`);
  return `${namespace} ${metric} ${stat} {${pairs.join(', ')}}`;
}
