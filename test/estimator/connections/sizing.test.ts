import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Connections } from '../../../core/records/index.ts';
import { cacheSchema } from '../../../estimator/cache/stated-cache.ts';
import { tasksForReconnects } from '../../../estimator/connections/reconnect.ts';
import { sparedTasks, withRedundancy } from '../../../estimator/sizing/redundancy.ts';
import { makeSite } from '../site.ts';
import { estimateHeld, heldRun, optionOf } from './held-run.ts';

describe('what binds', () => {
  it.each([
    { name: 'CPU alone', asked: {}, binding: 'cpu', runnerUp: null },
    {
      name: 'CPU, and memory would next where one takes a MiB: 14 tasks hold 20,000',
      asked: { run: heldRun(undefined, { bytes: 2 ** 20 }), connections: { mostPerTask: 5_000 } },
      binding: 'cpu',
      runnerUp: 'memory',
    },
    {
      name: 'the limit of connections',
      asked: { connections: { mostPerTask: 500 } },
      binding: 'connections',
      runnerUp: 'cpu',
    },
    {
      name: 'reconnections: 10 cores + 50 ms x 20,000/32/2 s of what 31 have at 85 %',
      asked: { connections: { cpuSecPerConnect: 0.05, reconnectSeconds: 2 } },
      binding: 'reconnects',
      runnerUp: 'cpu',
    },
  ])('$name', ({ asked, binding, runnerUp }) => {
    expect(optionOf(estimateHeld(asked))).toMatchObject({ binding, runnerUp });
  });

  it('network, on machines that state their bandwidth', () => {
    const estimate = estimateHeld({ platforms: ['ec2'], connections: { messageBytes: 20_000 } });
    expect(optionOf(estimate, 'm7i.large').binding).toBe('network');
  });
});

it('the broker of the messages is a cache that each one is published to, and part of the bill', () => {
  const pubSub = { publishesPerSec: 20_000, subscribers: 0.9, cpuSecPerDelivery: 20e-6 };
  const estimate = estimateHeld({ cache: cacheSchema.parse({ engine: 'valkey', dataGb: 0, pubSub }) });
  // .4 of each engine takes the messages, and .36 of two delivers them: .58 of the .7 that may be used.
  const { cache, lines } = optionOf(estimate);
  expect(cache).toMatchObject({ size: 'cache.m6g.large', shards: 2 });
  expect(cache?.utilisation).toBeCloseTo(0.58, 9);
  expect(lines.find(({ group }) => group === 'cache')?.usdPerMonth).toBeCloseTo(4 * 730 * 0.1528, 6);
  expect(estimate.assumptions.join()).toContain(
    'what tasks tell each other of messages is the pub/sub of the cache',
  );
});

it('a storm of reconnections after the loss of a task is carried by 31, and not by 30', () => {
  const option = optionOf(estimateHeld({ connections: { cpuSecPerConnect: 0.05, reconnectSeconds: 2 } }));
  expect(option.needed.reconnects).toBe(31);
  expect(option.tasks.mid).toBe(32);
  expect(option.connections).toEqual({
    open: 20_000 / 32,
    afterLoss: 20_000 / 31,
    reconnectsPerSec: 20_000 / 32 / 31 / 2,
    most: 65_535,
  });
});

it('is not planned for where nobody knows what making a connection costs, and that is said', () => {
  const estimate = estimateHeld();
  expect(optionOf(estimate).needed).not.toHaveProperty('reconnects');
  expect(estimate.assumptions.join()).toContain('reconnections after a loss are not planned for');
});

it('the tasks for reconnections suffice, and one fewer would not', () => {
  const held: Connections = {
    ...{ open: 1, messagesInPerSec: 1, messagesOutPerSec: 9, sessionSeconds: 600, basis: 'stated' },
    ...{ cpuSecPerMessage: 0, cpuSecPerConnectionSecond: 0, bytesPerConnection: 1, memoryBasis: 'stated' },
    ...{ highestOpen: null, bytesIn: null, bytesOut: null, mostPerTask: null },
    ...{ cpuSecPerConnect: 0.01, reconnectSeconds: 60 },
  };
  const positive = (max: number) => fc.double({ min: 1e-4, max, noNaN: true });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500_000 }),
      positive(0.2),
      positive(600),
      positive(1e-3),
      fc.constantFrom('n+1' as const, 'az-loss' as const),
      (open, cpuSecPerConnect, reconnectSeconds, perMessage, redundancy) => {
        const connections = { ...held, open, cpuSecPerConnect, reconnectSeconds };
        const site = makeSite({ requestsPerSec: 10 * open, connections, deployment: { redundancy } });
        const room = 2 * 0.85 - site.demand.idleCores;
        const isCarried = (needed: number) => {
          const running = withRedundancy(needed, site.deployment);
          const lost = sparedTasks(running, site.deployment);
          const storm = ((open * lost) / running / reconnectSeconds) * cpuSecPerConnect;
          return site.requestsPerSec * perMessage + storm <= (running - lost) * room * (1 + 1e-9);
        };
        const needed = tasksForReconnects(site, 2, perMessage) ?? 0;
        expect(isCarried(needed)).toBe(true);
        if (needed > 1) expect(isCarried(needed - 1)).toBe(false);
      },
    ),
  );
});

it('costs more with more connections, and less with a longer time to come back', () => {
  const usd = (connections: Readonly<Record<string, unknown>>) =>
    optionOf(estimateHeld({ connections, options: { utilisation: 0.8 } })).usdPerMonth.mid;
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 15_000 }), fc.integer({ min: 2, max: 300 }), (open, seconds) => {
      const storm = { cpuSecPerConnect: 0.02, open, reconnectSeconds: seconds };
      expect(usd({ ...storm, open: 2 * open })).toBeGreaterThan(usd(storm));
      expect(usd({ ...storm, reconnectSeconds: 2 * seconds })).toBeLessThanOrEqual(usd(storm));
    }),
    { numRuns: 4 },
  );
});

it('a task that would hold more than twice what one server held needs a test first', () => {
  const estimate = estimateHeld({ run: heldRun([100, 200, 300].map((open) => ({ open }))) });
  expect(optionOf(estimate).extrapolation).toEqual({ ratio: 20_000 / 18 / 300, level: 'needs-test' });
});

it('a range of connections moves the bill, under its own name', () => {
  const open = { low: 15_000, mid: 20_000, high: 30_000, confidence: 0.8 };
  const { tornado, options, recommended } = estimateHeld({ connections: { open } });
  expect(tornado[0]?.input).toBe('open connections');
  const usd = options[recommended ?? -1]?.uncertainty?.usdPerMonth;
  expect(usd?.p10).toBeLessThan(usd?.p90 ?? 0);
});

it('a limit within what one server held has more tasks instead of a test', () => {
  const run = heldRun([100, 200, 300].map((open) => ({ open })));
  const refused = estimateHeld({ run, platforms: ['ec2'] });
  expect(refused.recommended).toBeNull();
  expect(refused.warnings.join()).toContain('let a task hold fewer (connections.mostPerTask)');
  const limited = estimateHeld({ run, platforms: ['ec2'], connections: { mostPerTask: 300 } });
  const option = limited.options[limited.recommended ?? -1];
  // 20,000/300 are 66.7, and one more than that takes.
  expect(option).toMatchObject({
    tasks: { mid: 68 },
    binding: 'connections',
    extrapolation: { level: 'measured' },
  });
});
