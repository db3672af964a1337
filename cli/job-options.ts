import { batchPlatformNames } from '../estimator/platform-names.ts';
import type { OptionTable } from './command.ts';
import { switchOption, valueOption } from './option.ts';
import {
  anyText,
  listOfNames,
  nonNegativeNumber,
  oneOf,
  positiveNumber,
  share,
  type ValueKind,
} from './value.ts';

/** What an estimate of jobs and one of a service take alike. */
const shared: readonly string[] = ['region', 'prices', 'format', 'output'];

/** The options of an estimate with those that say a day's jobs, which go with none that is about a service. */
export function withJobOptions<Table extends OptionTable>(options: Table) {
  return { ...options, ...jobOptions(Object.keys(options).filter((key) => !shared.includes(key))) };
}

/** A day's jobs over the `jobs` of the configuration. */
function jobOptions(conflicts: readonly string[]) {
  const about = { group: 'Batch jobs', conflicts };
  const value = <T>(flags: string, field: string, kind: ValueKind<T>, summary: string) =>
    valueOption(flags, summary, kind, { ...about, config: `jobs.${field}` });
  return {
    jobs: switchOption('--jobs', 'size the batch jobs of the configuration, not a service', about),
    perDay: value('--jobs-per-day <n>', 'perDay', positiveNumber, 'jobs of a day, on AWS Batch'),
    minutes: value('--job-minutes <n>', 'minutes', positiveNumber, 'mean minutes that a job works'),
    longestMinutes: value(
      '--longest-job-minutes <n>',
      'longestMinutes',
      positiveNumber,
      "the longest of a day's jobs (assumed: all take the same time)",
    ),
    durations: valueOption(
      '--job-durations <file>',
      'or a CSV of jobs that ran, with a column minutes or seconds',
      anyText,
      { ...about, conflicts: [...conflicts, 'minutes', 'longestMinutes'], config: 'jobs.durations' },
    ),
    vcpu: value('--job-vcpu <n>', 'vcpu', positiveNumber, 'vCPUs of a job'),
    memoryGb: value('--job-memory-gb <n>', 'memoryGb', positiveNumber, 'memory of a job'),
    deadlineHours: value(
      '--deadline-hours <n>',
      'deadlineHours',
      positiveNumber,
      'hours from its arrival in which a job must be done',
    ),
    arriveWithinHours: value(
      '--arrive-within-hours <n>',
      'arriveWithinHours',
      nonNegativeNumber,
      'hours over which they arrive (0: all at once)',
    ),
    startSeconds: value(
      '--job-start-seconds <n>',
      'startSeconds',
      nonNegativeNumber,
      "from a job's place until it works",
    ),
    retryShare: value('--retry-share <share>', 'retryShare', share, 'of the attempts, those that fail'),
    jobArchitecture: value(
      '--job-architecture <name>',
      'architecture',
      oneOf('x86_64', 'arm64'),
      'the one that the duration holds on (default: x86_64)',
    ),
    jobPlatforms: value(
      '--job-platforms <names>',
      'platforms',
      listOfNames,
      `of ${batchPlatformNames.join(', ')}, separated by commas`,
    ),
    spotDiscount: value('--spot-discount <share>', 'spotDiscount', share, 'of Spot capacity, on compute'),
  };
}

/** The flag of each field that an estimate of jobs needs. */
export const neededFlags = {
  perDay: '--jobs-per-day',
  minutes: '--job-minutes (or --job-durations)',
  vcpu: '--job-vcpu',
  memoryGb: '--job-memory-gb',
  deadlineHours: '--deadline-hours',
} as const;
