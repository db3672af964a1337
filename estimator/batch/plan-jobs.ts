import type { JobsOption, PriceRow, Rejection } from '../../core/records/index.ts';
import { hoursPerMonth, type Line, toCents } from '../cost/line.ts';
import { logLines, natLines } from '../cost/shared-lines.ts';
import { firstOfEach } from '../platforms/cheapest.ts';
import type { BatchSite, JobOffer } from './batch-platform.ts';
import { jobDayOf } from './job-day.ts';
import { batchPlatforms } from './registry.ts';
import { busyMinutes, type JobDay, leastSlots, mustEndMinutes } from './slots.ts';

const daysPerMonth = hoursPerMonth / 24;
const bytesPerGb = 2 ** 30;

/** An offer with as many machines as the deadline needs, and its bill. */
export interface JobsPlan {
  readonly offer: JobOffer;
  readonly day: JobDay;
  readonly slots: number;
  readonly machines: number;
  readonly lines: readonly Line[];
}

export interface PlannedJobs {
  /** Cheapest first. */
  readonly plans: readonly JobsPlan[];
  readonly rejected: readonly Rejection[];
}

/** Every way of the stated platforms to do the jobs by their deadline, cheapest first, and why other sizes are none. */
export function planJobs(site: BatchSite): PlannedJobs {
  const sized = [...new Set(site.jobs.platforms)].map((name) => {
    const platform = batchPlatforms[name];
    const { plans, rejected } = firstOfEach<JobOffer, JobsPlan>(
      platform.offersOf(site),
      (offer) => planOf(site, offer),
      byCost,
    );
    return { plans, rejected: [...rejected, ...platform.rejectedOf(site)] };
  });
  return {
    plans: byCost(sized.flatMap(({ plans }) => plans)),
    rejected: sized.flatMap(({ rejected }) => rejected),
  };
}

export function usdOf(lines: readonly Pick<Line, 'usdPerMonth'>[]): number {
  return lines.reduce((sum, { usdPerMonth }) => sum + usdPerMonth, 0);
}

function byCost(plans: readonly JobsPlan[]): readonly JobsPlan[] {
  return [...plans].sort((a, b) => usdOf(a.lines) - usdOf(b.lines));
}

function planOf(site: BatchSite, offer: JobOffer): JobsPlan | string {
  const { jobs } = site;
  if (offer.jobsPerMachine < 1)
    return `a job of ${jobs.vcpu} vCPU and ${jobs.memoryGb} GB does not fit the largest size`;
  const day = jobDayOf(jobs, offer);
  const slots = leastSlots(day);
  if (slots === null) return tooLong(day);
  const machines = Math.ceil(slots / offer.jobsPerMachine);
  return { offer, day, slots, machines, lines: linesOf(site, offer, day, machines) };
}

function tooLong(day: JobDay): string {
  const { longestMinutes, bootMinutes, attemptsOfJob } = day;
  const minutes = (value: number) => `${Number(value.toPrecision(4))} minutes`;
  const boot = bootMinutes > 0 ? `, ${minutes(bootMinutes)} after a machine was asked for` : '';
  const again = attemptsOfJob === 2 ? ', twice where it fails' : '';
  return `a job takes up to ${minutes(longestMinutes)} with its start${again}${boot}, and must be done in ${minutes(mustEndMinutes(day))}`;
}

/** The bill of a month for the same day again and again. */
export function linesOf(site: BatchSite, offer: JobOffer, day: JobDay, machines: number): readonly Line[] {
  const { jobs, deployment } = site;
  const gbOf = (bytes: number) => (bytes * day.attempts * daysPerMonth) / bytesPerGb;
  const own = offer.linesOf(offer.machineHoursOf(day, machines) * daysPerMonth);
  return [
    ...own,
    ...spotLines(own, jobs.spotDiscount),
    ...(deployment.subnets === 'private' ? natLines(site, gbOf(jobs.natBytes)) : []),
    ...logLines(site, gbOf(jobs.logBytes)),
  ];
}

/** What Spot capacity takes off the compute, as the user states it: no price list has a price that lasts. */
function spotLines(lines: readonly Line[], discount: number | undefined): readonly Line[] {
  if (discount === undefined) return [];
  const compute = lines.filter(({ group }) => group === 'compute');
  return [
    {
      group: 'compute',
      text: 'Spot discount, as stated',
      quantity: discount,
      unit: 'of compute',
      usdPerMonth: -discount * usdOf(compute),
      prices: compute.flatMap(({ prices }) => prices),
    },
  ];
}

/** The option that a record holds of a plan, but for what the draws say; `placeOf` gives the place of a price. */
export function optionOf(
  { jobs }: BatchSite,
  { offer, day, slots, machines, lines }: JobsPlan,
  placeOf: (row: PriceRow) => number,
): Omit<JobsOption, 'uncertainty'> {
  const { machineHoursOf, linesOf: _, notes, ...rest } = offer;
  const held = Math.min(machines * offer.jobsPerMachine, day.attempts);
  const again = (day.attemptsOfJob - 1) * day.longestMinutes;
  return {
    ...rest,
    architectureStated: offer.architecture === jobs.architecture,
    slots,
    machines,
    maxVcpus: machines * offer.vcpu,
    doneWithinHours: (busyMinutes(day, held) + again) / 60,
    machineHoursPerDay: machineHoursOf(day, machines),
    usdPerMonth: toCents(usdOf(lines)),
    lines: lines.map((line) => ({ ...line, prices: line.prices.map(placeOf) })),
    notes: [
      ...notes,
      ...(machines === 1 && slots > 1
        ? ['one machine holds all jobs: where it is lost they start again']
        : []),
    ],
  };
}
