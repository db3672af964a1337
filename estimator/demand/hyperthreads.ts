import { levenbergMarquardt } from 'ml-levenberg-marquardt';
import { inverse, Matrix } from 'ml-matrix';
import type { Interval } from '../../core/records/index.ts';
import { studentT } from '../statistics/student-t.ts';
import { meanByLoad, type UseSample } from './use-sample.ts';

/**
 * How many hyperthreads are busy on average, for an offered work a (CPU seconds of a core that is used alone, each
 * second), `cores` C and a gain g: a second thread on a busy core adds g of the core's work. Requests arrive by chance
 * and go to an idle core first, so that j of them are worked on at the speed
 *
 *     μ(j) = min(j, C) + g·min(max(j − C, 0), C),
 *
 * and p_j ∝ Π a/μ(i), i ≤ j (birth and death; μ is steady from 2C on, so the rest is a geometric series).
 */
export function busyThreads(offered: number, cores: number, gain: number): number {
  const threads = 2 * cores;
  const fastest = cores * (1 + gain);
  if (offered >= fastest) return threads;
  let share = 1;
  let total = 1;
  let busy = 0;
  for (let j = 1; j <= threads; j++) {
    share *= offered / (Math.min(j, cores) + gain * Math.max(0, j - cores));
    total += share;
    busy += j * share;
  }
  const waiting = (share * (offered / fastest)) / (1 - offered / fastest);
  return (busy + threads * waiting) / (total + waiting);
}

/** What requests cost on hyperthreads, from loads at which not all of them were busy. */
export interface HyperthreadFit {
  /** CPU seconds of one thread for a request when all threads are busy: D·2/(1 + g). */
  readonly cpuSecWhenFull: Interval;
  /** g; its bounds are those of what is known before and of the curvature together. */
  readonly gain: Interval;
  readonly base: number;
}

/** Before any measurement: a second thread adds about 30 % (0 to 60 % in nineteen of twenty cases). */
const priorGain = { mean: 0.3, deviation: 0.15 };
/** The line is steeper than the curve's beginning, and from further up the fit would not leave the flat end. */
const firstDemand = 0.7;
const iterations = 100;
const width = 1e-4;
/** Cores of scatter for each core, before the loads have told it, and the least that is believed. */
const firstDeviation = 0.01;
const leastDeviation = 1e-4;

/**
 * Demand, gain and base by least squares of the busy threads on the throughput. Up to 60 % the curve bends too little
 * to tell the gain well, so what is known beforehand counts as one more observation, weighed by the residuals'
 * variance; a line through the same loads promises 22 % too much where the gain is 30 %.
 */
export function fitHyperthreads(
  samples: readonly UseSample[],
  cores: number,
  confidence: number,
  lineDemand: number,
): HyperthreadFit {
  const loads = meanByLoad(samples);
  const total = loads.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const curve: Curve = {
    loads: loads.map(({ durationMs, perSec, used }) => ({
      weight: Math.sqrt((durationMs * loads.length) / total),
      offered: (perSec[0] ?? 0) * lineDemand,
      used,
    })),
    cores,
  };
  const first = fitCurve(curve, firstDeviation * cores);
  const squares = curve.loads.reduce(
    (sum, load) => sum + (load.weight * (load.used - usedAt(curve, first, load.offered))) ** 2,
    0,
  );
  const deviation = Math.max(Math.sqrt(squares / Math.max(1, loads.length - 2)), leastDeviation * cores);
  const values = fitCurve(curve, deviation);
  return described(curve, values, deviation, confidence, lineDemand);
}

/** Demand in units of the line's, gain and base. */
type Values = readonly number[];

interface Curve {
  readonly loads: readonly { readonly weight: number; readonly offered: number; readonly used: number }[];
  readonly cores: number;
}

function usedAt({ cores }: Curve, [demand = 0, gain = 0, base = 0]: Values, offered: number): number {
  return base + busyThreads(offered * demand, cores, gain);
}

/** What each load used in units of its deviation, and as the last row the gain in units of the known one's. */
function rowsOf(curve: Curve, values: Values, deviation: number): number[] {
  const [, gain = 0] = values;
  return [
    ...curve.loads.map(({ weight, offered }) => (weight * usedAt(curve, values, offered)) / deviation),
    gain / priorGain.deviation,
  ];
}

function fitCurve(curve: Curve, deviation: number): number[] {
  const measured = [
    ...curve.loads.map(({ weight, used }) => (weight * used) / deviation),
    priorGain.mean / priorGain.deviation,
  ];
  const { parameterValues } = levenbergMarquardt(
    { x: [...measured.keys()], y: measured },
    (values) => {
      const rows = rowsOf(curve, values, deviation);
      return (row) => rows[row] ?? 0;
    },
    {
      initialValues: [firstDemand, priorGain.mean, 0],
      minValues: [0.1, 0, -curve.cores],
      maxValues: [1.2, 1, curve.cores],
      gradientDifference: width,
      centralDifference: true,
      damping: 1e-3,
      errorTolerance: 0,
      maxIterations: iterations,
    },
  );
  return parameterValues;
}

function described(
  curve: Curve,
  values: Values,
  deviation: number,
  confidence: number,
  lineDemand: number,
): HyperthreadFit {
  const [demand = 0, gain = 0, base = 0] = values;
  const moved = (parameter: number, by: number) => {
    const next = values.map((value, i) => (i === parameter ? value + by : value));
    return rowsOf(curve, next, deviation);
  };
  const columns = values.map((_, j) => {
    const below = moved(j, -width);
    return moved(j, width).map((value, row) => (value - (below[row] ?? 0)) / (2 * width));
  });
  const jacobian = new Matrix(columns).transpose();
  const covariance = inverse(jacobian.transpose().mmul(jacobian));
  const t = studentT(Math.max(1, curve.loads.length - 3), (1 + confidence) / 2);
  const full = (2 * demand * lineDemand) / (1 + gain);
  const slopes = new Matrix([[full / demand, -full / (1 + gain), 0]]);
  const fullHalf = t * Math.sqrt(slopes.mmul(covariance).mmul(slopes.transpose()).get(0, 0));
  const gainHalf = t * Math.sqrt(covariance.get(1, 1));
  return {
    cpuSecWhenFull: { low: Math.max(0, full - fullHalf), mid: full, high: full + fullHalf },
    gain: { low: Math.max(0, gain - gainHalf), mid: gain, high: gain + gainHalf },
    base,
  };
}
