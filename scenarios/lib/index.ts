/**
 * The authoring library: what a k6 script needs to describe realistic load, and k6 does not have. All of it is plain
 * arithmetic, so that it loads in k6 and in Node alike; what must be random takes a random source, `Math.random` as a rule.
 */
export {
  type ClosedLoad,
  constant,
  exponential,
  type Load,
  load,
  lognormal,
  type Mix,
  mixShares,
  type OpenLoad,
  pickByWeight,
  type Random,
  type RotatingStaircase,
  rotatingStaircase,
  type Slo,
  slo,
  smoke,
  soak,
  spike,
  staircase,
  stress,
  type ThinkTime,
  uniform,
} from '../../core/load/index.ts';
