import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { WorkerRegistry } from '../../../runner/coordinator/worker-registry.ts';
import { launchWorkers } from '../../../runner/local/launch.ts';
import { makeContext } from '../test-context.ts';

const ctx = makeContext();

function launch(settings: { k6?: string; token?: string }, spawn = ctx.spawn) {
  const registry = new WorkerRegistry(2);
  const fleet = launchWorkers(
    { ...ctx, spawn },
    {
      workers: 2,
      settings: { token: 't', k6: 'k6', directory: ctx.cwd, cwd: ctx.cwd, ...settings },
      // Nothing listens there.
      address: '127.0.0.1:9',
      env: { PATH: process.env.PATH },
      registry,
      onLog: () => undefined,
    },
  );
  return { registry, fleet };
}

describe('the supervisors of a local run', () => {
  it('that cannot reach the coordinator end, and the registry knows why in one sentence', async () => {
    const { registry, fleet } = launch({});
    await fleet.ended;
    for (const { lost } of registry.workers) {
      expect(lost).toMatch(/^its supervisor ended by exit code 1: connect ECONNREFUSED 127\.0\.0\.1:9$/);
    }
  });

  it('that cannot be started are lost', async () => {
    const { registry, fleet } = launch({}, (_, args, options) =>
      ctx.spawn('/no/such/program', args, options),
    );
    await fleet.ended;
    expect(registry.workers[0]?.lost).toMatch(/^its supervisor did not start: .*ENOENT/);
  });

  it('are ended by force when they are wanted to, more than once if need be', async () => {
    const pids: number[] = [];
    const { fleet } = launch({}, (file, args, options) => {
      const child = ctx.spawn(
        file,
        ['--eval', 'setInterval(() => {}, 1000)', ...args.slice(args.length)],
        options,
      );
      if (child.pid !== undefined) pids.push(child.pid);
      return child;
    });
    fleet.kill();
    await fleet.ended;
    fleet.kill();
    expect(pids).toHaveLength(2);
    expect(pids.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
  });
});
