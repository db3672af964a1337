import { hoursPerMonth } from '../cost/line.ts';
import { burstableRejections, ec2Families, ec2Lines, ec2StartMinutes } from '../platforms/ec2-charges.ts';
import type { InstanceType } from '../prices/hardware.ts';
import type { BatchPlatform, BatchSite, JobOffer } from './batch-platform.ts';
import { busyMinutes } from './slots.ts';

const name = 'batch-ec2';
/** AWS advises to keep this share of an instance's memory from jobs, for the kernel and the agent of ECS. */
const reservedShare = 0.05;
/** Seconds until a container runs whose image the instance has. */
const containerStartSeconds = 10;

/** Instances of one type that come with the day's jobs and go after the last (least vCPUs 0); of each family the cheapest type is an option. */
export const batchEc2: BatchPlatform = {
  name,
  offersOf: (site) =>
    ec2Families(site)
      .filter(([first]) => !first?.burstable)
      .map((types) => types.map((type) => offerOf(site, type))),
  rejectedOf: (site) => burstableRejections(name, ec2Families(site)),
};

/** Jobs on one instance: Batch gives a job whole vCPUs of an instance, and at least one. */
export function jobsOn(
  { vcpu, memoryMib }: Pick<InstanceType, 'vcpu' | 'memoryMib'>,
  jobs: Pick<BatchSite['jobs'], 'vcpu' | 'memoryGb'>,
): number {
  const byCpu = Math.floor(vcpu / Math.ceil(jobs.vcpu));
  return Math.min(byCpu, Math.floor((memoryMib * (1 - reservedShare)) / (jobs.memoryGb * 1_024)));
}

function offerOf(site: BatchSite, type: InstanceType): JobOffer {
  const { jobs } = site;
  const jobsPerMachine = jobsOn(type, jobs);
  return {
    platform: name,
    size: type.name,
    unit: 'instance',
    architecture: type.architecture,
    vcpu: type.vcpu,
    memoryGb: type.memoryMib / 1_024,
    jobsPerMachine,
    bootMinutes: ec2StartMinutes,
    startMinutes: (jobs.startSeconds ?? containerStartSeconds) / 60,
    machineHoursOf: (day, machines) =>
      machines * Math.min(24, busyMinutes(day, machines * jobsPerMachine) / 60),
    linesOf: (hours) => ec2Lines(site, type, hours / hoursPerMonth),
    notes: Number.isInteger(jobs.vcpu)
      ? []
      : [`a job takes ${Math.ceil(jobs.vcpu)} whole vCPU of an instance, not ${jobs.vcpu}`],
  };
}
