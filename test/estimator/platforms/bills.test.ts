import { expect, it } from 'vitest';
import type { PlatformName } from '../../../estimator/platform-names.ts';
import { optionsOf, type SiteChange } from '../site.ts';

/** A month has 730 hours; prices are typed here, so that the arithmetic stands beside the code's. */
const h = 730;
const tokyo = 'ap-northeast-1';
const virginia = 'us-east-1';
const alone = { loadBalancer: false } as const;
/** A task and its spare with nothing around them. */
const spare: SiteChange = { requestsPerSec: 1, deployment: { loadBalancer: false, subnets: 'public' } };
const at = (region: string, change: SiteChange = spare): SiteChange => ({ ...change, region });

interface Architecture {
  readonly name: string;
  readonly platform: PlatformName;
  readonly change: SiteChange;
  readonly size: string;
  readonly arm?: true;
  readonly usd: number;
}

/** 450 requests/s of 20 kB: 8.38 GB leave in an hour of GB of 2³⁰ bytes, and so many load balancer units are used. */
const gbPerHour = (450 * 3_600 * 20_000) / 2 ** 30;
const egressTokyo = 10_240 * 0.114 + (gbPerHour * h - 100 - 10_240) * 0.089;
const balanced = { deployment: { responseBytes: 20_000 } } as const;
const albTokyo = h * (0.0243 + gbPerHour * 0.008 + 3 * 0.005);

/** 40 ms, of which 12 are CPU: 28 ms of waiting and 12 ms over the share of a vCPU that comes with the memory. */
const lambdaMs = (mib: number) => Math.ceil(28 + 12 / Math.min(1, mib / 1_769));
const monthRequests = 1 * 3_600 * h;
const lambdaUsd = (mib: number, perGbSec: number) =>
  monthRequests * 2e-7 + ((monthRequests * lambdaMs(mib)) / 1_000) * (mib / 1_024) * perGbSec;

const fargate = (vcpu: number, gb: number, usdVcpu: number, usdGb: number, tasks: number) =>
  tasks * h * (vcpu * usdVcpu + gb * usdGb);
const instance = (usd: number, gbMonth: number, count: number) =>
  count * (h * usd + 20 * gbMonth + h * 0.005);

const architectures: readonly Architecture[] = [
  {
    name: 'Fargate x86 Tokyo',
    platform: 'ecs-fargate',
    change: at(tokyo),
    size: '0.25 vCPU, 0.5 GB',
    usd: fargate(0.25, 0.5, 0.05056, 0.00553, 2) + 2 * h * 0.005,
  },
  {
    name: 'Fargate x86 Tokyo',
    platform: 'ecs-fargate',
    change: at(tokyo),
    size: '1 vCPU, 2 GB',
    usd: fargate(1, 2, 0.05056, 0.00553, 2) + 2 * h * 0.005,
  },
  {
    name: 'Fargate x86 Tokyo',
    platform: 'ecs-fargate',
    change: at(tokyo),
    size: '16 vCPU, 32 GB',
    usd: fargate(16, 32, 0.05056, 0.00553, 2) + 2 * h * 0.005,
  },
  {
    name: 'Fargate ARM Tokyo',
    platform: 'ecs-fargate',
    change: at(tokyo),
    size: '0.5 vCPU, 1 GB',
    arm: true,
    usd: fargate(0.5, 1, 0.04045, 0.00442, 2) + 2 * h * 0.005,
  },
  {
    name: 'Fargate ARM Tokyo',
    platform: 'ecs-fargate',
    change: at(tokyo),
    size: '4 vCPU, 8 GB',
    arm: true,
    usd: fargate(4, 8, 0.04045, 0.00442, 2) + 2 * h * 0.005,
  },
  {
    name: 'Fargate x86 Virginia',
    platform: 'ecs-fargate',
    change: at(virginia),
    size: '2 vCPU, 4 GB',
    usd: fargate(2, 4, 0.04048, 0.004445, 2) + 2 * h * 0.005,
  },
  {
    name: 'Fargate ARM Virginia',
    platform: 'ecs-fargate',
    change: at(virginia),
    size: '8 vCPU, 16 GB',
    arm: true,
    usd: fargate(8, 16, 0.03238, 0.00356, 2) + 2 * h * 0.005,
  },
  {
    name: 'without redundancy',
    platform: 'ecs-fargate',
    change: { ...spare, deployment: { ...alone, redundancy: 'none' } },
    size: '1 vCPU, 2 GB',
    usd: fargate(1, 2, 0.05056, 0.00553, 1) + h * 0.005,
  },
  {
    name: 'that survives a zone of three',
    platform: 'ecs-fargate',
    change: { deployment: { ...alone, redundancy: 'az-loss' } },
    size: '1 vCPU, 2 GB',
    usd: fargate(1, 2, 0.05056, 0.00553, 15) + 15 * h * 0.005,
  },
  {
    name: 'that survives a zone of two',
    platform: 'ecs-fargate',
    change: { deployment: { ...alone, redundancy: 'az-loss', zones: 2 } },
    size: '1 vCPU, 2 GB',
    usd: fargate(1, 2, 0.05056, 0.00553, 20) + 20 * h * 0.005,
  },
  {
    name: 'behind NAT in three zones',
    platform: 'ecs-fargate',
    change: { ...spare, deployment: { ...alone, subnets: 'private' } },
    size: '1 vCPU, 2 GB',
    usd: fargate(1, 2, 0.05056, 0.00553, 2) + 3 * h * 0.062,
  },
  {
    name: 'that fetches 1 MiB a request through NAT',
    platform: 'ecs-fargate',
    change: { ...spare, deployment: { ...alone, subnets: 'private', natBytesPerRequest: 2 ** 20 } },
    size: '1 vCPU, 2 GB',
    usd: fargate(1, 2, 0.05056, 0.00553, 2) + 3 * h * 0.062 + (monthRequests / 1_024) * 0.062,
  },
  {
    name: 'that logs 1 KiB a request',
    platform: 'ecs-fargate',
    change: { ...spare, deployment: { ...alone, logBytesPerRequest: 1_024 } },
    size: '1 vCPU, 2 GB',
    usd: fargate(1, 2, 0.05056, 0.00553, 2) + 2 * h * 0.005 + (monthRequests / 2 ** 20) * 0.76,
  },
  {
    name: 'behind a load balancer by its connections, 4.5 new ones a second',
    platform: 'ecs-fargate',
    change: { requestsPerSec: 45 },
    size: '1 vCPU, 2 GB',
    usd: fargate(1, 2, 0.05056, 0.00553, 2) + 2 * h * 0.005 + h * (0.0243 + (4.5 / 25) * 0.008 + 3 * 0.005),
  },
  {
    name: 'with answers of 20 kB to the internet',
    platform: 'ecs-fargate',
    change: balanced,
    size: '1 vCPU, 2 GB',
    usd: fargate(1, 2, 0.05056, 0.00553, 11) + 11 * h * 0.005 + albTokyo + egressTokyo,
  },
  {
    name: 'with a sidecar of a quarter vCPU',
    platform: 'ecs-fargate',
    change: { deployment: { ...alone, sidecarVcpu: 0.25 } },
    size: '1 vCPU, 2 GB',
    usd: fargate(1, 2, 0.05056, 0.00553, 14) + 14 * h * 0.005,
  },
  {
    name: 'EKS on Fargate Tokyo',
    platform: 'eks-fargate',
    change: at(tokyo),
    size: '0.5 vCPU, 1 GB',
    usd: fargate(0.5, 1, 0.05056, 0.00553, 2) + h * 0.1 + 3 * h * 0.062,
  },
  {
    name: 'EKS on Fargate Virginia',
    platform: 'eks-fargate',
    change: at(virginia),
    size: '2 vCPU, 4 GB',
    usd: fargate(2, 4, 0.04048, 0.004445, 2) + h * 0.1 + 3 * h * 0.045,
  },
  {
    name: 'EC2 c6g Tokyo',
    platform: 'ec2',
    change: at(tokyo),
    size: 'c6g.medium',
    arm: true,
    usd: instance(0.0428, 0.096, 2),
  },
  {
    name: 'EC2 m7g Virginia',
    platform: 'ec2',
    change: at(virginia),
    size: 'm7g.medium',
    arm: true,
    usd: instance(0.0408, 0.08, 2),
  },
  {
    name: 'EC2 m6i Virginia',
    platform: 'ec2',
    change: at(virginia),
    size: 'm6i.large',
    usd: instance(0.096, 0.08, 2),
  },
  {
    name: 'EC2 m5 Tokyo',
    platform: 'ec2',
    change: at(tokyo),
    size: 'm5.large',
    usd: instance(0.124, 0.096, 2),
  },
  {
    name: 'EC2 r7i Virginia',
    platform: 'ec2',
    change: at(virginia),
    size: 'r7i.large',
    usd: instance(0.1323, 0.08, 2),
  },
  {
    name: 'EC2 c7a Virginia',
    platform: 'ec2',
    change: at(virginia),
    size: 'c7a.medium',
    usd: instance(0.05132, 0.08, 2),
  },
  {
    name: 'EKS on EC2 m6g Tokyo, 20 pods on 3 nodes',
    platform: 'eks-ec2',
    change: {
      requestsPerSec: 200,
      deployment: alone,
      demand: { memory: { peakBytes: 300e6, baseBytes: 200e6, bytesPerInFlight: 1e5, basis: 'fit' } },
    },
    size: '0.25 vCPU, 384 MiB on m6g.large',
    arm: true,
    usd: instance(0.099, 0.096, 3) + h * 0.1,
  },
  {
    name: 'EKS on EC2 m6g Tokyo that survives a zone of three, each with nodes for its own three pods',
    platform: 'eks-ec2',
    change: {
      requestsPerSec: 200,
      deployment: { ...alone, redundancy: 'az-loss' },
      demand: { memory: { peakBytes: 300e6, baseBytes: 200e6, bytesPerInFlight: 1e5, basis: 'fit' } },
    },
    size: '1 vCPU, 384 MiB on m6g.xlarge',
    arm: true,
    usd: instance(0.198, 0.096, 3) + h * 0.1,
  },
  {
    name: 'Lambda x86 Tokyo',
    platform: 'lambda',
    change: at(tokyo),
    size: '512 MB',
    usd: lambdaUsd(512, 0.0000166667),
  },
  {
    name: 'Lambda x86 Tokyo',
    platform: 'lambda',
    change: at(tokyo),
    size: '1769 MB',
    usd: lambdaUsd(1_769, 0.0000166667),
  },
  {
    name: 'Lambda ARM Virginia',
    platform: 'lambda',
    change: at(virginia),
    size: '1024 MB',
    arm: true,
    usd: lambdaUsd(1_024, 0.0000133334),
  },
  {
    name: 'Lambda ARM Tokyo',
    platform: 'lambda',
    change: at(tokyo),
    size: '128 MB',
    arm: true,
    usd: lambdaUsd(128, 0.0000133334),
  },
  {
    name: 'App Runner Tokyo',
    platform: 'app-runner',
    change: at(tokyo),
    size: '1 vCPU, 2 GB',
    usd: 2 * h * (0.081 + 2 * 0.009),
  },
  {
    name: 'App Runner Virginia',
    platform: 'app-runner',
    change: at(virginia),
    size: '0.25 vCPU, 0.5 GB',
    usd: 2 * h * (0.25 * 0.064 + 0.5 * 0.007),
  },
  {
    name: 'App Runner by its concurrency, 18 in flight',
    platform: 'app-runner',
    change: { deployment: { appRunnerConcurrency: 1 } },
    size: '4 vCPU, 8 GB',
    usd: 19 * h * (4 * 0.081 + 8 * 0.009),
  },
];

it.each(architectures)('$name, $size, is $usd USD a month', ({ platform, change, size, arm, usd }) => {
  const options = optionsOf(change, platform);
  const option = options.find(
    (each) => each.size === size && each.architecture === (arm ? 'arm64' : 'x86_64'),
  );
  expect(option, options.map((each) => `${each.size} ${each.architecture}`).join('; ')).toBeDefined();
  expect(option?.usdPerMonth.mid).toBe(Math.round(usd * 100) / 100);
});
