import type { RunEnd, RunResult, ValidityLevel, ValidityReason } from '../core/records/index.ts';
import type { MainMetric } from './main-metric.ts';
import { countText, msText, numberText, plural, rateText, shareText } from './quantity-text.ts';
import type { ThresholdView } from './threshold-view.ts';

/** One of the two judgements on a run, in words: `reasons` may be empty. */
export interface Judgement {
  readonly title: string;
  readonly tone: 'good' | 'caution' | 'bad' | 'neutral';
  readonly sentence: string;
  readonly reasons: readonly string[];
}

/** Whether the system met its thresholds. Without any threshold a run that ended as planned is not judged. */
export function describeVerdict(result: RunResult, thresholds: readonly ThresholdView[]): Judgement {
  const { verdict } = result;
  const missed = thresholds.filter(({ ok }) => !ok);
  const early = describeEnd(result);
  if (verdict === 'pass' && thresholds.length === 0) {
    const sentence = 'No thresholds were set, so there was nothing to miss.';
    return { title: 'Pass', tone: 'neutral', sentence, reasons: early };
  }
  return {
    title: verdict === 'pass' ? 'Pass' : 'Fail',
    tone: verdict === 'pass' ? 'good' : 'bad',
    sentence: thresholdSentence(verdict, thresholds.length, missed.length),
    reasons: [...missed.map((threshold) => missedSentence(threshold)), ...early],
  };
}

const validityOf = {
  valid: { title: 'Valid', tone: 'good', sentence: 'Nothing was found that speaks against these numbers.' },
  suspect: { title: 'Suspect', tone: 'caution', sentence: 'The numbers stand with reservations.' },
  invalid: {
    title: 'Invalid',
    tone: 'bad',
    sentence: 'The measurement is broken: do not use these numbers.',
  },
} as const satisfies Record<ValidityLevel, Omit<Judgement, 'reasons'>>;

/** Whether the numbers may be believed, with every reason against it. */
export function describeValidity({ validity }: RunResult): Judgement {
  return { ...validityOf[validity.level], reasons: validity.reasons.map(reasonText) };
}

/** The reason's sentence and code; its numbers follow where the sentence has none. */
function reasonText({ message, code, observed, limit }: ValidityReason): string {
  const isNumbered = /\d/.test(message);
  const numbers = [
    ...(observed === undefined || isNumbered ? [] : [`observed ${numberText(observed)}`]),
    ...(limit === undefined || isNumbered ? [] : [`limit ${numberText(limit)}`]),
  ];
  return `${sentenceCase(message)} (${[code, ...numbers].join(', ')})`;
}

const meanings = {
  pass: {
    valid: 'The system met its thresholds, and the measurement can be believed.',
    suspect:
      'The system met its thresholds, but the measurement has a weakness: confirm it with a clean run.',
    invalid:
      'The thresholds read as met, but the measurement is broken: this run shows nothing about the system.',
  },
  fail: {
    valid: 'The system did not meet its thresholds, and the measurement can be believed.',
    suspect:
      'The system did not meet its thresholds, and the measurement has a weakness: rule out the load generator before blaming the system.',
    invalid: 'The run failed and the measurement is broken: this run shows nothing about the system.',
  },
  unsuccessful: {
    valid: 'The run did not succeed, so it decides nothing; what was measured until then can be believed.',
    suspect:
      'The run did not succeed, so it decides nothing, and what was measured until then has a weakness.',
    invalid: 'The run failed and the measurement is broken: this run shows nothing about the system.',
  },
  unjudged: {
    valid: 'Nothing was judged, but the measurement can be believed.',
    suspect: 'Nothing was judged, and the measurement has a weakness.',
    invalid: 'Nothing was judged, and the measurement is broken: this run shows nothing about the system.',
  },
} as const satisfies Record<string, Record<ValidityLevel, string>>;

/** What verdict and validity mean together. */
export function meaningOf(result: RunResult, thresholds: readonly ThresholdView[]): string {
  return meanings[outcomeOf(result, thresholds)][result.validity.level];
}

function outcomeOf({ verdict }: RunResult, thresholds: readonly ThresholdView[]): keyof typeof meanings {
  if (verdict === 'pass') return thresholds.length === 0 ? 'unjudged' : 'pass';
  return thresholds.some(({ ok }) => !ok) ? 'fail' : 'unsuccessful';
}

/** What was measured, in one sentence. */
export function headlineOf({ metrics, durationMs, scenario }: RunResult, main: MainMetric): string {
  const counter = metrics[main.throughput];
  const latency = metrics[main.latency];
  const failed = metrics.http_req_failed;
  if (counter?.type !== 'counter' || counter.count === 0) {
    return `${scenario} made no ${main.noun} in ${msText(durationMs)}.`;
  }
  const p95 = latency?.type === 'trend' ? `, 95 % of them within ${msText(latency.p95)}` : '';
  const share =
    failed?.type === 'rate' ? `; ${failed.rate === 0 ? 'none' : shareText(failed.rate)} failed` : '';
  const what = plural(counter.count, main.noun);
  return `${what} in ${msText(durationMs)}, ${rateText(counter.ratePerSec)}${p95}${share}.`;
}

/** How open and closed load differ in what the latencies mean. */
export const loadModelMeaning = {
  open: 'Open model: iterations start at the wanted rate whatever the system does, so a slow system shows as latency and dropped iterations.',
  closed:
    'Closed model: a virtual user starts its next iteration only when the last one has ended, so a slow system also receives less load and its latencies flatter it.',
  mixed:
    'Mixed model: some scenarios start iterations at a wanted rate (open), others only when the last one has ended (closed; a slow system then receives less load).',
} as const satisfies Record<RunResult['loadModel'], string>;

const endings = {
  schedule: 'The run ended as planned',
  threshold: 'The run was ended by a threshold',
  'error-storm': 'The run was ended because nearly all requests failed',
  'rate-ceiling': 'The run was ended because it sent more than the guard allows',
  script: 'The run was ended by the script',
  user: 'The run was interrupted',
  'lost-worker': 'The run was ended because a worker was lost',
  failure: 'The run could not be carried through',
} as const satisfies Record<RunEnd['by'], string>;

/** How a run ended before its time and what failed, a sentence each; nothing if it ended as planned. */
export function describeEnd({ end, failure }: RunResult): string[] {
  const early = end.by === 'schedule' ? [] : [endSentence(end)];
  if (!failure) return early;
  const { message, code, places, hint } = failure;
  const at = places.map(({ file, line, column, message: what }) => {
    const place = [file, line, column].filter((part) => part !== undefined).join(':');
    return what ? `${place}: ${what}` : place;
  });
  return [...early, `${sentenceCase(message)} (${code})`, ...at, ...(hint ? [`Hint: ${hint}`] : [])];
}

/** How the run ended, as a sentence without its full stop. */
export function endSentence({ by, message }: RunEnd): string {
  return message ? `${endings[by]}: ${message}` : endings[by];
}

function thresholdSentence(verdict: RunResult['verdict'], total: number, missed: number): string {
  if (total === 0) return 'The run did not succeed.';
  if (missed === 0) {
    const met = total === 1 ? 'The threshold was met' : `All ${countText(total)} thresholds were met`;
    return verdict === 'pass' ? `${met}.` : `${met}, but the run did not succeed.`;
  }
  return `${countText(missed)} of ${plural(total, 'threshold')} ${missed === 1 ? 'was' : 'were'} missed.`;
}

function missedSentence({ metric, expression, observed, notes }: ThresholdView): string {
  return `${[`${metric} ${expression}: observed ${observed}`, ...notes].join('; ')}`;
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
