import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { estimateSchema } from '../../../core/records/index.ts';
import { cli, makeDirectory } from '../harness.ts';
import { storeHeldRun } from './stored-run.ts';

let directory: string;
beforeEach(async () => {
  directory = makeDirectory();
  await storeHeldRun(directory);
});
afterEach(() => rmSync(directory, { recursive: true }));

const call = (...argv: readonly string[]) =>
  cli(['estimate', '--region', 'ap-northeast-1', ...argv], { directory });
const configure = (yaml: string) => writeFileSync(join(directory, 'loadtest.config.yaml'), yaml);
const flags = [
  ...['--open-connections', '20000', '--messages-in', '1', '--messages-out', '9'],
  ...['--session-seconds', '1800'],
];

describe('loadtest estimate of open connections', () => {
  it('sizes what a run held: 200,000 messages/s of 50 us over .58 cores are 18 tasks, and one more', async () => {
    const { stdout, stderr, exitCode } = await call('--json', ...flags);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    const { options, recommended, connections, demand } = estimateSchema.parse(JSON.parse(stdout));
    expect(connections).toMatchObject({ open: 20_000, basis: 'mix', highestOpen: 1_500 });
    expect(demand.cpuSecPerRequest.mid).toBeCloseTo(5e-5, 9);
    expect(options[recommended ?? -1]).toMatchObject({ size: '1 vCPU, 2 GB', tasks: { mid: 19 } });
  });

  it('takes the same from the configuration, with publishes times subscribers', async () => {
    configure(
      'connections: {open: 20000, messagesInPerSec: 1, subscribersPerMessage: 9, sessionSeconds: 1800}\n',
    );
    const { stdout } = await call();
    expect(stdout).toContain('1 messages/s in x 9 subscribers = 9 out');
    expect(stdout).toContain('20k open connections / 1.8k s each = 11.1 new connections/s');
  });

  it('lays options over the configuration', async () => {
    configure('connections: {open: 5, messagesInPerSec: 1, messagesOutPerSec: 9, sessionSeconds: 1800}\n');
    const { stdout } = await call('--json', '--open-connections', '20000');
    expect(estimateSchema.parse(JSON.parse(stdout)).connections?.open).toBe(20_000);
  });

  it.each([
    {
      name: 'users beside connections',
      argv: [...flags, '--concurrent-users', '5'],
      exitCode: 2,
      says: 'an estimate is of users or of open connections, and both are stated',
    },
    {
      name: 'connections of which nobody says how long they stay',
      argv: ['--open-connections', '20000', '--messages-in', '1', '--messages-out', '9'],
      exitCode: 104,
      says: 'sessionSeconds',
    },
    {
      name: 'messages at another rate than the run had',
      argv: [...flags, '--messages-in', '3', '--messages-out', '27'],
      exitCode: 4,
      says: 'a connection of the run had 10.0 messages a second, one of the design has 30.0',
    },
  ])('refuses $name', async ({ argv, exitCode, says }) => {
    const failed = await call(...argv);
    expect(failed.exitCode).toBe(exitCode);
    expect(failed.stderr).toContain(says);
  });
});
