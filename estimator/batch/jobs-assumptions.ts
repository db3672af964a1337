import type { PriceRow } from '../../core/records/index.ts';
import { hardwareFactor } from '../sizing/demand-bounds.ts';
import type { BatchSite } from './batch-platform.ts';
import type { JobsPlan } from './plan-jobs.ts';

/** Everything that an estimate of jobs rests on beyond what was stated, a sentence each. */
export function jobsAssumptions(
  { jobs, deployment }: BatchSite,
  plans: readonly JobsPlan[],
  prices: readonly PriceRow[],
): string[] {
  const { low, high } = hardwareFactor;
  const dates = [...new Set(prices.map(({ date }) => date))].sort().join(', ');
  const other = jobs.architecture === 'arm64' ? 'x86' : 'ARM';
  return [
    `a job takes as long on the platform's vCPUs as stated, ${low} to ${high} times in the draws, and no less on larger ones`,
    `the duration holds on ${jobs.architecture}; the same is assumed on ${other}`,
    longestAssumption(jobs),
    jobs.arriveWithinHours === 0
      ? "a day's jobs arrive all at once"
      : `a day's jobs arrive evenly over ${jobs.arriveWithinHours} hours`,
    'first come, first served; every day is the same, 365 days a year',
    ...retryAssumptions(jobs),
    ...startAssumptions(jobs, plans),
    ...platformAssumptions(plans),
    jobs.spotDiscount === undefined
      ? 'on demand; no Spot (give spotDiscount) and no Savings Plan in the bill'
      : `Spot at ${Math.round(jobs.spotDiscount * 100)} % off, as stated; interrupted jobs count to retryShare`,
    'AWS Batch itself costs nothing; least vCPUs 0',
    deployment.subnets === 'public'
      ? 'machines have public addresses while they run'
      : `a NAT gateway in each of ${deployment.zones} zones, all month`,
    jobs.logBytes > 0 ? `a job logs ${jobs.logBytes} bytes` : 'logs are not included: give logBytes',
    "the account's quotas hold the vCPUs that run at a time",
    "not included: what jobs read, write and ask (storage, databases, data transfer), failed jobs' alarms, support, tax",
    `prices as of ${dates}, each with its source`,
  ];
}

function longestAssumption({ longestMinutes, measuredJobs }: BatchSite['jobs']): string {
  if (longestMinutes === undefined)
    return 'all jobs take the same time: give longestMinutes where they do not';
  const longest = measuredJobs === undefined ? 'as stated' : `that of the ${measuredJobs} measured ones`;
  return `the longest of a day's jobs is ${longest}; long ones are mixed among the others`;
}

function retryAssumptions({ retryShare }: BatchSite['jobs']): string[] {
  if (retryShare === 0) return ['no attempt fails: give retryShare where some do'];
  return [
    'an attempt that fails takes as long as one that succeeds, and joins the end of the queue; the deadline holds for a job that fails once',
  ];
}

/** How long machines and jobs take to start, where that is not stated. */
function startAssumptions({ startSeconds }: BatchSite['jobs'], plans: readonly JobsPlan[]): string[] {
  return distinct(plans).flatMap(({ offer: { platform, startMinutes, bootMinutes } }) => [
    ...(startSeconds === undefined
      ? [`on ${platform} a job starts ${Math.round(startMinutes * 60)} seconds after it has its place`]
      : []),
    ...(bootMinutes > 0
      ? [`on ${platform} the first machine is there ${bootMinutes} minutes after the first job`]
      : []),
  ]);
}

function platformAssumptions(plans: readonly JobsPlan[]): string[] {
  const sentences = {
    task: 'a task is paid from its start to its end, a minute at least; its own 20 GB of storage cost nothing',
    instance:
      "all instances run from the first job until the last is done; 5 % of an instance's memory is kept for its system",
  };
  return distinct(plans).map(({ offer: { platform, unit } }) => `on ${platform} ${sentences[unit]}`);
}

/** The first plan of each platform. */
function distinct(plans: readonly JobsPlan[]): readonly JobsPlan[] {
  const isFirst = ({ offer }: JobsPlan, i: number) =>
    plans.findIndex((other) => other.offer.platform === offer.platform) === i;
  return plans.filter(isFirst);
}
