import { expect, it } from 'vitest';
import { estimateSchema } from '../../../core/records/index.ts';
import { estimateHeld, optionOf } from './held-run.ts';

/** A month has 730 hours; prices of Tokyo are typed here, so that the arithmetic stands beside the code's. */
const h = 730;
const fargate = (tasks: number) => tasks * h * (0.05056 + 2 * 0.00553 + 0.005);
const alb = (unitsPerHour: number) => h * (0.0243 + unitsPerHour * 0.008 + 3 * 0.005);
/** 200,000 messages/s of 100 bytes either way. */
const gbPerHour = (200_000 * 100 * 3_600) / 2 ** 30;
const gbOut = (20_000 * 9 * 100 * 3_600 * h) / 2 ** 30 - 100;
const egress = 10_240 * 0.114 + (gbOut - 10_240) * 0.089;

interface Bill {
  readonly name: string;
  readonly asked: Parameters<typeof estimateHeld>[0];
  readonly size?: string;
  readonly tasks: number;
  readonly usd: number;
}

// 200,000 messages/s x 50 us are 10 cores, of which a task serves .6 - .02: 17.2, so 18 and one more.
const bills: readonly Bill[] = [
  {
    name: 'open connections decide the capacity units: 20,000/3,000',
    asked: {},
    tasks: 19,
    usd: fargate(19) + alb(20_000 / 3_000),
  },
  {
    name: 'new connections do, where each stays for ten seconds: 2,000 a second/25',
    asked: { connections: { sessionSeconds: 10 } },
    tasks: 19,
    usd: fargate(19) + alb(2_000 / 25),
  },
  {
    name: 'bytes do, where messages are counted, and what goes out is paid by the GB',
    asked: { connections: { messageBytes: 100 } },
    tasks: 19,
    usd: fargate(19) + alb(gbPerHour) + egress,
  },
  {
    name: 'half of them are gone at night: units and bytes of 3/4, and as many tasks',
    asked: {
      connections: { messageBytes: 100, hourlyOpen: Array.from({ length: 24 }, (_, i) => (i < 12 ? 5 : 10)) },
    },
    tasks: 19,
    usd: fargate(19) + alb(0.75 * gbPerHour) + 10_240 * 0.114 + (0.75 * (gbOut + 100) - 100 - 10_240) * 0.089,
  },
  {
    name: 'a limit of 800 connections a task: 25 and one more',
    asked: { connections: { mostPerTask: 800 } },
    tasks: 26,
    usd: fargate(26) + alb(20_000 / 3_000),
  },
  {
    name: 'a zone may be lost: 18 are left of 27',
    asked: { deployment: { redundancy: 'az-loss' } },
    tasks: 27,
    usd: fargate(27) + alb(20_000 / 3_000),
  },
  {
    name: 'EC2 with two vCPUs: 10/(2 x .6 - .02) are 8.5, so 9 and one more',
    asked: { platforms: ['ec2'] },
    size: 'm7i.large',
    tasks: 10,
    usd: 10 * (h * (0.1302 + 0.005) + 20 * 0.096) + alb(20_000 / 3_000),
  },
  {
    name: 'EKS on Fargate behind NAT gateways, with its control plane',
    asked: { platforms: ['eks-fargate'] },
    tasks: 19,
    usd: 19 * h * (0.05056 + 2 * 0.00553) + h * (0.1 + 3 * 0.062) + alb(20_000 / 3_000),
  },
];

it.each(bills)('$name', ({ asked, size, tasks, usd }) => {
  const estimate = estimateHeld(asked);
  expect(estimateSchema.parse(estimate)).toEqual(estimate);
  const option = optionOf(estimate, size);
  expect(option.tasks.mid).toBe(tasks);
  expect(option.usdPerMonth.mid).toBe(Math.round(usd * 100) / 100);
});
