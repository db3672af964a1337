export { type Day, dayOfWorkload, type LoadEvent } from './day.ts';
export {
  type DesignLoad,
  type DesignOptions,
  designLoad,
  designRequests,
  type IterationKind,
  requestsOfUsers,
  workloadScenarios,
} from './design-load.ts';
export { type Mix, mixProblems, mixShares, pickByWeight } from './journey.ts';
export {
  type ClosedLoad,
  type ConstantArrivalRate,
  type ConstantVus,
  type HoldShape,
  type Load,
  load,
  type RampingArrivalRate,
  type RampingVus,
  type SpikeShape,
  type Stage,
  type StepShape,
  smoke,
  soak,
  spike,
  staircase,
  stress,
} from './profiles.ts';
export type { Random } from './random.ts';
export { type RotatingStaircase, rotatingStaircase } from './rotation.ts';
export { latencyExpressions, type Slo, slo, type Thresholds } from './slo.ts';
export {
  constant,
  exponential,
  lognormal,
  type ThinkTime,
  type Truncation,
  uniform,
} from './think-time.ts';
export { type OpenLoad, type VirtualUsers, virtualUsersFor } from './virtual-users.ts';
export {
  type RangedField,
  type ValueRange,
  type Workload,
  type WorkloadRanges,
  workloadProblems,
} from './workload.ts';
