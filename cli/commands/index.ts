import type { Command, CommandGroup } from '../command.ts';
import { check } from './check.ts';
import { doctor } from './doctor.ts';
import { estimate } from './estimate.ts';
import { exportEstimate } from './export.ts';
import { fit } from './fit.ts';
import { init } from './init.ts';
import { k8s } from './k8s.ts';
import { measurements } from './measurements.ts';
import { observe } from './observe.ts';
import { prices } from './prices.ts';
import { report } from './report.ts';
import { run } from './run.ts';
import { runs } from './runs.ts';

/** Every command, in the order in which the overview lists them. */
export const commands: readonly (Command | CommandGroup)[] = [
  run,
  init,
  check,
  doctor,
  report,
  measurements,
  estimate,
  exportEstimate,
  fit,
  prices,
  runs,
  observe,
  k8s,
];
