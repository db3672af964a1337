import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { estimateSchema } from '../../core/records/index.ts';
import { freePort } from './free-port.ts';
import { cli, runDirectory } from './harness.ts';

const demandMs = 5;

const scenario = `
import http from 'k6/http';
export const options = {
  scenarios: {
    home: { executor: 'constant-arrival-rate', rate: 50, timeUnit: '1s', duration: '16s', preAllocatedVUs: 200 },
  },
};
export default function () { http.get(__ENV.API, { tags: { name: 'home' } }); }
`;

it('a server of known demand is sized from one run', async () => {
  const api = fileURLToPath(new URL('../../dist/sample-api/main.js', import.meta.url));
  const url = `http://127.0.0.1:${await freePort()}`;
  const demand = `--distribution fixed --route-cpu-ms home=${demandMs}`;
  const configuration = {
    target: {
      command: `exec "${process.execPath}" "${api}" --port ${new URL(url).port} ${demand}`,
      url: `${url}/health`,
    },
    env: { API: `${url}/` },
    region: 'ap-northeast-1',
    workload: { concurrentUsers: 2_200, requestsPerPage: 1, thinkTimeSeconds: 10, pageSeconds: 1 },
  };
  const files = {
    'loadtest.config.yaml': JSON.stringify(configuration),
    'loadtest/scenarios/home.ts': scenario,
  };

  const run = await cli(['run', 'home'], { files });
  expect(run.exitCode, run.stderr).toBe(0);
  const report = readFileSync(join(runDirectory(run.directory), 'report.html'), 'utf8');
  expect(report).toContain('<h2>Sizing: home at 200 requests/s in ap-northeast-1</h2>');

  const users = ['--concurrent-users', '1000', '--requests-per-user-per-second', '0.2'];
  const { exitCode, stdout, stderr } = await cli(['estimate', '--from', 'latest', ...users, '--json'], {
    directory: run.directory,
  });
  expect(exitCode, stderr).toBe(0);
  const estimate = estimateSchema.parse(JSON.parse(stdout));

  expect(estimate.workload.requestsPerSec).toBe(200);
  const measuredMs = 1_000 * estimate.demand.cpuSecPerRequest.mid;
  expect(Math.abs(measuredMs / demandMs - 1), `measured ${measuredMs} ms`).toBeLessThan(0.1);
  // 200/s x 5 ms / 60 % of a vCPU is 1.67, so 2 tasks, and one more; each is 1 vCPU and 2 GB for 730 hours.
  const one = estimate.options.find(({ vcpu, architecture }) => vcpu === 1 && architecture === 'x86_64');
  expect(one).toMatchObject({ memoryGb: 2, needed: { cpu: 2, memory: 1 }, tasks: { mid: 3 } });
  const compute = one?.lines.filter(({ group }) => group === 'compute') ?? [];
  const usd = compute.reduce((sum, { usdPerMonth }) => sum + usdPerMonth, 0);
  expect(usd).toBeCloseTo(3 * (0.05056 + 2 * 0.00553) * 730, 6);
});
