import { exitCode } from '../../core/exit-code.ts';
import { currentPlatformNames, platformNames } from '../../estimator/platform-names.ts';
import { defineCommand } from '../command.ts';
import { connectionOptions } from '../connection-options.ts';
import { withJobOptions } from '../job-options.ts';
import { repeatableOption, switchOption, valueOption } from '../option.ts';
import {
  anyText,
  listOfNames,
  nonNegativeNumber,
  oneOf,
  positiveNumber,
  share,
  type ValueKind,
  wholeNumber,
} from '../value.ts';
import { workloadOptions } from '../workload-options.ts';

const estimateFormatNames = ['html', 'md', 'json', 'terminal'] as const;

const threads: ValueKind<1 | 2> = {
  expected: '1 or 2',
  parse: (text) => ([1, 2] as const).find((count) => String(count) === text),
};

/** Also an ARN, which ends in both names. */
const ecsService: ValueKind<{ readonly cluster: string; readonly service: string }> = {
  expected: 'CLUSTER/SERVICE',
  parse(text) {
    const [service, cluster] = text.split('/').reverse();
    return service && cluster ? { cluster, service } : undefined;
  },
};

const { concurrentUsers, growth, ...behaviour } = workloadOptions;

export const estimate = defineCommand({
  name: 'estimate',
  summary: 'from users and runs to sizes, counts and a monthly price',
  group: 'Results',
  args: {},
  options: withJobOptions({
    from: repeatableOption(
      '--from <run>',
      'what to size from, once each: the id of a run or its beginning, a tag, latest, or a table as a .csv file',
      anyText,
      { absent: 'latest' },
    ),
    region: valueOption('--region <name>', 'where it is to run, such as ap-northeast-1', anyText, {
      env: 'LOADTEST_REGION',
      config: 'region',
    }),
    platforms: valueOption(
      '--platforms <names>',
      `of ${platformNames.join(', ')}, separated by commas`,
      listOfNames,
      {
        config: 'platforms',
      },
    ),
    utilisation: valueOption(
      '--utilisation <share>',
      'the share of its CPU that a task may use at most (assumed: 0.6)',
      share,
      { config: 'utilisation' },
    ),
    slo: valueOption(
      '--slo <limits>',
      "response times to keep, such as 'p99<300ms' (default: the run's thresholds)",
      anyText,
      { config: 'slo' },
    ),
    prices: valueOption('--prices <file>', 'prices of your own, over the bundled ones', anyText, {
      config: 'prices',
    }),
    currentSize: valueOption(
      '--current-size <size>',
      'what runs now, to be compared: "1 vCPU, 2 GB", or an instance type',
      anyText,
      { config: 'current.size', group: 'Current size' },
    ),
    currentTasks: valueOption('--current-tasks <n>', 'how many of it run now', wholeNumber(), {
      config: 'current.tasks',
      group: 'Current size',
    }),
    currentPlatform: valueOption(
      '--current-platform <name>',
      'where they run (default: ecs-fargate)',
      oneOf(...currentPlatformNames),
      { config: 'current.platform', group: 'Current size' },
    ),
    currentService: valueOption(
      '--current-service <cluster/service>',
      'the ECS service on Fargate to read size and count from instead',
      ecsService,
      {
        config: 'current.ecs',
        group: 'Current size',
        conflicts: ['currentSize', 'currentTasks', 'currentPlatform'],
      },
    ),
    measuredArchitecture: valueOption(
      '--measured-architecture <name>',
      'of the machine that ran the server: x86_64 or arm64 (default: as the runs say)',
      oneOf('x86_64', 'arm64'),
      { config: 'measured.architecture', group: 'Measured server' },
    ),
    measuredCores: valueOption(
      '--measured-cores <n>',
      'what one server had, as its system counts them (default: as observed)',
      positiveNumber,
      { config: 'measured.cores', group: 'Measured server' },
    ),
    threadsPerCore: valueOption(
      '--threads-per-core <n>',
      '2 where two of these are threads of one core, as on most x86 machines (assumed: 1)',
      threads,
      { config: 'measured.threadsPerCore', group: 'Measured server' },
    ),
    serviceVariability: valueOption(
      '--service-variability <n>',
      'squared coefficient of variation of its service times (default: by the latency at low load)',
      nonNegativeNumber,
      { config: 'measured.serviceVariability', group: 'Measured server' },
    ),
    ...connectionOptions,
    resource: valueOption('--resource <name>', 'the observed process to size, if there are several', anyText),
    acceptInvalid: switchOption('--accept-invalid', 'size from an invalid run, and say so'),
    format: valueOption(
      '-f, --format <name>',
      'default: by the extension of the output, else terminal',
      oneOf(...estimateFormatNames),
    ),
    output: valueOption('-o, --output <file>', 'a file, or - for stdout', anyText),
    concurrentUsers,
    requestsPerUserPerSecond: valueOption(
      '--requests-per-user-per-second <n>',
      'requests of each concurrent user',
      positiveNumber,
      { group: 'Users', conflicts: Object.keys(behaviour) },
    ),
    ...behaviour,
    growth,
  }),
  examples: [
    { line: 'loadtest estimate --region ap-northeast-1', summary: 'the load that the last run was made for' },
    { line: 'loadtest estimate --from RUN --daily-users 200000', summary: 'another number of users' },
    {
      line: 'loadtest estimate --from monday --from tuesday --from old.csv',
      summary: 'from several runs and a table',
    },
    { line: 'loadtest estimate --from RUN -o estimate.html', summary: 'a page to hand on' },
    {
      line: 'loadtest estimate --jobs --region us-east-1',
      summary: 'the batch jobs of the configuration',
    },
  ],
  async run(ctx, { options, layers, screen, global }) {
    const { estimateFor } = await import('../estimate/estimate.ts');
    const { estimateJobsFor } = await import('../estimate/estimate-jobs.ts');
    const { formatOf, isStdout, writeOutput } = await import('../output-file.ts');
    const { estimateFormats, jobsFormats } = await import('../../reports/estimate-formats.ts');
    const { output } = options;
    const toStdout = isStdout(output);
    const asked =
      options.format ?? (toStdout ? undefined : formatOf(output, estimateFormats, estimateFormatNames));
    const format = asked ?? (global.json ? 'json' : 'terminal');
    const paint = toStdout ? screen.paint : undefined;
    const ofJobs = async () =>
      jobsFormats[format].render(await estimateJobsFor(ctx, { layers, configFile: global.config }), paint);
    const ofService = async () => {
      const estimated = await estimateFor(ctx, {
        from: options.from.length > 0 ? options.from : ['latest'],
        layers,
        users: options,
        requestsPerUserPerSec: options.requestsPerUserPerSecond,
        resource: options.resource,
        acceptInvalid: options.acceptInvalid,
        configFile: global.config,
      });
      return estimateFormats[format].render(estimated, paint);
    };
    const asksJobs = options.jobs || layers.some(({ value }) => value.jobs !== undefined);
    const text = await (asksJobs ? ofJobs() : ofService());
    await writeOutput(ctx, output, text);
    if (!toStdout) screen.say(`wrote ${output}`);
    return exitCode.ok;
  },
});
