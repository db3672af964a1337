import { describe, expect, it } from 'vitest';
import { createPaint } from '../../../cli/screen/colour.ts';
import { frame, logLine } from '../../../cli/screen/frame.ts';
import { createLiveView } from '../../../cli/screen/live-view.ts';
import { createScreen } from '../../../cli/screen/screen.ts';
import type { LiveState } from '../../../core/active-run.ts';
import { captured, makeContext } from '../harness.ts';

const load: LiveState = {
  phase: 'load',
  elapsedMs: 15_234,
  maxDurationMs: 60_000,
  workersReady: 2,
  workers: 2,
  iterations: 18_000,
  requests: 18_512,
  requestsPerSec: 412.4,
  p95Ms: 12.34,
  failedRate: 0.0021,
  vus: 20,
  droppedIterations: 3,
  generatorCpuCores: 1.24,
  thresholds: [
    { metric: 'http_req_duration{name:home}', expression: 'p(95)<300', ok: true, observed: 12.34 },
    { metric: 'http_req_failed', expression: 'rate<0.001', ok: false, observed: 0.0021 },
    { metric: 'checks', expression: 'rate>0.9', ok: undefined, observed: undefined },
  ],
};
const nothingYet = {
  p95Ms: undefined,
  failedRate: undefined,
  generatorCpuCores: undefined,
  requestsPerSec: 0,
  vus: 0,
  droppedIterations: 0,
};
const start: LiveState = {
  ...load,
  ...nothingYet,
  phase: 'start',
  elapsedMs: 0,
  workersReady: 1,
  thresholds: [],
};

const plain = createPaint(false);
const escapeCode = '\u001b[';

describe('a frame', () => {
  it.each([
    ['under load', load, 80, 'load-80'],
    ['under load', load, 120, 'load-120'],
    ['before the load', start, 80, 'start-80'],
    ['in a narrow terminal', load, 40, 'load-40'],
  ])('%s looks like its picture (%#)', async (_, state, columns, name) => {
    const text = frame(state, columns, plain);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(columns);
    await expect(`${text}\n`).toMatchFileSnapshot(`../golden/frame-${name}.txt`);
  });

  it('shows what fails when there are too many thresholds for all', () => {
    const many = Array.from({ length: 20 }, (_, i) => ({
      metric: `metric_${i}`,
      expression: 'rate>0.9',
      ok: i !== 17,
      observed: 1,
    }));
    const lines = frame({ ...load, thresholds: many }, 80, plain).split('\n');
    expect(lines.filter((line) => line.includes('metric_'))).toHaveLength(8);
    expect(lines.some((line) => line.includes('✗ metric_17'))).toBe(true);
    expect(lines.at(-1)).toBe('  and 12 more');
  });

  it('is full when a run takes longer than planned', () => {
    expect(frame({ ...load, elapsedMs: 70_000 }, 80, plain)).toContain('100 %  1:10 / 1:00');
  });

  it('is coloured only by its paint', () => {
    expect(frame(load, 80, plain)).not.toContain(escapeCode);
    expect(frame(load, 80, createPaint(true))).toContain(escapeCode);
  });
});

describe('a log line', () => {
  it('says the same in one line', () => {
    expect(logLine(load)).toBe(
      'load 0:15 / 1:00  requests 412/s  p95 12.3 ms  errors 0.21 %  VUs 20  dropped 3  load CPU 1.24 cores  failing http_req_failed',
    );
  });
});

interface How {
  readonly tty: boolean;
  readonly quiet?: boolean;
  readonly json?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

function view({ tty, quiet = false, json = false, env = {} }: How) {
  const stderr = captured(tty);
  const stdout = captured(tty);
  let nowMs = 0;
  const ctx = { ...makeContext({ cwd: '/', stdout, stderr, env }), monotonicMs: () => nowMs };
  const screen = createScreen(ctx, { colour: 'auto', json, quiet, verbose: false });
  return {
    live: createLiveView(ctx, screen),
    stdout,
    stderr,
    at: (ms: number) => {
      nowMs = ms;
    },
  };
}

describe('the live view', () => {
  it('writes a line every 5 s and at each new phase when it is piped, and never an escape', () => {
    const { live, stderr, at } = view({ tty: false });
    live.show(start);
    for (let second = 1; second <= 12; second++) {
      at(second * 1_000);
      live.show({ ...load, elapsedMs: second * 1_000 });
    }
    live.end();
    const lines = stderr.text().trimEnd().split('\n');
    expect(lines.map((line) => line.slice(0, 9))).toEqual([
      'start 0:0',
      'load 0:01',
      'load 0:06',
      'load 0:11',
    ]);
    expect(stderr.text()).not.toContain('\u001b');
  });

  it('draws nothing on a dumb terminal', () => {
    const { live, stderr } = view({ tty: true, env: { TERM: 'dumb' } });
    live.show(load);
    live.end();
    expect(stderr.text()).toMatch(/^load 0:15 .*\n$/);
  });

  it('draws at most ten times a second on a terminal, but every phase', () => {
    const { live, stderr, at } = view({ tty: true });
    const drawings = () => stderr.text().split('412/s').length - 1;
    live.show(load);
    at(50);
    live.show({ ...load, vus: 21 });
    expect(drawings()).toBe(1);
    live.show({ ...load, phase: 'teardown' });
    expect(stderr.text()).toContain('teardown');
    live.end();
  });

  it('leaves the last state on the terminal, also one that was too soon to draw', () => {
    const { live, stderr } = view({ tty: true });
    live.show(load);
    live.show({ ...load, vus: 77 });
    live.end();
    live.show({ ...load, vus: 99 });
    expect(stderr.text()).toContain('77');
    expect(stderr.text()).not.toContain('99');
  });

  it('keeps a note above what is drawn after it', () => {
    const { live, stderr } = view({ tty: true });
    live.show(load);
    live.note('stopping the load');
    live.end();
    const text = stderr.text();
    expect(text.indexOf('stopping the load')).toBeLessThan(text.lastIndexOf('412/s'));
  });

  it.each([
    ['quiet', { tty: true, quiet: true }],
    ['JSON is asked for', { tty: true, json: true }],
  ])('shows nothing when %s', (_, how) => {
    const { live, stdout, stderr } = view(how);
    live.show(load);
    live.note('a note');
    live.end();
    expect(stdout.text() + stderr.text()).toBe('');
  });
});
