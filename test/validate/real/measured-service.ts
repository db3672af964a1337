import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { toMeasurements } from '../../../core/measurements/index.ts';
import { type Estimate, estimateSchema, type Measurements } from '../../../core/records/index.ts';
import { openStore } from '../../../runner/store/run-store.ts';
import { freePort } from '../../e2e/free-port.ts';
import { type ControlGroup, makeControlGroup } from './control-group.ts';
import type { Service } from './services.ts';

const root = resolve(import.meta.dirname, '../../..');
const thinkSec = 0.25;

/** A step of users that think between their requests, so that these come by chance. */
export interface Step {
  /** Of what the service carries: above 1 it is saturated. */
  readonly share: number;
  readonly seconds: number;
}

/** A service that is measured by the built command line and the real k6, in a directory of its own. */
export class MeasuredService {
  readonly #service: Service;
  readonly #group: ControlGroup;
  readonly #directory = mkdtempSync(join(tmpdir(), 'loadtest-validate-'));

  /** `null` where the machine gives no control groups. */
  static of(service: Service): MeasuredService | null {
    const group = makeControlGroup(`loadtest-validate-${process.pid}`, service.quotaCores);
    return group && new MeasuredService(service, group);
  }

  private constructor(service: Service, group: ControlGroup) {
    this.#service = service;
    this.#group = group;
  }

  /** Runs the steps; gives what they measured. */
  async run(steps: readonly Step[]): Promise<Measurements> {
    await this.#prepare(steps);
    await this.#loadtest('run', 'users', '--quiet');
    const store = openStore(join(this.#directory, '.loadtest/runs'));
    const [last] = (await store.list()).toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
    if (!last) throw new Error(`no run of ${this.#service.name} left a result`);
    return toMeasurements(await store.readResult(last.id), store.readSeries(last.id));
  }

  /** What a user is told after the last run; the sentence of a refusal instead. */
  async estimate(): Promise<Estimate | string> {
    const users = ['--concurrent-users', '100', '--requests-per-user-per-second', '0.1'];
    const flags = ['--from', 'latest', ...users, '--accept-invalid', '--json'];
    const { stdout, stderr } = await this.#loadtest('estimate', ...flags);
    return stdout === '' ? stderr : estimateSchema.parse(JSON.parse(stdout));
  }

  remove(): void {
    this.#group.remove();
    rmSync(this.#directory, { recursive: true });
  }

  async #prepare(steps: readonly Step[]): Promise<void> {
    const url = `http://127.0.0.1:${await freePort()}`;
    const api = [process.execPath, join(root, 'dist/sample-api/main.js'), '--port', new URL(url).port];
    const command = [...api, ...this.#service.switches].map((word) => `'${word}'`).join(' ');
    const config = {
      target: { command: `${this.#group.enter} && exec ${command}`, url: `${url}/health` },
      env: { API: `${url}/` },
      region: 'ap-northeast-1',
    };
    mkdirSync(join(this.#directory, 'loadtest/scenarios'), { recursive: true });
    writeFileSync(join(this.#directory, 'loadtest.config.json'), JSON.stringify(config));
    writeFileSync(join(this.#directory, 'loadtest/scenarios/users.ts'), this.#scenario(steps));
  }

  #scenario(steps: readonly Step[]): string {
    const stages = steps.flatMap(({ share, seconds }) => {
      const target = Math.ceil(share * this.#service.aboutPerSec * thinkSec);
      return [
        { duration: '0s', target },
        { duration: `${seconds}s`, target },
      ];
    });
    const users = { executor: 'ramping-vus', startVUs: 0, gracefulRampDown: '0s', stages };
    return `
import http from 'k6/http';
import { sleep } from 'k6';
export const options = { scenarios: { users: ${JSON.stringify(users)} } };
export default function () {
  sleep(-${thinkSec} * Math.log(1 - Math.random()));
  http.get(__ENV.API, { tags: { name: 'home' } });
}
`;
  }

  async #loadtest(...args: readonly string[]): Promise<{ readonly stdout: string; readonly stderr: string }> {
    const child = spawn(process.execPath, [join(root, 'dist/cli/main.js'), ...args], {
      cwd: this.#directory,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk) => (said.stdout += chunk));
    child.stderr.on('data', (chunk) => (said.stderr += chunk));
    await once(child, 'close');
    return said;
  }
}
