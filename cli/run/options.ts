import { clusterOptions } from '../cluster-options.ts';
import { repeatableOption, switchOption, valueOption } from '../option.ts';
import {
  anyText,
  duration,
  keyValue,
  oneOf,
  positiveNumber,
  ratePerSec,
  stage,
  type ValueKind,
  wholeNumber,
} from '../value.ts';
import { workloadOptions } from '../workload-options.ts';

const load = 'Load';
const guard = 'Guard';

/** `0.5x,1x,1.5x` as multiples of the workload's load. */
const multiples: ValueKind<readonly number[]> = {
  expected: 'multiples such as 0.5x,1x,1.5x',
  parse(text) {
    const values = text.split(',').map((part) => positiveNumber.parse(part.trim().replace(/x$/, '')));
    return values.every((value) => value !== undefined) ? values : undefined;
  },
};

/** A duration that keeps its text, since k6 reads it. */
const k6Duration: ValueKind<string> = {
  expected: duration.expected,
  parse: (text) => (duration.parse(text) === undefined ? undefined : text),
};

/** The options of `loadtest run`. */
export const runOptions = {
  workers: valueOption('-w, --workers <n>', 'k6 processes that share the load', wholeNumber(), {
    env: 'LOADTEST_WORKERS',
    config: 'workers',
  }),
  on: valueOption('--on <place>', 'where the workers run; default: this machine', oneOf('local', 'k8s'), {
    env: 'LOADTEST_ON',
  }),
  profile: valueOption('-p, --profile <name>', 'a profile of the configuration', anyText, {
    env: 'LOADTEST_PROFILE',
  }),
  env: repeatableOption('-e, --env <K=V>', 'a variable for the script (__ENV.K)', keyValue),
  tag: repeatableOption('-t, --tag <k=v>', 'a tag on every sample, besides those of the script', keyValue),
  vus: valueOption('-u, --vus <n>', 'virtual users that loop', wholeNumber(), { group: load }),
  duration: valueOption(
    '-d, --duration <time>',
    'how long the load lasts; of a workload, each plateau',
    k6Duration,
    {
      group: load,
    },
  ),
  iterations: valueOption(
    '-i, --iterations <n>',
    'iterations shared among the virtual users',
    wholeNumber(),
    {
      group: load,
    },
  ),
  rate: valueOption(
    '-r, --rate <rate>',
    'iterations started per second, whatever the system does',
    ratePerSec,
    {
      group: load,
    },
  ),
  stage: repeatableOption('-s, --stage <time:vus>', 'ramp the virtual users to a target', stage, {
    group: load,
  }),
  preAllocatedVus: valueOption(
    '--pre-allocated-vus <n>',
    'virtual users made ready for --rate',
    wholeNumber(),
    {
      group: load,
    },
  ),
  maxVus: valueOption('--max-vus <n>', 'virtual users at most for --rate', wholeNumber(), { group: load }),
  ...workloadOptions,
  at: valueOption('--at <multiples>', "plateaus at these multiples of the workload's load", multiples, {
    group: 'Users',
  }),
  iteration: valueOption(
    '--iteration <kind>',
    'what one iteration of the script does',
    oneOf('page', 'session', 'request'),
    {
      group: 'Users',
    },
  ),
  environment: valueOption('--environment <name>', 'which of the configured targets may be loaded', anyText, {
    group: guard,
  }),
  allowProduction: switchOption('--allow-production', 'load an environment named production', {
    group: guard,
  }),
  reason: valueOption('--reason <text>', 'why production is loaded; kept in the plan', anyText, {
    group: guard,
  }),
  lostWorker: valueOption(
    '--lost-worker <policy>',
    'what a lost worker does to the run',
    oneOf('abort', 'continue'),
    {
      config: 'lostWorker',
    },
  ),
  follow: switchOption('--follow', 'read CloudWatch each minute of the run too, for the screen', {
    config: 'follow',
  }),
  readyTimeout: valueOption('--ready-timeout <time>', 'how long workers may take to initialise', duration),
  offline: switchOption('--offline', 'neither download nor build k6', {
    env: 'LOADTEST_OFFLINE',
    config: 'k6.offline',
  }),
  ...clusterOptions,
  detach: switchOption('--detach', 'leave the run to the cluster, print its id and stop', {
    group: 'Kubernetes',
  }),
  dryRun: switchOption('--dry-run', 'print the plan as JSON and stop'),
  explain: switchOption('--explain', 'print where each value of the configuration came from and stop'),
};
