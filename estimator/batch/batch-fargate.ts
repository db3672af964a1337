import type { Architecture } from '../../core/records/index.ts';
import { addressLines } from '../cost/addresses.ts';
import { hoursPerMonth, tierLine } from '../cost/line.ts';
import { fargateSizes, fargateStartMinutes } from '../platforms/fargate-sizes.ts';
import { findPrice } from '../prices/find-price.ts';
import type { BatchPlatform, BatchSite, JobOffer } from './batch-platform.ts';

const name = 'batch-fargate';
/** What is paid of a task at least. */
const leastMinutes = 1;

/** A Fargate task for each attempt at a job, x86 and ARM: paid from its start to its end. */
export const batchFargate: BatchPlatform = {
  name,
  offersOf: (site) => (['x86_64', 'arm64'] as const).map((architecture) => offersOf(site, architecture)),
  rejectedOf: () => [],
};

function offersOf(site: BatchSite, architecture: Architecture): readonly JobOffer[] {
  const { jobs, priceBook, region } = site;
  const price = (item: string) =>
    findPrice(priceBook, {
      service: 'AmazonECS',
      region,
      item,
      attributes: { os: 'Linux', arch: architecture },
    });
  const [vcpuHour, gbHour] = [price('Fargate vCPU'), price('Fargate memory')];
  return fargateSizes.flatMap(({ vcpu, memoryGb }) =>
    memoryGb.map((gb) => ({
      platform: name,
      size: `${vcpu} vCPU, ${gb} GB`,
      unit: 'task',
      architecture,
      vcpu,
      memoryGb: gb,
      jobsPerMachine: vcpu >= jobs.vcpu && gb >= jobs.memoryGb ? 1 : 0,
      bootMinutes: 0,
      startMinutes: jobs.startSeconds === undefined ? fargateStartMinutes : jobs.startSeconds / 60,
      machineHoursOf: ({ attempts, meanMinutes }) => (attempts * Math.max(leastMinutes, meanMinutes)) / 60,
      linesOf: (hours) => [
        tierLine('compute', 'Fargate vCPU', [vcpuHour], vcpu * hours),
        tierLine('compute', 'Fargate memory', [gbHour], gb * hours),
        ...addressLines(site, hours / hoursPerMonth),
      ],
      notes: [],
    })),
  );
}
