import { expect, it } from 'vitest';
import type { Measurements, Usage } from '../../../core/records/index.ts';
import { imbalanceOf } from '../../../estimator/evidence/imbalance.ts';
import { syntheticRun } from '../synthetic-run.ts';

const { measurements } = syntheticRun({ steps: [{ seconds: 8, requestsPerSec: 50 }] });

/** Measurements of a resource `api` that used this in bins of a second. */
function using(...usages: readonly Usage[]): Measurements {
  const [bin] = measurements.bins;
  if (!bin) throw new Error('the run has bins');
  return { ...measurements, bins: usages.map((usage) => ({ ...bin, used: { api: usage } })) };
}

it.each([
  {
    name: 'of pods, by the busiest one against a share of them all',
    usages: [
      { replicas: 2, cores: 1, busiest_pod_cores: 0.6 },
      { replicas: 4, cores: 2, busiest_pod_cores: 0.65 },
    ],
    ratio: 1.25,
  },
  {
    name: 'of tasks, by shares of what they reserve',
    usages: [{ tasks: 3, cpu_share: 0.4, busiest_task_cpu_share: 0.5, cores: 1.2 }],
    ratio: 1.25,
  },
  {
    name: 'is none below the mean',
    usages: [{ tasks: 2, cpu_share: 0.4, busiest_task_cpu_share: 0.39 }],
    ratio: 1,
  },
  { name: 'is not known of one', usages: [{ replicas: 1, cores: 1, busiest_pod_cores: 1 }], ratio: null },
  {
    name: 'is not known where nobody counts them',
    usages: [{ cores: 1, busiest_pod_cores: 1 }],
    ratio: null,
  },
  { name: 'is not known where the busiest was not read', usages: [{ replicas: 2, cores: 1 }], ratio: null },
])('the imbalance $name', ({ usages, ratio }) => {
  const found = imbalanceOf(using(...usages), 'api');
  if (ratio === null) expect(found).toBeNull();
  else expect(found).toBeCloseTo(ratio, 9);
});
