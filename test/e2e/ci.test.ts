import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runResultSchema } from '../../core/records/index.ts';
import { circleScripts, pathOf, readAction, readCircle } from '../ci/pipeline.ts';
import { envOf, runScript, type ScriptRequest } from '../ci/script.ts';
import { makeDirectory } from './harness.ts';
import { makeProject } from './project.ts';
import { startTargetServer, type TargetServer } from './target-server.ts';

const scenario = `import http from 'k6/http';
export const options = { vus: 1, duration: '2s', thresholds: { http_req_failed: ['rate<0.01'] } };
export default function () { http.get(__ENV.TARGET_URL + (__ENV.TARGET_PATH ?? '/')); }
`;
const gh = { 'viewer { login }': 'bot', '--paginate': '', '--method POST': '' };

let target: TargetServer;
let project: string;

beforeAll(async () => {
  target = await startTargetServer((request, response) => {
    response.statusCode = request.url === '/broken' ? 500 : 200;
    response.end('ok');
  });
  project = makeProject({ 'loadtest/scenarios/smoke.ts': scenario });
  cpSync(pathOf('.github'), join(project, '.github'), { recursive: true });
});

afterAll(() => target.close());

describe('the action', () => {
  const { inputs, runs } = readAction('action.yml');
  const [run, , comment, end] = runs.steps;

  /** Does what GitHub's runner does with the steps that are scripts. */
  async function act(given: Readonly<Record<string, string>>) {
    const temp = makeDirectory();
    const defaults = Object.entries(inputs).map(([name, input]) => [`inputs.${name}`, input.default ?? '']);
    const values: Record<string, string> = { ...Object.fromEntries(defaults), ...given, 'runner.temp': temp };
    const ran = await script(run, values, { cwd: project });
    const after = {
      ...values,
      'github.token': 'token',
      'github.repository': 'shop/api',
      'github.server_url': 'https://github.example.com',
      'github.run_id': '1',
      'inputs.pull-request': '7',
      'steps.run.outputs.exit-code': ran.outputs['exit-code'] ?? '',
      'steps.run.outputs.directory': ran.outputs.directory ?? '',
    };
    const commented = await script(comment, after, { gh, env: { GITHUB_ACTION_PATH: pathOf('.') } });
    const ended = await script(end, after);
    const [posted = []] = commented.ghCalls.slice(-1);
    return { ran, comment: posted.at(-1) ?? '', exitCode: ended.exitCode, reports: join(temp, 'loadtest') };
  }

  function script(
    step = runs.steps[0],
    values: Readonly<Record<string, string>> = {},
    request: ScriptRequest = {},
  ) {
    const env = { ...(step && envOf(step, values)), ...request.env };
    return runScript(step?.run ?? '', { ...request, env });
  }

  it('runs the scenario, keeps its reports and comments on them', async () => {
    const { ran, comment, exitCode, reports } = await act({
      'inputs.args': `-e TARGET_URL=${target.url} --workers 2`,
    });

    const result = runResultSchema.parse(JSON.parse(readFileSync(join(reports, 'result.json'), 'utf8')));
    expect(ran).toMatchObject({ exitCode: 0 });
    expect(ran.outputs).toEqual({
      'exit-code': '0',
      directory: reports,
      'run-id': result.runId,
      verdict: 'pass',
      validity: result.validity.level,
    });
    expect(result.workers).toHaveLength(2);
    expect(readFileSync(join(reports, 'report.html'), 'utf8')).toMatch(/^<!doctype html>/i);
    expect(readFileSync(join(reports, 'junit.xml'), 'utf8')).toContain('<testsuite');
    expect(ran.summary).toBe(readFileSync(join(reports, 'report.md'), 'utf8'));
    expect(comment).toContain(`body=<!-- loadtest smoke -->\n${ran.summary}`);
    expect(exitCode).toBe(0);
  });

  it('ends with the exit code of failed thresholds, after everything was kept', async () => {
    const { ran, comment, exitCode, reports } = await act({
      'inputs.args': `-e TARGET_URL=${target.url} -e TARGET_PATH=/broken`,
    });

    expect(ran.outputs).toMatchObject({ 'exit-code': '99', verdict: 'fail' });
    expect(existsSync(join(reports, 'report.html'))).toBe(true);
    expect(comment).toContain('❌');
    expect(exitCode).toBe(99);
  });

  it('says so where there is no result, and keeps older runs out of it', async () => {
    const { ran, comment, exitCode, reports } = await act({ 'inputs.scenario': 'smokey' });

    expect(ran.outputs).toEqual({ 'exit-code': '2', directory: reports });
    expect(ran.stderr).toContain('did you mean "smoke"?');
    expect(comment).toContain('smokey: no result');
    expect(exitCode).toBe(2);
  });
});

describe('the CircleCI job', () => {
  const { environment } = readCircle('.circleci/config.yml').jobs.smoke ?? {};
  const { 'load test': load = '', reports = '', comment = '' } = circleScripts('smoke');

  it('runs the smoke test, stores its reports and comments on them', async () => {
    const env = { ...environment, REPORTS: makeDirectory(), TARGET_URL: target.url };
    const circle = {
      CIRCLE_PROJECT_USERNAME: 'shop',
      CIRCLE_PROJECT_REPONAME: 'api',
      CIRCLE_PULL_REQUEST: 'https://github.com/shop/api/pull/7',
      CIRCLE_BUILD_URL: 'https://circle.example.com/1',
      GH_TOKEN: 'token',
    };

    const ran = await runScript(load, { cwd: project, env });
    const reported = await runScript(reports, { cwd: project, env });
    const commented = await runScript(comment, { cwd: project, env: { ...env, ...circle }, gh });
    const forked = await runScript(comment, { cwd: project, env, gh });

    expect([ran.exitCode, reported.exitCode, commented.exitCode, forked.exitCode]).toEqual([0, 0, 0, 0]);
    expect(readFileSync(join(env.REPORTS, 'loadtest/junit.xml'), 'utf8')).toContain('<testsuite');
    expect(existsSync(join(env.REPORTS, 'report.html'))).toBe(true);
    expect(commented.ghCalls.at(-1)).toContain('repos/shop/api/issues/7/comments');
    expect(forked.ghCalls).toEqual([]);
  });
});
