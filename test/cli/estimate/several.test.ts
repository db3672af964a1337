import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Estimate, estimateSchema } from '../../../core/records/index.ts';
import { cli, makeDirectory } from '../harness.ts';
import { runId, storeRun } from './stored-run.ts';

const other = '20260315-101500-browse-cd';
const users = ['--concurrent-users', '2500', '--requests-per-user-per-second', '0.2'];
const region = ['--region', 'ap-northeast-1'];

/** Two steps of a server that spends 4 ms on a request and .02 cores on nothing. */
const rows = [20, 20, 20, 180, 180, 180].map((perSec, i) =>
  [`2026-03-16T09:00:${10 + i}Z`, perSec < 100 ? 0 : 1, perSec, 0.02 + 0.004 * perSec].join(','),
);
const table = ['time,step,throughput_per_sec,sample-api_cores', ...rows, ''].join('\n');

let directory: string;
beforeEach(async () => {
  directory = makeDirectory();
  writeFileSync(join(directory, 'old.csv'), table);
  await storeRun(directory);
});
afterEach(() => rmSync(directory, { recursive: true }));

const from = (...references: readonly string[]) => references.flatMap((each) => ['--from', each]);
const call = (...argv: readonly string[]) => cli(['estimate', ...users, ...region, ...argv], { directory });

async function estimateOf(...argv: readonly string[]): Promise<Estimate> {
  const { stdout, stderr } = await call('--json', ...argv);
  expect(stderr).toBe('');
  return estimateSchema.parse(JSON.parse(stdout));
}

describe('an estimate from several runs', () => {
  beforeEach(() => storeRun(directory, { runId: other }, [30, 80, 170]));

  it('is fitted over the loads of both, and names them', async () => {
    const { kind, runId: first, sources, demand, warnings } = await estimateOf(...from(runId, other));
    expect({ kind, first }).toEqual({ kind: 'several-loads', first: runId });
    expect(sources.map(({ id }) => id)).toEqual([runId, other]);
    expect(demand).toMatchObject({ highestRequestsPerSec: 170, evidence: { fit: { loads: 6 } } });
    expect(demand.cpuSecPerRequest.mid).toBeCloseTo(0.004, 6);
    expect(warnings.filter((each) => !each.startsWith('the highest'))).toEqual([]);
    const { stdout } = await call(...from(runId, other));
    expect(stdout).toContain(
      'Sizing: browse at 500 requests/s in ap-northeast-1\n  An estimate over 6 loads, from run',
    );
  });

  it('takes a table beside a run', async () => {
    const { kind, sources, confidence } = await estimateOf(...from(runId, 'old.csv'));
    expect(kind).toBe('several-loads');
    expect(sources.map(({ kind: each }) => each)).toEqual(['run', 'csv']);
    expect(confidence.reasons).toContain('nobody judged whether old.csv may be believed');
  });

  it.each([
    ['the same run twice', [runId, runId], `${runId} is there twice, so that its load would count twice`],
    ['a run that is not there', [runId, 'nope'], 'there is no run "nope"'],
  ])('refuses %s', async (_, references, sentence) => {
    const { exitCode, stdout, stderr } = await call(...from(...references));
    expect({ isRefused: exitCode > 0, stdout }).toEqual({ isRefused: true, stdout: '' });
    expect(stderr).toContain(`error: ${sentence}`);
  });

  it('asks for users where the runs were made for different ones', async () => {
    const intended = (requestsPerSec: number) => ({
      intended: { ratePerSec: 1, derivation: [], requests: { requestsPerSec, derivation: [] } },
    });
    await storeRun(directory, { ...intended(300), runId: '20260320-1' });
    await storeRun(directory, { ...intended(400), runId: '20260320-2' });
    const argv = ['estimate', ...region, ...from('20260320-1', '20260320-2')];
    const { exitCode, stderr } = await cli(argv, { directory });
    expect(exitCode).toBe(2);
    expect(stderr).toContain(
      'error: the runs were made for different loads, 300/s and 400/s: say how many users there are',
    );
  });
});

describe('an estimate from a table alone', () => {
  it('needs to be told on what machine it was measured', async () => {
    const { exitCode, stderr } = await call(...from('old.csv'));
    expect(exitCode).toBe(4);
    expect(stderr).toContain(
      'error: a table does not say which architecture its server has\nhint: give it: --measured-architecture x86_64 or arm64',
    );
  });

  it('says what the table does not', async () => {
    const estimate = await estimateOf(...from('old.csv'), '--measured-architecture', 'arm64');
    expect(estimate).toMatchObject({ kind: 'single-load', runId: null, scenario: 'old.csv' });
    expect(estimate.options[estimate.recommended ?? -1]).toMatchObject({ architecture: 'arm64' });
    expect(estimate.demand.cpuSecPerRequest.mid).toBeGreaterThan(0.004);
    expect(estimate.assumptions).toEqual(
      expect.arrayContaining([
        'an idle task uses no CPU: the server was not observed before the load',
        'data to the internet is not included, since it was not counted: give deployment.responseBytes',
        'every row of old.csv is taken as a clean one: a table does not say what was left out',
        'the cores of the server in old.csv are not known: give --measured-cores to have a hidden bottleneck seen',
      ]),
    );
    const { stdout } = await call(...from('old.csv'), '--measured-architecture', 'arm64');
    expect(stdout).toContain('Sizing: old.csv at 500 requests/s');
    expect(stdout).toContain('A single-load estimate, from table old.csv alone.');
  });

  it('takes percentiles of responses as the table states them', async () => {
    const rows = [20, 20, 20, 180, 180, 180].map((perSec, i) =>
      [i, perSec < 100 ? 0 : 1, perSec, 0.02 + 0.004 * perSec, 40, 72, 112].join(','),
    );
    const head = 'time,step,throughput_per_sec,sample-api_cores,p50_ms,p95_ms,p99_ms';
    writeFileSync(join(directory, 'told.csv'), [head, ...rows, ''].join('\n'));
    const argv = [...from('told.csv'), '--measured-architecture', 'x86_64', '--slo'];
    const { options, recommended, assumptions } = await estimateOf(...argv, 'p99<130ms');
    expect(options[recommended ?? -1]?.planned.rules[0]).toContain('by the percentiles at low load and');
    expect(assumptions).toContain(
      'response times at low load are taken as exponential between the percentiles of told.csv',
    );
    const { exitCode, stderr } = await call(...argv, 'p99<100ms');
    expect(exitCode).toBe(4);
    expect(stderr).toContain('p99 within 100 ms cannot be kept: by the percentiles at low load it is 11');
  });

  it.each([
    {
      name: 'about their mean where the concurrency is known',
      file: 'flight.csv',
      says: 'exponential responses about their mean of 15 ms at low load',
      assumes:
        'response times at low load are taken as exponential about their mean: flight.csv has no distribution of them',
    },
    {
      name: 'as the CPU time where it is not',
      file: 'old.csv',
      says: 'exponential service',
      assumes:
        'response times at low load are taken as exponential about the CPU time, without what is spent elsewhere: old.csv has no concurrency',
    },
  ])('takes responses as exponential $name', async ({ file, says, assumes }) => {
    const inFlight = [
      'time,step,throughput_per_sec,concurrency,sample-api_cores',
      ...rows.map((row) => row.replace(/,(\d+),(?=[^,]*$)/, (_, perSec) => `,${perSec},${perSec * 0.015},`)),
      '',
    ];
    writeFileSync(join(directory, 'flight.csv'), inFlight.join('\n'));
    const argv = [...from(file), '--measured-architecture', 'x86_64', '--slo', 'p99<120ms'];
    const { options, recommended, assumptions } = await estimateOf(...argv);
    expect(options[recommended ?? -1]?.planned.rules[0]).toContain(`by ${says} and the wait`);
    expect(assumptions).toContain(assumes);
  });

  it('is exported with its name', async () => {
    await call(...from('old.csv'), '--measured-architecture', 'x86_64', '-o', 'estimate.json');
    const { stdout } = await cli(['export', 'terraform', 'estimate.json'], { directory });
    expect(stdout).toMatch(/^# loadtest: table old\.csv, 500 requests\/s in ap-northeast-1\n/);
  });
});

describe('the measured server', () => {
  it('may be stated, by flags over the configuration', async () => {
    writeFileSync(join(directory, 'loadtest.config.yaml'), 'measured: { architecture: arm64, cores: 4 }\n');
    const architectureOf = ({ options }: Estimate) =>
      options.find(({ architectureMeasured }) => architectureMeasured)?.architecture;
    expect(architectureOf(await estimateOf())).toBe('arm64');
    expect(architectureOf(await estimateOf('--measured-architecture', 'x86_64'))).toBe('x86_64');
  });

  it('runs two threads on each core where that is said, and the demand is that of busy threads', async () => {
    const { demand, assumptions } = await estimateOf('--threads-per-core', '2', '--measured-cores', '4');
    expect(demand.evidence.fit).toMatchObject({ model: 'hyperthreads' });
    expect(demand.cpuSecPerRequest.mid).toBeGreaterThan(0.004);
    expect(assumptions).toContain(
      'two threads share a core of the measured server: a request costs what it costs while all threads are busy',
    );
  });

  it('is refused with two threads on each of no known cores', async () => {
    const argv = ['--measured-architecture', 'x86_64', '--threads-per-core', '2'];
    const { exitCode, stderr } = await call(...from('old.csv'), ...argv);
    expect(exitCode).toBe(4);
    expect(stderr).toContain('error: two threads share a core, but how many the server had was not observed');
  });

  it('has the variability that is stated, which the rules name', async () => {
    const rulesOf = async (...argv: readonly string[]) => {
      const { options, recommended } = await estimateOf('--slo', 'p99<90ms', ...argv);
      return options[recommended ?? -1]?.planned.rules;
    };
    expect(await rulesOf()).toContain('service times vary as exponential ones do (Cs² = 1, assumed)');
    expect(await rulesOf('--service-variability', '2')).toContain(
      'service times vary with Cs² = 2, as stated',
    );
  });
});
