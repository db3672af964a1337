import type { JobsEstimate, JobsOption } from '../core/records/index.ts';
import {
  type AnswerText,
  billText,
  commitmentText,
  confidenceFact,
  groundsOf,
  percent,
} from './answer-text.ts';
import { countText, msText, numberText, plural, usdText } from './quantity-text.ts';

/** A way to do the jobs in words; `remarks` say what is particular about it. */
export interface JobsOptionText {
  readonly isChosen: boolean;
  readonly machines: string;
  readonly platform: string;
  readonly size: string;
  readonly architecture: string;
  /** Jobs at a time that the deadline needs, those that a machine holds, and the most vCPUs to allow. */
  readonly slots: string;
  readonly perMachine: string;
  readonly maxVcpus: string;
  readonly done: string;
  readonly month: string;
  /** Tenth to ninetieth percentile of the bill, and how often the machines keep the deadline. */
  readonly likely: string;
  readonly kept: string;
  readonly remarks: readonly string[];
}

/** An estimate of jobs in words. */
export interface JobsText extends AnswerText {
  /** The cheapest of each platform and architecture, and the recommended one. */
  readonly options: readonly JobsOptionText[];
  /** How many options are left out of those. */
  readonly dearer: number;
}

const fewOfEach = 5;

export function describeJobs(estimate: JobsEstimate): JobsText {
  const { jobs, region, options, recommended, prices } = estimate;
  const chosen = recommended === null ? undefined : options[recommended];
  const shown = options.filter((option) => option === chosen || isAmongFirst(option, options));
  return {
    title: `Batch jobs: ${countText(jobs.perDay)} a day, each done within ${hours(jobs.deadlineHours)}, in ${region}`,
    scope:
      jobs.measuredJobs === null
        ? 'An estimate from jobs as they are stated, not from a run.'
        : `An estimate from ${plural(jobs.measuredJobs, 'measured job')}.`,
    answer: chosen ? answerOf(chosen) : 'No size can be recommended on the architecture of the jobs.',
    warnings: [],
    facts: factsOf(estimate, chosen),
    options: shown.map((option) => describeOption(option, option === chosen)),
    dearer: options.length - shown.length,
    bill: chosen ? billText(chosen.lines, chosen.usdPerMonth, prices) : [],
    ...groundsOf(estimate, chosen?.lines ?? []),
  };
}

function isAmongFirst(option: JobsOption, options: readonly JobsOption[]): boolean {
  const { platform, architecture } = option;
  const own = options.filter((each) => each.platform === platform && each.architecture === architecture);
  return own.indexOf(option) < fewOfEach;
}

function answerOf(option: JobsOption): string {
  const { machines, platform, architecture, size, slots, maxVcpus, usdPerMonth, doneWithinHours } = option;
  const { uncertainty } = option;
  const { p10, p90 } = uncertainty.usdPerMonth;
  const room = `least vCPUs 0, most ${numberText(maxVcpus)}`;
  return [
    `${countText(machines)} × ${platform} ${architecture} with ${size} (${room}): about ${usdText(usdPerMonth)} a month.`,
    `The deadline needs ${plural(slots, 'job')} at a time; the last is done ${wholeMinutes(doneWithinHours)} after the first arrives.`,
    `Four times in five the bill lies between ${usdText(p10)} and ${usdText(p90)}.`,
    regretText(option),
  ].join(' ');
}

/** How surely the deadline is kept, and what to allow where that is not enough. */
function regretText({ uncertainty, machines, jobsPerMachine }: JobsOption): string {
  const { deadlineMet, leastRegretSlots } = uncertainty;
  const kept = `It is kept in ${percent(deadlineMet)} of the draws`;
  if (leastRegretSlots === null) return `${kept}; more machines do not change that: allow more hours.`;
  if (leastRegretSlots <= machines * jobsPerMachine) return `${kept}.`;
  const better = Math.ceil(leastRegretSlots / jobsPerMachine);
  return `${kept}; where a job at a time too few is four times as bad as one too many, allow ${countText(leastRegretSlots)}, on ${plural(better, 'machine')}.`;
}

function describeOption(option: JobsOption, isChosen: boolean): JobsOptionText {
  const { platform, size, architecture, architectureStated, doneWithinHours, uncertainty, notes } = option;
  const { p10, p90 } = uncertainty.usdPerMonth;
  return {
    isChosen,
    machines: countText(option.machines),
    platform,
    size,
    architecture,
    slots: countText(option.slots),
    perMachine: countText(option.jobsPerMachine),
    maxVcpus: numberText(option.maxVcpus),
    done: wholeMinutes(doneWithinHours),
    month: usdText(option.usdPerMonth),
    likely: `${usdText(p10)}–${usdText(p90)}`,
    kept: percent(uncertainty.deadlineMet),
    remarks: [
      ...(architectureStated ? [] : [`how long a job takes on ${architecture} was not stated`]),
      ...notes,
    ],
  };
}

function factsOf(
  { jobs, confidence, commitment }: JobsEstimate,
  chosen: JobsOption | undefined,
): AnswerText['facts'] {
  const {
    minutes,
    longestMinutes,
    measuredJobs,
    vcpu,
    memoryGb,
    arriveWithinHours,
    deadlineHours,
    derivation,
  } = jobs;
  const longest = longestMinutes > minutes ? `, at most ${duration(longestMinutes)}` : '';
  const measured = measuredJobs === null ? '' : ` (the mean of ${plural(measuredJobs, 'measured job')})`;
  const arrival = arriveWithinHours > 0 ? `evenly over ${hours(arriveWithinHours)}` : 'all at once';
  return [
    ['Work', derivation.join('\n')],
    [
      'A job',
      `${duration(minutes)}${measured}${longest}, ${numberText(vcpu)} vCPU, ${numberText(memoryGb)} GB`,
    ],
    ['Deadline', `${hours(deadlineHours)} from a job's arrival; jobs arrive ${arrival}`],
    ...(chosen ? [['At a time', slotsText(chosen, minutes)] as const] : []),
    confidenceFact(confidence),
    ...(commitment ? [['Commitment', commitmentText(commitment)] as const] : []),
  ];
}

function slotsText({ slots, startMinutes, bootMinutes, platform }: JobsOption, minutes: number): string {
  const boot = bootMinutes > 0 ? `; the first machine is there after ${duration(bootMinutes)}` : '';
  return `${countText(slots)} on ${platform}: a job takes ${duration(minutes + startMinutes)} with its start${boot}`;
}

function duration(minutes: number): string {
  return msText(minutes * 60_000);
}

function hours(value: number): string {
  return duration(value * 60);
}

/** Rounded up: a job is done by then. */
function wholeMinutes(inHours: number): string {
  return duration(Math.ceil(inHours * 60 - 1e-6));
}
