import type { Estimate } from '../../core/records/index.ts';
import { noEvidence } from '../estimator/no-evidence.ts';

const option = (
  vcpu: number,
  tasks: number,
  usd: number,
  utilisation: number,
): Estimate['options'][number] => ({
  platform: 'ecs-fargate',
  size: `${vcpu} vCPU, ${vcpu * 2} GB`,
  unit: 'task',
  architecture: 'x86_64',
  architectureMeasured: true,
  vcpu,
  memoryGb: vcpu * 2,
  queue: { servers: vcpu, serviceMs: 6.1 },
  planned: { utilisation: 0.6, lowest: 0.6, highest: 0.6, rule: 'utilisation-target', rules: [] },
  needed: { cpu: tasks, memory: 1, network: null },
  binding: 'cpu',
  runnerUp: null,
  tasks: { low: tasks - 1, mid: tasks, high: tasks + 1 },
  nodes: null,
  database: null,
  cache: null,
  utilisation,
  lines: [
    {
      ...{ group: 'compute', text: 'Fargate vCPU', quantity: tasks * vcpu * 730, unit: 'vCPU-Hrs' },
      ...{ usdPerMonth: usd, prices: [0] },
    },
  ],
  autoscaled: null,
  uncertainty: null,
  usdPerMonth: { low: usd * 0.8, mid: usd, high: usd * 1.2 },
  prices: [0],
  extrapolation: { ratio: 0.9, level: 'measured' },
  pareto: true,
  notes: [],
});

/** A sizing with two options, the cheaper one recommended. */
export function makeEstimate(): Estimate {
  return {
    schemaVersion: 1,
    kind: 'single-load',
    runId: '20260314-091500-checkout-7f3a',
    sources: [
      {
        ...{ kind: 'run', id: '20260314-091500-checkout-7f3a', scenario: 'checkout', loadModel: 'open' },
        ...{
          startedAt: '2026-03-14T09:15:00.000Z',
          validity: 'suspect',
          generatorWasBusy: false,
          throughputFrom: null,
        },
      },
    ],
    scenario: 'checkout',
    region: 'ap-northeast-1',
    workload: { requestsPerSec: 420, derivation: ['3,000 concurrent users × 0.14 requests a second'] },
    connections: null,
    week: { basis: 'flat', requestsPerMonth: 1.1e9, hourlyPerSec: null, hourlyTasks: null },
    draws: 2_000,
    tornado: [],
    confidence: { grade: 'B', reasons: ['the run is suspect'], runAgeDays: 12, oldestPriceDays: 138 },
    commitment: null,
    current: null,
    measuredSize: null,
    demand: {
      resource: 'sample-api',
      cpuSecPerRequest: { low: 0.0058, mid: 0.0061, high: 0.0064 },
      confidence: 0.95,
      idleCores: 0.04,
      idleObserved: false,
      highestRequestsPerSec: 160,
      meanResponseMs: 61,
      cleanSeconds: 96,
      excluded: [{ reason: 'ramp', seconds: 8 }],
      steps: [],
      parallelism: { cores: 1, basis: 'single-thread' },
      memory: { peakBytes: 124e6, baseBytes: 90e6, bytesPerInFlight: 4e5, basis: 'fit' },
      capacity: null,
      evidence: noEvidence,
    },
    rule: {
      name: 'utilisation-target',
      utilisation: 0.6,
      basis: 'assumed',
      objectives: [],
      text: 'CPU utilisation at most 60 %, assumed',
    },
    latency: [],
    options: [option(1, 5, 222.4, 0.54), option(2, 4, 351.2, 0.49)],
    rejected: [
      {
        platform: 'ecs-fargate',
        size: '0.25 vCPU, 0.5 GB',
        architecture: 'x86_64',
        vcpu: 0.25,
        reason: 'one request would take longer than the SLO',
      },
    ],
    recommended: 0,
    assumptions: [
      'One load only: the demand is taken as the same at every load.',
      'On-demand prices, 730 hours a month.',
    ],
    prices: [
      {
        ...{
          service: 'ECS Fargate',
          region: 'ap-northeast-1',
          item: 'vCPU hour',
          attributes: {},
          unit: 'hour',
          usd: 0.05056,
        },
        ...{ date: '2025-10-27', source: 'AWS price list' },
      },
    ],
    warnings: ['The run was suspect: the demand may be off.'],
  };
}
