import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from './free-port.ts';
import { cli, makeDirectory, resultOf, runDirectory, startCli, until, writeFiles } from './harness.ts';
import { type Postgres, startPostgres } from './postgres.ts';
import { provideSchemaTool } from './schema-tool.ts';
import { startTargetServer, type TargetServer } from './target-server.ts';

const shop = fileURLToPath(new URL('../fixtures/shop/', import.meta.url));

const scenario = `
import http from 'k6/http';
import { check } from 'k6';
export const options = { vus: 2, iterations: 20, thresholds: { checks: ['rate==1'] } };
export default function () {
  const response = http.get(__ENV.TARGET_URL, { tags: { name: 'products' } });
  check(response, { 'has the seeded products': ({ body }) => JSON.parse(body).map(({ name }) => name).join() === 'pen,ink,paper' });
}
`;

const idle = `
import http from 'k6/http';
export const options = { vus: 1, iterations: 1 };
export default function () { http.get(__ENV.TARGET_URL); }
`;

const columns = `SELECT string_agg(column_name, ',' ORDER BY ordinal_position) FROM information_schema.columns
  WHERE table_schema = 'public'`;

describe('prepare and cleanup around a load on a database', { timeout: 180_000 }, () => {
  let postgres: Postgres;
  let env: Readonly<Record<string, string>>;

  beforeAll(async () => {
    const tool = await provideSchemaTool();
    postgres = await startPostgres();
    env = { ...postgres.env, PATH: `${tool}:${postgres.env.PATH}` };
  }, 180_000);
  afterAll(() => postgres?.stop());
  beforeEach(async () => {
    await postgres.sql('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  });

  /** A project of the shop, whose `db` directory holds schema and seed. */
  async function project(config: object): Promise<string> {
    const directory = makeDirectory();
    cpSync(shop, directory, { recursive: true });
    const port = await freePort();
    const target = { command: 'node api.mjs', url: `http://127.0.0.1:${port}/`, env: { PORT: String(port) } };
    const prepare = [
      { command: './apply-schema.sh', cwd: 'db', timeoutMs: '60s' },
      { command: 'psql --no-psqlrc --set ON_ERROR_STOP=1 --file seed.sql', cwd: 'db' },
    ];
    writeFiles(directory, {
      'loadtest.config.yaml': JSON.stringify({ target, prepare, ...config }),
      'loadtest/scenarios/products.ts': scenario,
    });
    return directory;
  }

  it('brings an old schema to its wanted state, seeds it, loads it, and takes it away', async () => {
    await postgres.sql(
      'CREATE TABLE product (id bigint PRIMARY KEY, label text); CREATE TABLE leftover (id int)',
    );
    const cleanup = ["psql --no-psqlrc -c 'DROP SCHEMA public CASCADE' -c 'CREATE SCHEMA public'"];
    const directory = await project({ cleanup });

    const { exitCode, stderr, survivors } = await cli(['run', 'products'], { directory, env });

    expect(exitCode, stderr).toBe(0);
    const { commands, checks } = resultOf(directory);
    expect(checks).toMatchObject([{ passes: 20, fails: 0 }]);
    expect(commands).toMatchObject([
      { stage: 'prepare', command: './apply-schema.sh', exitCode: 0 },
      { stage: 'prepare', exitCode: 0, output: 'INSERT 0 3' },
      { stage: 'cleanup', command: cleanup[0], exitCode: 0, output: expect.stringContaining('DROP SCHEMA') },
    ]);
    expect(commands[0]?.output).toMatch(/drop table "public"."leftover"/);
    expect(commands[0]?.output).toMatch(/add column "price_cents"/);
    const report = readFileSync(join(runDirectory(directory), 'report.html'), 'utf8');
    expect(report).toContain('./apply-schema.sh');
    expect(report).toContain('INSERT 0 3');
    expect(await postgres.sql(columns)).toBe('');
    expect(survivors).toEqual([]);
  });

  it('finds nothing to change in a schema that is as it should be', async () => {
    const directory = await project({});
    const [first, second] = [
      await cli(['run', 'products'], { directory, env }),
      await cli(['run', 'products', '--json'], { directory, env }),
    ];

    expect([first.exitCode, second.exitCode]).toEqual([0, 0]);
    expect(JSON.parse(second.stdout).commands).toMatchObject([
      { command: './apply-schema.sh', exitCode: 0, output: '' },
      { exitCode: 0, output: 'INSERT 0 3' },
    ]);
    expect(await postgres.sql(columns)).toBe('id,name,price_cents');
    expect(await postgres.sql('SELECT count(*) FROM product')).toBe('3');
  });

  it('sends no load when the schema is wrong, and cleans up', async () => {
    const server = await startTargetServer();
    const directory = await project({
      target: { url: `${server.url}/` },
      cleanup: ['psql --no-psqlrc -qc "CREATE TABLE cleaned_up (id int)"'],
    });
    writeFiles(directory, { 'db/schema.sql': 'CREATE TABLE product (id bigint PRIMRY KEY);' });

    const { exitCode, stderr } = await cli(['run', 'products'], { directory, env });
    await server.close();

    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/error: prepare failed with exit code 3: \.\/apply-schema\.sh/);
    expect(stderr).toMatch(/syntax error at or near "PRIMRY"/);
    expect(server.hits.size).toBe(0);
    expect(resultOf(directory)).toMatchObject({
      verdict: 'fail',
      exitCode: 3,
      failure: { code: 'PREPARE_FAILED' },
      workers: [],
      commands: [
        { stage: 'prepare', exitCode: 3 },
        { stage: 'cleanup', exitCode: 0 },
      ],
    });
    expect(await postgres.sql(columns)).toBe('id');
    expect(await postgres.sql("SELECT to_regclass('product') IS NULL")).toBe('t');
  });

  it('ends a statement that takes longer than it may', async () => {
    const prepare = [{ command: "psql --no-psqlrc -c 'SELECT pg_sleep(300)'", timeoutMs: '1s' }];
    const directory = await project({ prepare });

    const { exitCode, stderr, survivors } = await cli(['run', 'products'], { directory, env });

    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/prepare did not come to its end: psql[\s\S]*ended: after 1000 ms/);
    expect(resultOf(directory).commands[0]?.durationMs).toBeLessThan(20_000);
    expect(survivors).toEqual([]);
  });
});

describe('commands around a run', () => {
  let server: TargetServer;
  beforeEach(async () => {
    server = await startTargetServer();
    return () => server.close();
  });

  const files = (config: object) => ({
    'loadtest.config.yaml': JSON.stringify({ target: { url: `${server.url}/` }, ...config }),
    'loadtest/scenarios/idle.ts': idle,
  });

  it('run in the directory of the configuration, wherever loadtest is called', async () => {
    const directory = makeDirectory();
    writeFiles(directory, {
      ...files({ prepare: ['pwd', { command: 'pwd', cwd: 'db' }] }),
      'db/.keep': '',
      'src/.keep': '',
    });

    const { exitCode, stdout, stderr } = await cli(
      ['run', 'idle', '--json', '--config', '../loadtest.config.yaml'],
      {
        directory: join(directory, 'src'),
      },
    );

    expect(exitCode, stderr).toBe(0);
    expect(JSON.parse(stdout).commands).toMatchObject([
      { output: directory },
      { output: join(directory, 'db') },
    ]);
  });

  it('leave the verdict alone when they fail afterwards, and are all run', async () => {
    const cleanup = ['echo cannot drop; exit 4', 'echo dropped'];
    const { exitCode, stdout, stderr, directory } = await cli(['run', 'idle'], { files: files({ cleanup }) });

    expect(exitCode, stderr).toBe(0);
    expect(stdout).toContain('The cleanup failed with exit code 4');
    expect(readFileSync(join(runDirectory(directory), 'report.html'), 'utf8')).toContain('cannot drop');
    expect(resultOf(directory)).toMatchObject({
      verdict: 'pass',
      commands: [
        { stage: 'cleanup', exitCode: 4, output: 'cannot drop' },
        { stage: 'cleanup', exitCode: 0, output: 'dropped' },
      ],
    });
  });

  it('take with them what they leave in the background', async () => {
    const prepare = ['sleep 300 & echo started'];
    const { exitCode, stderr, survivors } = await cli(['run', 'idle'], { files: files({ prepare }) });

    expect(exitCode, stderr).toBe(0);
    expect(survivors).toEqual([]);
  });

  /** A command that hears no signal, nor does its child. */
  const deaf = "trap '' INT TERM; touch started; sleep 300 & wait; wait";

  it('end when the run is interrupted, which then cleans up', async () => {
    const directory = makeDirectory();
    const config = { prepare: [deaf], cleanup: ['touch cleaned'] };
    const running = startCli(['run', 'idle'], { directory, files: files(config) });
    await until(() => existsSync(join(directory, 'started')), 30_000);
    running.signal('SIGINT');

    const { exitCode, survivors } = await running.outcome;

    expect(exitCode).toBe(105);
    expect(resultOf(directory)).toMatchObject({
      end: { by: 'user' },
      failure: { code: 'INTERRUPTED' },
      workers: [],
      commands: [
        { stage: 'prepare', exitCode: null, output: '(ended: interrupted)' },
        { stage: 'cleanup', exitCode: 0 },
      ],
    });
    expect(existsSync(join(directory, 'cleaned'))).toBe(true);
    expect(server.hits.size).toBe(0);
    expect(survivors).toEqual([]);
  });

  it('end when the clean-up is interrupted twice', async () => {
    const directory = makeDirectory();
    const config = { cleanup: [deaf, 'touch never'] };
    const running = startCli(['run', 'idle'], { directory, files: files(config) });
    await until(() => existsSync(join(directory, 'started')), 60_000);
    running.signal('SIGINT');
    await running.says(/SIGINT: stopping/);
    running.signal('SIGINT');

    const { survivors } = await running.outcome;

    expect(resultOf(directory).commands).toMatchObject([
      { stage: 'cleanup', exitCode: null, output: '(ended: interrupted)' },
      { stage: 'cleanup', exitCode: null, output: '(not started: interrupted)' },
    ]);
    expect(existsSync(join(directory, 'never'))).toBe(false);
    expect(survivors).toEqual([]);
  });

  it('end when loadtest is killed', async () => {
    const directory = makeDirectory();
    const running = startCli(['run', 'idle'], { directory, files: files({ prepare: [deaf] }) });
    await until(() => existsSync(join(directory, 'started')), 30_000);
    running.signal('SIGKILL');
    await running.outcome;

    await until(() => running.processes().length === 0, 30_000);
  });
});
