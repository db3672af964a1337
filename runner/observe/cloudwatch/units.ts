/** What CloudWatch or a service gives a metric in: CloudWatch's own units, and those that hide behind its `None`. */
export type MetricUnit =
  | 'Seconds'
  | 'Milliseconds'
  | 'Microseconds'
  | 'Bytes'
  | 'Kilobytes'
  | 'Megabytes'
  | 'Gigabytes'
  | 'Bytes/Second'
  | 'Count'
  | 'Count/Second'
  | 'Percent'
  | 'Share'
  | 'None'
  | 'CpuUnits'
  | 'Millicores';

export interface RecordUnit {
  /** As records name it. */
  readonly unit: string;
  /** What a value is multiplied with. */
  readonly factor: number;
}

/**
 * From each unit to that of records. The prefixes of bytes are binary: ECS and EKS count memory in MiB under the
 * name of megabytes. ECS divides a vCPU into 1,024 CPU units, Kubernetes into 1,000 millicores.
 */
export const recordUnits: Readonly<Record<MetricUnit, RecordUnit>> = {
  Seconds: { unit: 'ms', factor: 1_000 },
  Milliseconds: { unit: 'ms', factor: 1 },
  Microseconds: { unit: 'ms', factor: 1e-3 },
  Bytes: { unit: 'bytes', factor: 1 },
  Kilobytes: { unit: 'bytes', factor: 2 ** 10 },
  Megabytes: { unit: 'bytes', factor: 2 ** 20 },
  Gigabytes: { unit: 'bytes', factor: 2 ** 30 },
  'Bytes/Second': { unit: 'bytes/s', factor: 1 },
  Count: { unit: '', factor: 1 },
  'Count/Second': { unit: '/s', factor: 1 },
  Percent: { unit: 'share', factor: 0.01 },
  Share: { unit: 'share', factor: 1 },
  None: { unit: '', factor: 1 },
  CpuUnits: { unit: 'cores', factor: 1 / 1_024 },
  Millicores: { unit: 'cores', factor: 1e-3 },
};
