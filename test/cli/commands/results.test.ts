import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../../runner/store/run-store.ts';
import { makePlan, makeResult } from '../../reports/fixtures.ts';
import { makeSeries } from '../../reports/series-fixture.ts';
import { cli, makeDirectory } from '../harness.ts';

const ids = ['20260314-091700-smoke-ab', '20260314-101500-smoke-cd', '20260315-080000-checkout-ef'] as const;
const [oldest, middle, newest] = ids;
const seconds = 3;

let directory: string;
beforeEach(async () => {
  directory = makeDirectory();
  const store = openStore(join(directory, '.loadtest/runs'));
  const series = makeSeries(seconds);
  for (const runId of ids) {
    const scenario = runId === newest ? 'checkout' : 'smoke';
    const plan = makePlan(seconds);
    await store.create({ ...plan, runId, scenario: { ...plan.scenario, name: scenario } });
    await store.writeResult({ ...makeResult(series, seconds), runId, scenario });
    const lines = series.map((point) => JSON.stringify(point)).join('\n');
    writeFileSync(join(store.directory(runId), 'series.ndjson'), `${lines}\n`);
    rmSync(join(store.directory(runId), 'owner.json'));
  }
});
afterEach(() => rmSync(directory, { recursive: true }));

const call = (...argv: readonly string[]) => cli(argv, { directory });
const listed = async () =>
  JSON.parse((await call('runs', 'list', '--json')).stdout).map(({ id }: { id: string }) => id);

describe('runs list', () => {
  it('has the newest first', async () => {
    const { exitCode, stdout } = await call('runs', 'list');
    expect(exitCode).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^run +scenario +started \(UTC\) +duration +verdict +validity +exit/);
    expect(lines.slice(1).map((line) => line.split(' ')[0])).toEqual([newest, middle, oldest]);
  });

  it('can be narrowed', async () => {
    const { stdout } = await call('runs', 'list', '--scenario', 'smoke', '--limit', '1', '--json');
    expect(JSON.parse(stdout)).toMatchObject([{ id: middle, scenario: 'smoke' }]);
  });

  it.each(['plan.json', 'result.json', 'tags.json'])(
    'shows a run whose %s cannot be read, and lets it be removed',
    async (file) => {
      writeFileSync(join(directory, '.loadtest/runs', newest, file), '{"schemaVersion": 99}');
      const { exitCode, stdout } = await call('runs', 'list');
      expect(exitCode).toBe(0);
      expect(stdout.split('\n')[1]).toMatch(new RegExp(`^${newest} .* unreadable *$`));
      expect(await call('runs', 'show', middle)).toMatchObject({ exitCode: 0 });
      expect(await call('runs', 'rm', newest)).toMatchObject({ exitCode: 0 });
      expect(await listed()).toEqual([middle, oldest]);
    },
  );

  it.each([
    ['{', /^error: ".*result\.json" is no JSON: .*\n$/],
    [
      '[]',
      /^error: ".*result\.json" is not a record of this version\n {2}at .*result\.json Invalid input: .*\n$/,
    ],
  ])('says what is wrong with a result of %j', async (text, says) => {
    writeFileSync(join(directory, '.loadtest/runs', newest, 'result.json'), text);
    const { exitCode, stderr } = await call('runs', 'show', newest);
    expect(stderr).toMatch(says);
    expect(exitCode).toBe(3);
  });

  it('of no runs is empty, and says so on stderr', async () => {
    expect(await cli(['runs', 'list'])).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: 'there are no runs yet\n',
    });
    expect(await cli(['runs', 'list', '--json'])).toMatchObject({ stdout: '[]\n', stderr: '' });
  });
});

describe('a reference to a run', () => {
  it.each([
    ['an id', middle, middle],
    ['its unambiguous beginning', '20260314-09', oldest],
    ['latest', 'latest', newest],
    ['a tag', 'baseline', oldest],
  ])('may be %s', async (_, reference, id) => {
    await call('runs', 'tag', oldest, 'baseline');
    const { stdout } = await call('runs', 'show', reference, '--json');
    expect(JSON.parse(stdout).runId).toBe(id);
  });

  it.each([
    [
      'an unknown id names the near ones',
      '20260314-091700-smoke-ax',
      'there is no run "20260314-091700-smoke-ax"',
      `"${oldest}"`,
    ],
    ['a misspelt word, too', 'latets', 'there is no run "latets"', '"latest"'],
    [
      'an ambiguous beginning names the candidates',
      '20260314',
      '"20260314" may be any of 2 runs',
      `write more of the id: ${middle}, ${oldest}`,
    ],
  ])('%s, exit 2', async (_, reference, sentence, hint) => {
    const { exitCode, stdout, stderr } = await call('runs', 'show', reference);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(`error: ${sentence}\n`);
    expect(stderr).toContain(hint);
  });

  it('says how to come by a run when there is none', async () => {
    const { exitCode, stderr } = await cli(['report', 'latest']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('hint: there are no runs yet');
  });
});

describe('runs show, tag and rm', () => {
  it('show prints the summary', async () => {
    const { exitCode, stdout } = await call('runs', 'show', 'latest');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('http_req_duration');
    expect(stdout).not.toContain('\u001b');
  });

  it('tag adds and removes', async () => {
    await call('runs', 'tag', 'latest', 'baseline', 'green');
    await call('runs', 'tag', 'latest', 'green', '--remove');
    const { stdout } = await call('runs', 'list', '--json');
    expect(JSON.parse(stdout)[0]).toMatchObject({ id: newest, tags: ['baseline'] });
  });

  it('rm removes those that are named, each once', async () => {
    const { exitCode, stderr } = await call('runs', 'rm', 'latest', newest, oldest);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: `removed ${newest}\nremoved ${oldest}\n` });
    expect(await listed()).toEqual([middle]);
  });

  it('rm removes nothing when one of them is unknown', async () => {
    expect((await call('runs', 'rm', 'latest', 'nope')).exitCode).toBe(2);
    expect(await listed()).toHaveLength(3);
  });
});

describe('report', () => {
  it.each([
    ['terminal by default', [], 'http_req_duration'],
    ['Markdown', ['--format', 'md'], '|'],
    ['JUnit', ['-f', 'junit'], '<testsuite'],
    ['CSV', ['-f', 'csv', '-o', '-'], ','],
    ['JSON with --json', ['--json'], '"runId"'],
  ])('writes %s to stdout', async (_, argv, part) => {
    const { exitCode, stdout, stderr } = await call('report', 'latest', ...argv);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain(part);
  });

  it('takes the format from the file, and says where it wrote', async () => {
    const { exitCode, stdout, stderr, files } = await call('report', 'latest', '-o', 'out/report.html');
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: 'wrote out/report.html\n',
    });
    expect(files['out/report.html']).toMatch(/^<!doctype html>/i);
  });

  it('writes several runs into a directory', async () => {
    const { exitCode, files } = await call('report', oldest, 'latest', '-f', 'md', '-o', 'out/');
    expect(exitCode).toBe(0);
    expect(Object.keys(files).filter((path) => path.startsWith('out/'))).toEqual([
      `out/${oldest}.md`,
      `out/${newest}.md`,
    ]);
  });

  it.each([
    [
      'several runs in one file',
      [oldest, middle, '-o', 'report.md'],
      '2 reports do not fit into one file, "report.md"',
    ],
    [
      'a file that does not tell the format',
      ['latest', '-o', 'report'],
      '"report" does not tell the format of the report',
    ],
  ])('refuses %s', async (_, argv, sentence) => {
    const { exitCode, stderr } = await call('report', ...argv);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`error: ${sentence}\n`);
  });
});
