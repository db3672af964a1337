import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../../core/records/index.ts';
import { measureDemand } from '../../../estimator/demand/measure-demand.ts';
import { disagreements } from '../../../estimator/evidence/comparable.ts';
import { evidenceOf } from '../../../estimator/evidence/evidence.ts';
import { syntheticRun } from '../synthetic-run.ts';

type Run = Parameters<typeof syntheticRun>[0];

const steps = [50, 100, 150].map((requestsPerSec) => ({ seconds: 20, requestsPerSec }));
const counter = (count: number) => ({ type: 'counter', unit: '', count, ratePerSec: 0 }) as const;

/** A run by a name, with what differs. */
function run(runId: string, change: Partial<Run> = {}, edit = (result: RunResult) => result) {
  return syntheticRun({ steps, idleCores: 0.02, ...change, change: (result) => edit({ ...result, runId }) });
}

const on =
  (platform: string, cpus = 2) =>
  (result: RunResult) => ({
    ...result,
    generator: { ...result.generator, platform, cpus },
  });

describe('runs as one', () => {
  it('weigh the bytes of an answer by their requests', () => {
    const counted = (bytes: number, requests: number) => (result: RunResult) => ({
      ...result,
      metrics: { ...result.metrics, http_reqs: counter(requests), data_received: counter(bytes) },
    });
    const { responseBytes, requestBytes } = evidenceOf(
      [run('a', {}, counted(1_000, 10)), run('b', {}, counted(9_000, 30)), run('c')],
      {},
    );
    expect({ responseBytes, requestBytes }).toEqual({ responseBytes: 250, requestBytes: undefined });
  });

  it('have the cores of one server, or those that are stated', () => {
    const two = [run('a', {}, on('linux x64', 4)), run('b', {}, on('linux x64', 4))];
    expect(evidenceOf(two, {}).serverCores).toBe(4);
    expect(evidenceOf(two, { cores: 8 }).serverCores).toBe(8);
  });

  it.each([
    {
      name: 'of other cores',
      runs: [run('a', {}, on('linux x64', 2)), run('b', {}, on('linux x64', 8))],
      message:
        '"sample-api" had 2 cores in a and 8 cores in b: they are not measurements of one kind of server',
    },
    {
      name: 'of other architectures',
      runs: [run('a', {}, on('linux x64')), run('b', {}, on('linux arm64'))],
      message: 'the runs were measured on x86_64 and arm64, where a request costs differently',
    },
    {
      name: 'that did not observe what is to be sized',
      runs: [
        run('a'),
        run('b', {}, (result) => ({
          ...result,
          observed: result.observed.map((series) => ({ ...series, resource: 'other' })),
        })),
      ],
      message: 'b did not observe the CPU of "sample-api", which is to be sized: it has "other"',
    },
    {
      name: 'twice',
      runs: [run('a'), run('a')],
      message: 'a is there twice, so that its load would count twice',
    },
  ])('are refused where one is there $name', ({ runs, message }) => {
    expect(() => evidenceOf(runs, { resource: 'sample-api' })).toThrow(
      expect.objectContaining({ code: 'ESTIMATE_REFUSED', message }),
    );
  });
});

describe('runs that disagree', () => {
  const saidOf = (...runs: readonly ReturnType<typeof run>[]) => {
    const { measurements } = evidenceOf(runs, {});
    return disagreements(measurements, measureDemand(measurements));
  };

  it.each([
    { name: 'nothing is said of two alike', runs: [run('a'), run('b')], said: [] },
    {
      name: 'another use at the same load is named',
      runs: [run('a'), run('b', { cpuSecPerRequest: 0.0052 })],
      said: [
        'b used 29 % more CPU than a at the same load: they may not be of the same version, machine or data',
      ],
    },
    {
      name: 'another scenario is named',
      runs: [run('a'), run('b', {}, (result) => ({ ...result, scenario: 'buy' }))],
      said: ['the scenarios differ (browse, buy): what a request costs is that of all of them together'],
    },
  ])('$name', ({ runs, said }) => {
    expect(saidOf(...runs)).toEqual(said);
  });
});
