import type { RunPlan } from '../../core/records/index.ts';

/**
 * The arguments that make a stock k6 one worker of a run: it waits at the start, leaves setup, teardown, thresholds
 * and summary to the coordinator, and stays until it is released.
 */
export function k6Arguments(plan: RunPlan, worker: number): string[] {
  const sequence = plan.segments
    .map((segment) => segment.split(':')[0] ?? '0')
    .concat('1')
    .join(',');
  return [
    '--paused',
    '--no-setup',
    '--no-teardown',
    '--linger',
    '--no-thresholds',
    '--summary-mode=disabled',
    '--quiet',
    '--log-format=json',
    '--no-color',
    '--out=opentelemetry',
    `--execution-segment=${plan.segments[worker] ?? '0:1'}`,
    `--execution-segment-sequence=${sequence}`,
    ...plan.k6Args,
  ];
}
