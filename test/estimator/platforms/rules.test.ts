import { describe, expect, it } from 'vitest';
import { allocatable } from '../../../estimator/platforms/eks-ec2.ts';
import { optionsOf, sized } from '../site.ts';

describe('a pod on EKS Fargate gets a machine with 256 MiB more, rounded up in the table', () => {
  it.each([
    { vcpu: 0.25, memoryMib: 256, machine: '0.25 vCPU, 0.5 GB' },
    { vcpu: 0.25, memoryMib: 512, machine: '0.25 vCPU, 1 GB' },
    { vcpu: 0.5, memoryMib: 4_096, machine: '1 vCPU, 5 GB' },
    { vcpu: 1, memoryMib: 8_192, machine: '2 vCPU, 9 GB' },
    { vcpu: 2, memoryMib: 16_128, machine: '2 vCPU, 16 GB' },
    { vcpu: 4, memoryMib: 30_720, machine: '8 vCPU, 32 GB' },
    { vcpu: 8, memoryMib: 61_440, machine: '16 vCPU, 64 GB' },
    { vcpu: 16, memoryMib: 122_880, machine: undefined },
  ])('$vcpu vCPU and $memoryMib MiB: $machine', ({ vcpu, memoryMib, machine }) => {
    // A server may fill 80 % of its pod; a byte less than that fits.
    const bytes = Math.ceil(0.8 * memoryMib * 2 ** 20) - 1;
    const memory = { peakBytes: bytes, baseBytes: bytes, bytesPerInFlight: 0, basis: 'peak' as const };
    const large = optionsOf({ demand: { memory } }, 'eks-fargate').filter((option) => option.vcpu >= vcpu);
    const [smallest] = large.sort((a, b) => a.vcpu - b.vcpu);
    expect(smallest?.size).toBe(machine);
  });
});

it('a node keeps 255 MiB, 11 MiB a pod, 100 MiB to evict, and shares of its cores for Kubernetes', () => {
  expect(allocatable({ vcpu: 2, memoryMib: 8_192 })).toEqual({
    vcpu: 1.93,
    memoryMib: 8_192 - 255 - 1_210 - 100,
  });
  expect(allocatable({ vcpu: 8, memoryMib: 32_768 }).vcpu).toBeCloseTo(8 - 0.06 - 0.01 - 0.01 - 0.01, 9);
});

describe('a size is rejected', () => {
  it.each([
    {
      name: 'where its CPU is paid with credits',
      rejected: () => sized({}, 'ec2').rejected.map(({ reason }) => reason),
      reason: 'CPU above a baseline is paid with credits, which a test does not show',
    },
    {
      name: 'where Lambda would serve more than 80 % of the account at a time (450/s · 40 ms is 18)',
      rejected: () =>
        sized({ demand: {}, deployment: { ...{}, lambdaConcurrency: 20 } }, 'lambda').rejected.map(
          ({ reason }) => reason,
        ),
      reason: '18 requests at a time, and 16 may be planned for by deployment.lambdaConcurrency',
    },
    {
      name: 'where sidecars leave the server no memory',
      rejected: () =>
        sized(
          {
            deployment: { sidecarMemoryMib: 1e6 },
            demand: { memory: { peakBytes: 1e8, baseBytes: 1e8, bytesPerInFlight: 0, basis: 'peak' } },
          },
          'ecs-fargate',
        ).rejected.map(({ reason }) => reason),
      reason: 'the sidecar containers take all of its 120 GB',
    },
    {
      name: 'where App Runner would need more than 25',
      rejected: () => sized({}, 'app-runner').rejected.map(({ reason }) => reason),
      reason: 'it would take 43, the platform runs at most 25',
    },
  ])('$name', ({ rejected, reason }) => {
    expect(rejected()).toContain(reason);
  });
});

it('network binds where answers are large, and CPU would be next', () => {
  const change = { deployment: { responseBytes: 2e6 } };
  const option = optionsOf(change, 'ec2').find(({ size }) => size.startsWith('m7g'));
  expect(option).toMatchObject({ binding: 'network', runnerUp: 'cpu' });
  // 450/s of 2 MB are 7.2 Gbit/s; the instances together have more than that at 70 %.
  expect(option?.needed.network).toBeGreaterThan(option?.needed.cpu ?? Infinity);
});

it('a front is of each platform and architecture, and its cheapest is on it', () => {
  const options = optionsOf({}, 'ecs-fargate', 'ec2');
  for (const platform of ['ecs-fargate', 'ec2'])
    expect(options.find((option) => option.platform === platform)?.pareto).toBe(true);
});
