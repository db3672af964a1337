import { describe, expect, it } from 'vitest';
import { cacheSchema } from '../../../estimator/cache/stated-cache.ts';
import { connectionsSchema } from '../../../estimator/connections/stated-connections.ts';
import { baseBytes, estimateHeld, type HeldStep, heldRun, idleCores, optionOf, stated } from './held-run.ts';

/** Messages and connections that rise and fall by themselves. */
const rotated: readonly HeldStep[] = [
  { open: 500, inPerSec: 1, outPerSec: 9 },
  { open: 500, inPerSec: 3, outPerSec: 27 },
  { open: 1_500, inPerSec: 0.4, outPerSec: 3.6 },
  { open: 1_000, inPerSec: 1, outPerSec: 9 },
  { open: 1_500, inPerSec: 1.5, outPerSec: 13.5 },
  { open: 2_000, inPerSec: 0.2, outPerSec: 1.8 },
];
const server = { message: 4e-5, connectionSecond: 1e-4, bytes: 20_480 };

describe('what a connection costs', () => {
  it('is that of its messages with it, where the run does not tell them apart', () => {
    const { demand, connections } = estimateHeld();
    expect(connections).toMatchObject({
      basis: 'mix',
      cpuSecPerMessage: null,
      cpuSecPerConnectionSecond: null,
    });
    expect(demand.cpuSecPerRequest.mid).toBeCloseTo(5e-5, 9);
    expect(demand.idleCores).toBeCloseTo(idleCores, 6);
    expect(demand.evidence.pooledBecause).toContain('2 kinds of requests need 5 loads');
  });

  it('is told apart from that of messages where these vary by themselves, and holds at another rate of them', () => {
    const asked = { messagesInPerSec: 0.5, messagesOutPerSec: 4.5 };
    const { demand, connections } = estimateHeld({ run: heldRun(rotated, server), connections: asked });
    expect(connections?.basis).toBe('told-apart');
    expect(connections?.cpuSecPerMessage).toBeCloseTo(4e-5, 8);
    expect(connections?.cpuSecPerConnectionSecond).toBeCloseTo(1e-4, 7);
    // Five messages a second carry the second of their connection: 40 us + 100 us/5.
    expect(demand.cpuSecPerRequest.mid).toBeCloseTo(6e-5, 8);
  });

  it('has the making of one told apart too, where enough loads differ in it', () => {
    const steps = rotated.map((step, i) => ({ ...step, openedPerSec: [5, 40, 10, 60, 20, 30][i] ?? 0 }));
    const run = heldRun(steps, { ...server, connect: 0.002 });
    const { demand, connections } = estimateHeld({ run });
    expect(connections?.cpuSecPerConnect).toBeCloseTo(0.002, 6);
    // 40 us + (100 us + 2 ms/1800)/10
    expect(demand.cpuSecPerRequest.mid).toBeCloseTo(4e-5 + (1e-4 + 0.002 / 1_800) / 10, 8);
  });

  it('is as stated where it is, at any load, also from a run that held none', () => {
    const run = heldRun();
    const bins = run.measurements.bins.map(({ connections: _, ...bin }) => ({
      ...bin,
      total: { ...bin.total, throughputPerSec: 50 },
    }));
    const costs = { cpuSecPerMessage: 4e-5, cpuSecPerConnectionSecond: 1e-4, bytesPerConnection: 30_000 };
    const estimate = estimateHeld({
      run: { ...run, measurements: { ...run.measurements, bins } },
      connections: costs,
      options: { acceptInvalid: true },
    });
    expect(estimate.connections).toMatchObject({ basis: 'stated', memoryBasis: 'stated', highestOpen: null });
    expect(estimate.demand.cpuSecPerRequest).toEqual({ low: 5e-5, mid: 5e-5, high: 5e-5 });
    expect(optionOf(estimate).extrapolation.level).toBe('measured');
  });

  it('has its memory by the line through the connections that were open', () => {
    const { demand, connections } = estimateHeld();
    expect(connections).toMatchObject({ memoryBasis: 'measured', highestOpen: 1_500 });
    expect(connections?.bytesPerConnection).toBeCloseTo(20_480, 3);
    expect(demand.memory?.baseBytes).toBeCloseTo(baseBytes, 0);
  });
});

it('says of requests that were sent beside messages that they are part of what these cost', () => {
  const run = heldRun();
  const bins = run.measurements.bins.map((bin) => ({
    ...bin,
    total: { ...bin.total, throughputPerSec: (bin.connections?.open ?? 0) / 2 },
  }));
  expect(estimateHeld().warnings.join()).not.toContain('HTTP');
  expect(estimateHeld({ run: { ...run, measurements: { ...run.measurements, bins } } }).warnings).toContain(
    'the run sent 0.050 HTTP requests for each message: what they cost is part of what connections do',
  );
});

describe('an estimate of connections is refused', () => {
  const none = heldRun();
  const withoutConnections = {
    ...none,
    measurements: {
      ...none.measurements,
      bins: none.measurements.bins.map(({ connections: _, ...bin }) => bin),
    },
  };
  const withoutMemory = {
    ...none,
    measurements: {
      ...none.measurements,
      bins: none.measurements.bins.map((bin) => ({
        ...bin,
        used: { 'sample-api': { ...bin.used['sample-api'], bytes: null } },
      })),
    },
  };
  it.each([
    {
      name: 'where the run held none',
      asked: { run: withoutConnections },
      message: 'the run held no WebSocket connection in its clean seconds, so what one costs is not known',
    },
    {
      name: 'where it held none, and a cache was measured with its requests',
      asked: {
        run: withoutConnections,
        connections: { cpuSecPerMessage: 4e-5, cpuSecPerConnectionSecond: 1e-4, bytesPerConnection: 30_000 },
        cache: cacheSchema.parse({ engine: 'valkey', dataGb: 0, resource: 'sessions' }),
      },
      message:
        'the run held no WebSocket connection in its clean seconds, so what a message costs "sessions" is not known',
    },
    {
      name: 'where they are to have another rate of messages, which was not told apart',
      asked: { connections: { messagesInPerSec: 2, messagesOutPerSec: 18 } },
      message:
        'a connection of the run had 10.0 messages a second, one of the design has 20.0, and the run does not tell the CPU of messages from that of connections',
    },
    {
      name: 'where more of the messages are to be publishes than were',
      asked: { connections: { messagesInPerSec: 5, messagesOutPerSec: 5 } },
      message:
        "90 % of the run's messages came from the service, 50 % of the design's do, and they need not cost the same",
    },
    {
      name: 'where memory does not rise with them',
      asked: { run: heldRun(undefined, { bytes: 0 }) },
      message:
        'the memory of the server does not rise with its open connections, so what one takes is not known',
    },
    {
      name: 'where memory was not observed',
      asked: { run: withoutMemory },
      message: 'the memory of the server was not observed, so what a connection takes is not known',
    },
    {
      name: 'for a latency objective, which is one of requests',
      asked: { options: { slo: [{ quantile: 0.99, limitMs: 300 }] } },
      message: 'a latency objective is one of requests, and open connections are sized here',
    },
    {
      name: 'on Lambda, which holds none',
      asked: { platforms: ['lambda'] as const },
      message:
        'no size can carry this, lambda with any size neither: a function holds no connection: a load balancer refuses to upgrade one to a WebSocket',
    },
  ])('$name', ({ asked, message }) => {
    expect(() => estimateHeld(asked)).toThrow(expect.objectContaining({ code: 'ESTIMATE_REFUSED', message }));
  });
});

it('App Runner and Lambda are rejected with one reason each, beside platforms that hold connections', () => {
  const { rejected, options } = estimateHeld({
    platforms: ['ecs-fargate', 'eks-ec2', 'app-runner', 'lambda'],
  });
  const whole = rejected.filter(({ size }) => size === 'any size');
  expect(whole.map(({ platform }) => platform)).toEqual(['app-runner', 'lambda']);
  expect(new Set(options.map(({ platform }) => platform))).toEqual(new Set(['ecs-fargate', 'eks-ec2']));
});

describe('the statement of connections', () => {
  it.each([
    {
      name: 'without what is sent to them',
      change: { messagesOutPerSec: undefined },
      path: 'messagesOutPerSec',
    },
    { name: 'with both ways to say it', change: { subscribersPerMessage: 9 }, path: 'messagesOutPerSec' },
    { name: 'of silence', change: { messagesInPerSec: 0, messagesOutPerSec: 0 }, path: 'messagesInPerSec' },
    { name: 'with a negative rate', change: { messagesInPerSec: -1 }, path: 'messagesInPerSec' },
    { name: 'with half of the CPU', change: { cpuSecPerMessage: 1e-5 }, path: 'cpuSecPerMessage' },
    { name: 'of none', change: { open: 0 }, path: 'open' },
    { name: 'of a range that is upside down', change: { open: { low: 9, mid: 5, high: 1 } }, path: 'open' },
    { name: 'that close at once', change: { sessionSeconds: 0 }, path: 'sessionSeconds' },
    { name: 'of a day without hours', change: { hourlyOpen: [1, 2] }, path: 'hourlyOpen' },
    { name: 'of a day without any', change: { hourlyOpen: Array(24).fill(0) }, path: 'hourlyOpen' },
    { name: 'that is misspelt', change: { mostPerPod: 5 }, path: undefined },
  ])('is refused: one $name', ({ change, path }) => {
    const parsed = connectionsSchema.safeParse({ ...stated, ...change });
    expect(parsed.error?.issues[0]?.path[0]).toBe(path);
    expect(parsed.success).toBe(false);
  });

  it('has publishes times subscribers as messages out', () => {
    const { messagesOutPerSec: _, ...rest } = stated;
    const parsed = connectionsSchema.parse({ ...rest, messagesInPerSec: 0.5, subscribersPerMessage: 20 });
    expect(parsed.messagesOutPerSec).toBe(10);
  });
});
