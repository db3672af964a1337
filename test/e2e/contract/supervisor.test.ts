import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { entryPoint } from '../../../runner/local/entry-point.ts';
import { type WorkerSettings, workerSettingsVariable } from '../../../runner/worker/settings.ts';
import { supervisorContract } from './supervisor-contract.ts';

describe('the supervisor of a local worker', () => {
  supervisorContract({
    async start({ coordinator, token, k6 }) {
      const directory = mkdtempSync(join(tmpdir(), 'loadtest-supervised-'));
      const settings: WorkerSettings = {
        coordinator: `http://${coordinator}`,
        token,
        index: 0,
        k6,
        directory,
        cwd: directory,
      };
      const { file, args } = entryPoint(new URL('../../../runner/worker/main', import.meta.url));
      const child = spawn(file, args, {
        env: {
          PATH: process.env.PATH,
          K6_NO_USAGE_REPORT: 'true',
          [workerSettingsVariable]: JSON.stringify(settings),
        },
        stdio: ['pipe', 'pipe', 'pipe'],
      });
      let output = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk: Buffer) => {
          output += chunk.toString('utf8');
        });
      }
      return {
        ended: once(child, 'close').then(([exitCode]) => exitCode as number | null),
        output: () => output,
        // What becomes of its input when its parent is gone.
        terminate: () => child.stdin.destroy(),
        kill: () => child.kill('SIGKILL'),
      };
    },
  });
});
