import type { AwsPlace } from '../../../aws/client-settings.ts';
import { type AwsFailure, explainAwsFailure } from '../../../aws/explain-failure.ts';
import { type MetricRequest, type Preset, requestsOf } from '../metric-spec.ts';

/** What one task, instance or node has. */
export interface Capacity {
  readonly cores?: number;
  readonly memoryBytes?: number;
}

/** Something that CloudWatch knows of, found by what the configuration calls it. */
export interface Resource {
  /** Its name in the result: `ecs prod/api`. */
  readonly name: string;
  readonly requests: readonly MetricRequest[];
  /** Of one of what it consists of. */
  readonly capacity: Capacity;
  /** How many it consisted of when it was looked up; absent where that is not known. */
  readonly count?: number;
  /** What it is, for those who read: `db.r6g.large`, `512 CPU units and 1,024 MiB a task`. */
  readonly kind?: string;
  /** That its tasks are built for, where that is known. */
  readonly architecture?: 'x86_64' | 'arm64';
  /** Counts again what it consists of, where CloudWatch itself does not. */
  readonly recount?: () => Promise<number | undefined>;
  /** Why there is nothing to read. */
  readonly absent?: string;
  /** What the look-up could not find out, and what would help. */
  readonly notes: readonly string[];
}

/** What was looked up, or why not. */
export type Found<T> = { readonly value: T } | { readonly failure: AwsFailure };

/** Looks something up; `action` is the IAM action that it takes. */
export async function lookUp<T>(place: AwsPlace, action: string, ask: () => Promise<T>): Promise<Found<T>> {
  try {
    return { value: await ask() };
  } catch (error) {
    return { failure: explainAwsFailure(error, action, place) };
  }
}

/** A resource whose look-up failed: what does not exist is not read, what was not seen is read all the same. */
export function unseen(
  name: string,
  requests: readonly MetricRequest[],
  { kind, text }: AwsFailure,
): Resource {
  if (kind === 'absent') return absent(name, text);
  return { name, requests, capacity: {}, notes: [`size and count are not known: ${text}`] };
}

export function absent(name: string, why: string): Resource {
  return { name, requests: [], capacity: {}, absent: why, notes: [] };
}

/** What several presets ask of one resource. */
export function requestsFor(
  name: string,
  presets: readonly Preset[],
  dimensions: Readonly<Record<string, string>>,
): MetricRequest[] {
  return presets.flatMap((preset) => requestsOf(preset, name, dimensions));
}
