import type { Histogram } from '../../core/histogram.ts';
import { formatMs, formatPercent } from '../../core/quantity.ts';
import type { Interval, LatencyCurve, LatencyObjective } from '../../core/records/index.ts';
import { highest } from '../queueing/highest-utilisation.ts';
import { meanWaitSec, type Queue, waitOf } from '../queueing/wait.ts';
import { type CalibrationStep, calibrate, type Stretch } from './calibrate.ts';
import { capOf, noCap, type ServerKind } from './caps.ts';
import {
  assumedLatency,
  type LatencyModel,
  type LowLoadLatency,
  latencyQuantileSec,
  latencyTail,
  lowLoadLatency,
} from './latency-model.ts';
import { hasEnoughBeyond } from './measured-latency.ts';
import {
  exponentialService,
  type ServiceVariability,
  serviceVariabilityText,
} from './service-variability.ts';

export interface SafeUtilisationRequest {
  /** What one task has; below 1 it is a share of the time of one core. */
  readonly vcpu: number;
  /** c: how many requests one task works on side by side, its effective parallelism, a whole number. */
  readonly servers: number;
  /** D: CPU seconds that a request takes on a whole core. */
  readonly cpuSec: number;
  /** How much service times vary; as exponential ones unless given. */
  readonly service?: ServiceVariability;
  readonly slo: LatencyObjective;
  /** Response times in milliseconds of the step with the lowest load; `null` where none was measured. */
  readonly lowLoad: Histogram | null;
  /** Without it: what the percentiles of a table make of them. */
  readonly lowLoadTable?: LowLoadLatency | null;
  /** Without that, too: the mean response time there, of which exponential ones are taken; that of the CPU unless given. */
  readonly lowLoadMeanSec?: number | null;
  /** The steps that were measured, with the load on the server that was. */
  readonly steps: readonly CalibrationStep[];
  /** Whether the task is what was measured: on part of a core its latency at low load already holds what its quota costs. */
  readonly isMeasured?: boolean;
  /** The queue of the database that each request passes at the design load; `null` where it is not known, or was measured so. */
  readonly behind?: Queue | null;
  /** What is known of the server by experience; `null` for nothing. */
  readonly kind: ServerKind | null;
  /** Highest over mean load of the tasks; `null` where nobody saw several, and they are taken to share it evenly. */
  readonly imbalance: number | null;
}

/** How far a task may be used at the design load, or why no load keeps the objective. */
export type SafeUtilisation =
  | {
      readonly kind: 'safe';
      /** Of the CPU that a task can use; the bounds are those of the wait. */
      readonly utilisation: Interval;
      /** What decided it. */
      readonly rule: 'latency-objective' | 'cap';
      /** Every rule that was applied, a sentence each. */
      readonly rules: readonly string[];
      readonly text: string;
    }
  | { readonly kind: 'impossible'; readonly text: string; readonly hint: string };

/** The period in which a control group's quota of CPU is dealt out. */
const quotaPeriodSec = 0.1;

/**
 * The highest utilisation ρ of one task at which a latency objective is kept, ρ* = sup{ρ: P(R > limit) ≤ 1 − q}, with
 * R the latency at low load and the wait of M/G/c (Allen–Cunneen) convolved; then the cap for its kind, and the imbalance of the
 * tasks, ρ* divided by the highest over the mean load.
 *
 * Below one vCPU the task is one server with S = D/vCPU, and any request may wait for the next period of its quota,
 * (1 − vCPU)·100 ms. Where that very task was measured, the second is in the latency at low load.
 */
export function safeUtilisation(request: SafeUtilisationRequest): SafeUtilisation {
  const { slo, imbalance, vcpu, service = exponentialService } = request;
  const model = modelOf(request);
  const limitSec = slo.limitMs / 1_000;
  const idle = { ...model, queue: { ...model.queue, utilisation: 0 }, stretch: 1 };
  const alone = { ...idle, behind: null };
  if (latencyTail(alone, limitSec) > 1 - slo.quantile) return impossible(request, alone);
  if (latencyTail(idle, limitSec) > 1 - slo.quantile) return impossibleBehind(request, idle);
  const stretch = stretchOf(request, model);
  const latencyLimit = (times: number) =>
    highest((utilisation) => {
      const loaded = { ...model, queue: { ...model.queue, utilisation }, stretch: times };
      return latencyTail(loaded, limitSec) <= 1 - slo.quantile;
    });
  const cap = request.kind ? capOf(request.kind) : noCap;
  const planned = (times: number) => Math.min(latencyLimit(times), cap.utilisation) / (imbalance ?? 1);
  const utilisation = { low: planned(stretch.high), mid: planned(stretch.mid), high: planned(stretch.low) };
  const rule = latencyLimit(stretch.mid) <= cap.utilisation ? 'latency-objective' : 'cap';
  const rules = [
    `${percentileName(slo.quantile)} within ${formatMs(slo.limitMs)}: at most ${formatPercent(round(latencyLimit(stretch.mid)))} with ${request.servers} at a time, by ${lowLoadText(request)} and the wait of ${service.squared === 1 ? 'M/M/c' : 'M/G/c'}`,
    serviceVariabilityText(service),
    stretch.isMeasured
      ? `the wait is ${stretch.mid.toFixed(2)} times the model's, by the measured steps`
      : "no step was measured near this limit: the wait may be up to twice the model's",
    ...(request.behind ? [behindText(request.behind)] : []),
    ...(isThin(request)
      ? [`fewer than ten responses at low load lie beyond ${percentileName(slo.quantile)}`]
      : []),
    ...(request.kind ? [cap.text] : []),
    ...(vcpu < 1 && !request.isMeasured
      ? [
          `a quota of ${Number(vcpu.toPrecision(2))} vCPU: a request may wait ${formatMs(1_000 * quotaStallSec(vcpu))} for its next period`,
        ]
      : []),
    imbalance !== null
      ? `the busiest task has ${imbalance.toFixed(2)} times the mean load, as measured`
      : 'the tasks are taken to share the load evenly: several were not observed',
  ];
  const because =
    rule === 'cap' ? cap.text : `${percentileName(slo.quantile)} within ${formatMs(slo.limitMs)}`;
  const text = `CPU at most ${formatPercent(round(utilisation.mid))} of what a task can use (${because})`;
  return { kind: 'safe', utilisation, rule, rules, text };
}

const curvePoints = 40;

/** The latency at the objective's quantile by utilisation, up to 95 %, with the stretch that the steps tell. */
export function latencyCurveOf(request: SafeUtilisationRequest): LatencyCurve {
  const { slo, steps } = request;
  const model = modelOf(request);
  const stretch = stretchOf(request, model).mid;
  const modelled = Array.from({ length: curvePoints + 1 }, (_, i) => {
    const utilisation = (0.95 * i) / curvePoints;
    const loaded = { ...model, queue: { ...model.queue, utilisation }, stretch };
    return { utilisation, ms: 1_000 * latencyQuantileSec(loaded, slo.quantile) };
  });
  const measured = steps.map(({ utilisation, latencySec }) => ({ utilisation, ms: 1_000 * latencySec }));
  return { ...slo, modelled, measured };
}

/**
 * The measured server had whole cores, whatever the task has, unless the task is that server. A quota is not felt before it is
 * used up, so that on part of a core k grows with the load, to about 1: the busiest step tells it, and the theory bounds it.
 */
function stretchOf(
  { vcpu, cpuSec, slo, steps, isMeasured }: SafeUtilisationRequest,
  model: Omit<LatencyModel, 'stretch'>,
): Stretch {
  if (isMeasured && vcpu < 1) {
    const [busiest] = steps
      .filter(({ utilisation }) => utilisation < 1)
      .toSorted((a, b) => b.utilisation - a.utilisation);
    const found = calibrate(model, slo.quantile, busiest ? [busiest] : []);
    return { ...found, high: Math.max(1, found.high) };
  }
  const measured = { ...model, behind: null, addedSec: 0, queue: { ...model.queue, serviceSec: cpuSec } };
  return calibrate(measured, slo.quantile, steps);
}

function modelOf({
  vcpu,
  servers,
  cpuSec,
  service = exponentialService,
  lowLoad,
  lowLoadTable,
  lowLoadMeanSec,
  isMeasured = false,
  behind,
}: SafeUtilisationRequest): Omit<LatencyModel, 'stretch'> {
  const serviceSec = cpuSec / Math.min(1, vcpu);
  return {
    behind: behind ? waitOf(behind) : null,
    lowLoad: lowLoad
      ? lowLoadLatency(lowLoad)
      : (lowLoadTable ?? assumedLatency(Math.max(cpuSec, lowLoadMeanSec ?? 0))),
    // Requests arrive by chance, Ca² = 1.
    queue: { servers, serviceSec, variability: (1 + service.squared) / 2, utilisation: 0 },
    addedSec: isMeasured ? 0 : serviceSec - cpuSec + quotaStallSec(vcpu),
  };
}

/** Longest wait for the next period of a quota of part of a core. */
export function quotaStallSec(vcpu: number): number {
  return Math.max(0, 1 - vcpu) * quotaPeriodSec;
}

function lowLoadText({ lowLoad, lowLoadTable, lowLoadMeanSec }: SafeUtilisationRequest): string {
  if (lowLoad) return 'the latency at low load';
  if (lowLoadTable) return 'the percentiles at low load';
  return typeof lowLoadMeanSec === 'number'
    ? `exponential responses about their mean of ${formatMs(1_000 * lowLoadMeanSec)} at low load`
    : 'exponential service';
}

/** Whether the latency at low load rests on too few responses to tell the objective's percentile. */
function isThin({ lowLoad, slo }: SafeUtilisationRequest): boolean {
  return lowLoad !== null && !hasEnoughBeyond(lowLoad, slo.quantile);
}

function hintOf(request: SafeUtilisationRequest): string {
  if (isThin(request))
    return 'measure a low load for longer: fewer than ten responses lie beyond that percentile';
  const slower = 'make the request faster, or allow it more time; more machines do not help';
  return request.lowLoad || request.lowLoadTable
    ? slower
    : `give the table p50_ms, p95_ms and p99_ms if they are less, else ${slower}`;
}

function impossible(request: SafeUtilisationRequest, idle: LatencyModel): SafeUtilisation {
  const { slo, vcpu, lowLoad } = request;
  const name = percentileName(slo.quantile);
  const reached = formatMs(1_000 * latencyQuantileSec(idle, slo.quantile));
  const where = vcpu < 1 ? ` on ${Number(vcpu.toPrecision(2))} vCPU` : '';
  return {
    kind: 'impossible',
    text: `${name} within ${formatMs(slo.limitMs)} cannot be kept: ${lowLoad ? 'at the lowest measured load' : `by ${lowLoadText(request)}`} it is ${reached}${where}`,
    hint: hintOf(request),
  };
}

function behindText(behind: Queue): string {
  return `the database is used to ${formatPercent(round(behind.utilisation))}: requests wait there too, ${formatMs(1_000 * meanWaitSec(behind))} on average`;
}

function impossibleBehind({ slo, behind }: SafeUtilisationRequest, idle: LatencyModel): SafeUtilisation {
  const reached = formatMs(1_000 * latencyQuantileSec(idle, slo.quantile));
  const where = behind ? `; ${behindText(behind)}` : '';
  return {
    kind: 'impossible',
    text: `${percentileName(slo.quantile)} within ${formatMs(slo.limitMs)} cannot be kept at the design load: behind the database it is ${reached}${where}`,
    hint: 'have requests ask the database for less, or allow them more time; more tasks do not help',
  };
}

/** As an objective is spoken of: `p99.9`. */
export function percentileName(quantile: number): string {
  return `p${Number((quantile * 100).toPrecision(6))}`;
}

/** To whole per cent. */
function round(share: number): number {
  return Math.round(share * 100) / 100;
}
