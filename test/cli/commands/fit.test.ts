import { describe, expect, it } from 'vitest';
import { raytracer } from '../../estimator/scalability/usl-sets.ts';
import { cli } from '../harness.ts';

const table = (head: string, rows: readonly (readonly (string | number)[])[]) =>
  [head, ...rows.map((row) => row.join(','))].join('\n');

const rays = table(
  'concurrency,throughput_per_sec',
  raytracer.map(({ concurrency, throughputPerSec }) => [concurrency, throughputPerSec]),
);

/** A lock of 8 ms behind 10 ms of CPU on four cores: throughput stops at 125/s with 1.25 of them in use. */
const locked = table(
  'concurrency,throughput_per_sec,cpu_cores',
  [
    [0, 0],
    [1, 10],
    [4, 39],
    [8, 75],
    [12, 104],
    [16, 120],
    [20, 124],
    [24, 125],
    [32, 125],
    [48, 125],
  ].map(([concurrency = 0, throughput = 0], i) => [
    concurrency,
    throughput,
    0.03 + 0.01 * throughput + (i % 2) * 0.01,
  ]),
);

const fitted = (text: string, ...more: string[]) =>
  cli(['fit', 'loads.csv', ...more], { files: { 'loads.csv': text } });

describe('loadtest fit', () => {
  it('gives the law as JSON, and no more than that', async () => {
    const { exitCode, stdout, stderr } = await fitted(rays, '--json');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      usl: {
        lambda: expect.closeTo(21.8488, 3),
        sigma: expect.closeTo(0.05777, 4),
        kappa: 0,
        stderr: {
          lambda: expect.closeTo(2.196, 2),
          sigma: expect.closeTo(0.0133, 4),
          kappa: expect.any(Number),
        },
        peak: null,
        limit: expect.closeTo(378.2, 1),
      },
      demand: {},
      warnings: [],
    });
  });

  it('shows it as a table', async () => {
    const { stdout } = await fitted(rays);
    await expect(stdout).toMatchFileSnapshot('../golden/fit.txt');
  });

  it('reads the demand for CPU, and finds a bottleneck that CPU does not show', async () => {
    const { stdout } = await fitted(locked, '--json', '--cores', '4');
    const { demand, warnings } = JSON.parse(stdout);
    expect(demand.cpu.cpuSecPerRequest.mid).toBeCloseTo(0.01, 3);
    expect(warnings.join()).toContain('a bottleneck that was not observed holds throughput at 124/s');
    expect((await fitted(locked, '--json')).stdout).toContain('give the cores that it has (--cores)');
  });

  it('gives the demand alone where the loads do not show the law', async () => {
    const linear = table(
      'concurrency,throughput_per_sec,app_cores',
      [1, 2, 4, 8].map((n) => [n, n * 10, n * 0.05]),
    );
    const { usl, demand, warnings } = JSON.parse((await fitted(linear, '--json')).stdout);
    expect(usl).toBeNull();
    expect(demand.app.cpuSecPerRequest.mid).toBeCloseTo(0.005, 9);
    expect(warnings.join()).toContain('no scalability law');
  });

  it('reads the steps of a table of measurements', async () => {
    const rows = [10, 20, 30, 40].flatMap((perSec, step) =>
      [0, 1].flatMap((second) => [
        [
          step * 2 + second,
          step,
          '',
          perSec + second,
          (perSec + second) / 20,
          0.1 + (perSec + second) * 0.01,
          0.3,
        ],
        [step * 2 + second, step, 'home', perSec, 0.5, '', ''],
      ]),
    );
    const head = 'time,step,name,throughput_per_sec,concurrency,app_cores,app_busiest_thread_cores';
    const { demand } = JSON.parse((await fitted(table(head, rows), '--json')).stdout);
    expect(demand).toEqual({ app: expect.objectContaining({ loads: 4, idleCores: expect.closeTo(0.1, 9) }) });
    expect(demand.app.cpuSecPerRequest.mid).toBeCloseTo(0.01, 9);
  });

  const head = 'concurrency,throughput_per_sec\n';
  it.each([
    [
      'a missing column',
      'n,throughput_per_sec\n1,2',
      3,
      'lacks the column concurrency',
      'loads.csv:1 its columns are n, throughput_per_sec',
    ],
    ['an empty file', '', 3, 'lacks the column', 'loads.csv:1 the file is empty'],
    ['no rows', head, 3, 'has a problem', 'loads.csv:1 no row follows'],
    [
      'a word',
      `${head}1,fast`,
      3,
      'has a problem',
      'loads.csv:2:3 throughput_per_sec must be a number, got "fast"',
    ],
    [
      'a negative number',
      `${head}1,10\n2,-5`,
      3,
      'has a problem',
      'loads.csv:3:3 throughput_per_sec must be at least 0, got -5',
    ],
    ['a missing cell', `${head},10\n2`, 3, 'has 2 problems', 'loads.csv:3 throughput_per_sec is missing'],
    [
      'zero throughput',
      `${head}4,0`,
      3,
      'has a problem',
      'loads.csv:2 0 requests/s with 4 in flight cannot be',
    ],
    ['too few loads', `${head}1,2\n2,4`, 4, 'at least 6 different loads, got 2', 'hint: measure more steps'],
  ])('refuses %s', async (_, text, code, message, place) => {
    const { exitCode, stdout, stderr } = await fitted(text);
    expect({ exitCode, stdout }).toEqual({ exitCode: code, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain(place);
  });

  it('says which file it cannot read', async () => {
    const { exitCode, stderr } = await cli(['fit', 'nowhere.csv']);
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('cannot read nowhere.csv'),
    });
  });
});
