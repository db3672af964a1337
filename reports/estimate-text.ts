import type { Demand, Estimate, Interval, SizingOption } from '../core/records/index.ts';
import {
  type AnswerText,
  billText,
  commitmentText,
  confidenceFact,
  groundsOf,
  percent,
  sentence,
} from './answer-text.ts';
import { cacheText } from './cache-text.ts';
import { connectionFacts, designLoadText, heldText, workText } from './connections-text.ts';
import { databaseText } from './database-text.ts';
import { measuredFacts, measuredSizeText } from './measured-size-text.ts';
import { bytesText, countText, msText, numberText, rateText, shareText, usdText } from './quantity-text.ts';
import { serverFacts } from './server-text.ts';

/** A sizing option in words; `remarks` say what is particular about it. */
export interface OptionText {
  readonly isChosen: boolean;
  readonly tasks: string;
  readonly platform: string;
  readonly size: string;
  readonly architecture: string;
  readonly utilisation: string;
  /** Open connections of one task; empty where none are held. */
  readonly connections: string;
  readonly binding: string;
  /** With a constant count of tasks. */
  readonly month: string;
  /** With a count that follows the load, and the policy; empty where there is none. */
  readonly scaled: string;
  readonly policy: string;
  /** Tenth to ninetieth percentile of the bill, and how surely the constant count carries the load. */
  readonly likely: string;
  readonly carries: string;
  readonly remarks: readonly string[];
}

/** An estimate in words, so that every rendering says the same. */
export interface EstimateText extends AnswerText {
  /** The cheapest options that no other one of their platform and architecture beats, and the recommended one; any if there is none such. */
  readonly options: readonly OptionText[];
  /** How many options are left out of those, and why; empty where none are. */
  readonly leftOut: string;
}

export function describeEstimate(estimate: Estimate): EstimateText {
  const { options, recommended, region, scenario, rule, prices } = estimate;
  const chosen = recommended === null ? undefined : options[recommended];
  const unbeaten = options.filter((option) => option.pareto || option === chosen);
  const candidates = unbeaten.length > 0 ? unbeaten : options;
  const shown = firstOf(candidates, chosen);
  return {
    title: `Sizing: ${scenario} at ${designLoadText(estimate)} in ${region}`,
    scope: scopeOf(estimate),
    answer: [
      chosen ? answerOf(chosen) : 'No size can be recommended from what was measured.',
      ...measuredSizeText(estimate),
    ].join(' '),
    warnings: estimate.warnings.map(sentence),
    facts: [
      ...factsOf(estimate, chosen),
      ...measuredFacts(estimate),
      ...connectionFacts(estimate, chosen),
      ...(chosen?.database ? [['Database', databaseText(chosen.database)] as const] : []),
      ...(chosen?.cache ? [['Cache', cacheText(chosen.cache)] as const] : []),
    ],
    options: shown.map((option) => describeOption(option, { isChosen: option === chosen, rule })),
    leftOut: leftOutText(options.length - candidates.length, candidates.length - shown.length),
    bill: chosen ? billText(chosen.lines, chosen.usdPerMonth.mid, prices) : [],
    ...groundsOf(estimate, chosen?.lines ?? []),
  };
}

/** What kind of estimate it is, and what it was read from. */
function scopeOf({ kind, sources, demand }: Estimate): string {
  const names = sources.map((source) => `${source.kind === 'csv' ? 'table' : 'run'} ${source.id}`);
  const from = `from ${names.join(', ')}${names.length === 1 ? ' alone' : ''}`;
  if (kind === 'single-load') return `A single-load estimate, ${from}.`;
  return `An estimate over ${countText(demand.evidence.fit?.loads ?? demand.steps.length)} loads, ${from}.`;
}

const mostOptions = 14;

/** The cheapest options, with the chosen one and the cheapest of each kind in their places. */
function firstOf(
  options: readonly SizingOption[],
  chosen: SizingOption | undefined,
): readonly SizingOption[] {
  const kindOf = ({ platform, provisionedConcurrency }: SizingOption) =>
    `${platform} ${provisionedConcurrency !== undefined}`;
  const cheapest = new Map(options.toReversed().map((option) => [kindOf(option), option]));
  return options.filter(
    (option, i) => i < mostOptions || option === chosen || option === cheapest.get(kindOf(option)),
  );
}

function leftOutText(beaten: number, dearer: number): string {
  const sizes = (count: number) => (count === 1 ? 'size' : 'sizes');
  return [
    ...(beaten > 0
      ? [`${beaten} ${sizes(beaten)} that cost${beaten === 1 ? 's' : ''} more without less utilisation`]
      : []),
    ...(dearer > 0 ? [`${dearer} dearer ${sizes(dearer)}`] : []),
  ].join(', ');
}

function answerOf(option: SizingOption): string {
  const { tasks, platform, architecture, size, binding, runnerUp } = option;
  const next = runnerUp === null ? '' : `, ${bindingText[runnerUp]} would next`;
  const counted = option.unit === 'concurrency' ? 'requests at a time on' : '×';
  return [
    `${countText(tasks.mid)} ${counted} ${platform} ${architecture} with ${size}: ${costText(option)}.`,
    `${sentence(bindingText[binding])} ${binding.endsWith('s') ? 'decide' : 'decides'} the count${next}.`,
    ...policyText(option),
    ...surenessText(option),
  ].join(' ');
}

function costText({ usdPerMonth: { low, mid, high } }: SizingOption): string {
  return `about ${usdText(mid)} a month${low < high ? `, bounds ${usdText(low)} to ${usdText(high)}` : ''}`;
}

function policyText({ autoscaled }: SizingOption): string[] {
  if (!autoscaled) return [];
  const { usdPerMonth, targetUtilisation, minTasks, maxTasks, meanTasks, riskMinutesPerDay } = autoscaled;
  const policy = `a CPU target of ${shareText(targetUtilisation)} and ${countText(minTasks)} to ${countText(maxTasks)} tasks`;
  const risk = riskMinutesPerDay > 0 ? `, ${numberText(riskMinutesPerDay * 7)} minutes a week at risk` : '';
  return [`With ${policy}, ${numberText(meanTasks)} on average, it is ${usdText(usdPerMonth)}${risk}.`];
}

function surenessText({ uncertainty, tasks }: SizingOption): string[] {
  if (!uncertainty) return [];
  const { sloMet, leastRegretTasks, usdPerMonth } = uncertainty;
  const likely = `Four times in five the bill lies between ${usdText(usdPerMonth.p10)} and ${usdText(usdPerMonth.p90)}.`;
  if (leastRegretTasks === null || leastRegretTasks <= tasks.mid) return [likely];
  const count = `${countText(tasks.mid)} carry the load in ${shareText(sloMet)} of the draws`;
  return [
    likely,
    `${count}; where a task too few is four times as bad as one too many, run ${countText(leastRegretTasks)}.`,
  ];
}

const bindingText = {
  cpu: 'CPU',
  bottleneck: 'a bottleneck',
  memory: 'memory',
  network: 'network',
  concurrency: 'concurrency',
  connections: 'connections',
  reconnects: 'reconnections',
  redundancy: 'redundancy',
} as const;

/** What decides how far the recommended size is used, where that is worked out for each. */
function rulesOf({ planned }: SizingOption, { name }: Estimate['rule']): readonly string[] {
  if (name === 'utilisation-target') return [];
  const { utilisation, lowest, highest, rules } = planned;
  const bounds = intervalText({ low: lowest, mid: utilisation, high: highest }, percent);
  return [`the recommended size: CPU at most ${bounds} of what a task can use`, ...rules];
}

function describeOption(
  option: SizingOption,
  { isChosen, rule }: { readonly isChosen: boolean; readonly rule: Estimate['rule'] },
): OptionText {
  const { tasks, platform, size, architecture, utilisation, binding, usdPerMonth, autoscaled, uncertainty } =
    option;
  return {
    isChosen,
    tasks: intervalText(tasks, countText),
    platform,
    size,
    architecture,
    utilisation:
      rule.name === 'utilisation-target'
        ? percent(utilisation)
        : `${percent(utilisation).replace(' %', '')}/${percent(option.planned.utilisation)}`,
    connections: heldText(option),
    binding: bindingText[binding],
    month: intervalText(usdPerMonth, usdText),
    scaled: autoscaled ? usdText(autoscaled.usdPerMonth) : '',
    policy: autoscaled
      ? `${shareText(autoscaled.targetUtilisation)} CPU, ${countText(autoscaled.minTasks)} to ${countText(autoscaled.maxTasks)}`
      : '',
    likely: uncertainty
      ? `${usdText(uncertainty.usdPerMonth.p10)}–${usdText(uncertainty.usdPerMonth.p90)}`
      : '',
    carries: uncertainty ? percent(uncertainty.sloMet) : '',
    remarks: remarksOf(option),
  };
}

function remarksOf({ extrapolation, architectureMeasured, architecture, notes }: SizingOption): string[] {
  const times = `a task carries ${numberText(extrapolation.ratio)} × the load that one server was measured at`;
  const beyond = {
    measured: [],
    extrapolated: [times],
    'needs-test': extrapolation.ratio > 1 ? [`needs a test: ${times}`] : [],
  };
  return [
    ...beyond[extrapolation.level],
    ...(architectureMeasured ? [] : [`${architecture} was not measured`]),
    ...notes,
  ];
}

function factsOf(
  { workload, connections, demand, rule, confidence, commitment }: Estimate,
  chosen: SizingOption | undefined,
): EstimateText['facts'] {
  const { low, mid, high } = demand.cpuSecPerRequest;
  const isStated = connections?.basis === 'stated';
  const bounds = `${msText(low * 1_000)} to ${msText(high * 1_000)} at ${shareText(demand.confidence)} confidence`;
  return [
    ['Load', workload.derivation.join('\n')],
    [
      'Demand',
      `${msText(mid * 1_000)} of CPU ${workText({ connections })}${isStated ? ', as stated' : ` (${bounds}), by ${demand.resource}`}`,
    ],
    [
      'Measured',
      isStated
        ? `nothing but the idle server, its threads and its memory, in ${countText(demand.cleanSeconds)} clean seconds`
        : measuredText(demand),
    ],
    ...backTestFacts(demand),
    ...serverFacts(demand),
    ['Memory', demand.memory === null ? 'not observed' : `${bytesText(demand.memory.peakBytes)} at its peak`],
    ['Rule', [rule.text, ...(chosen ? rulesOf(chosen, rule) : [])].join('\n')],
    confidenceFact(confidence),
    ...(commitment ? [['Commitment', commitmentText(commitment)] as const] : []),
  ];
}

function measuredText({ cleanSeconds, highestRequestsPerSec, steps, excluded }: Demand): string {
  const loads = steps.length > 1 ? `${countText(steps.length)} loads` : 'one load';
  const left = excluded.map(({ reason, seconds }) => `${countText(seconds)} s ${reason}`);
  const without = left.length > 0 ? `; left out: ${left.join(', ')}` : '';
  return `${countText(cleanSeconds)} clean seconds at ${loads} up to ${rateText(highestRequestsPerSec)}${without}`;
}

/** The estimator's own accuracy on these loads. */
function backTestFacts({ evidence: { backTest } }: Demand): EstimateText['facts'] {
  if (!backTest) return [];
  const errors = backTest.predictions.map(
    ({ error, requestsPerSec }) => `${(error * 100).toFixed(1)} % at ${rateText(requestsPerSec)}`,
  );
  return [
    [
      'Back-test',
      `CPU predicted from the lower ${countText(backTest.fittedLoads)} loads is off by ${errors.join(', ')}`,
    ],
  ];
}

function intervalText({ low, mid, high }: Interval, format: (value: number) => string): string {
  return low === mid && mid === high ? format(mid) : `${format(mid)} (${format(low)}–${format(high)})`;
}
