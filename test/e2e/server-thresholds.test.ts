import { describe, expect, it } from 'vitest';
import { cli, resultOf } from './harness.ts';

const memory = { source: 'process', metric: 'memory_bytes', stat: 'max', op: '<', for: '2s' };
const config = (serverThresholds: object[]) => ({
  'loadtest.config.yaml': JSON.stringify({ serverThresholds }),
});

describe('a threshold on the sample API', () => {
  it('that is met is in the result, and the run passes', async () => {
    const { exitCode, stderr, directory } = await cli(['run', 'smoke'], {
      files: config([{ ...memory, value: 2 ** 40 }]),
    });
    expect(exitCode, stderr).toBe(0);
    expect(resultOf(directory).serverThresholds).toMatchObject([
      { ok: true, unit: 'bytes', forMs: 2_000, warmUpMs: 3_000, aborted: false },
    ]);
  });

  it('that is missed ends the load, where it is to, with the exit code of thresholds', async () => {
    const { exitCode, stderr, directory, survivors } = await cli(['run', 'smoke'], {
      files: config([{ ...memory, value: 1, abortOnFail: true }]),
    });
    expect(exitCode, stderr).toBe(99);
    const { end, verdict, durationMs, serverThresholds } = resultOf(directory);
    expect(end).toEqual({ by: 'threshold', message: 'memory_bytes{source:process}: max<1 for 2s' });
    expect(verdict).toBe('fail');
    expect(durationMs).toBeLessThan(10_000);
    expect(serverThresholds).toMatchObject([{ ok: false, aborted: true }]);
    expect(stderr).toContain('memory_bytes{source:process}');
    expect(survivors).toEqual([]);
  });

  it('whose source is not observed stops the run before any load', async () => {
    const { exitCode, stderr } = await cli(['run', 'smoke'], {
      files: config([{ ...memory, source: 'prometheus', value: 1 }]),
    });
    expect(exitCode).toBe(104);
    expect(stderr).toContain(
      'the threshold on memory_bytes needs an observer of type "prometheus", there is none',
    );
  });
});
