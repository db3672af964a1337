import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Context } from '../../core/context.ts';
import { runToEnd } from '../../runner/process.ts';
import { makeContext } from './test-context.ts';

const env = { PATH: process.env.PATH, COLOUR: 'from the context' };

/** A context that notes the processes it starts. */
function recordingContext(children: ChildProcess[]): Context {
  const spawnAndNote: Context['spawn'] = (file, args, options) => {
    const child = spawn(file, [...args], options);
    children.push(child);
    return child;
  };
  return makeContext({ spawn: spawnAndNote });
}

const sh = (ctx: Context, script: string, options = {}) => runToEnd(ctx, 'sh', ['-c', script], options);

describe('runToEnd', () => {
  it('gives the exit code, stdout and stderr', async () => {
    const outcome = await sh(makeContext(), 'printf out; printf err >&2; exit 7');
    expect(outcome).toEqual({ exitCode: 7, signal: null, stdout: Buffer.from('out'), stderr: 'err' });
  });

  it('runs in the directory and the environment of the context', async () => {
    const ctx = makeContext({ env });
    const { stdout } = await sh(ctx, 'printf "%s %s" "$PWD" "$COLOUR"');
    expect(stdout.toString()).toBe(`${ctx.cwd} from the context`);
  });

  it('prefers the directory and the environment that it is given', async () => {
    const { stdout } = await sh(makeContext({ env }), 'printf "%s%s" "$PWD" "$COLOUR"', {
      cwd: '/',
      env: {},
    });
    expect(stdout.toString()).toBe('/');
  });

  it('hands the input over and closes stdin', async () => {
    const { stdout } = await runToEnd(makeContext(), 'cat', [], { input: 'hello' });
    expect(stdout.toString()).toBe('hello');
  });

  it('does not mind a program that ignores its input', async () => {
    const outcome = await runToEnd(makeContext(), 'true', [], { input: Buffer.alloc(1_000_000) });
    expect(outcome.exitCode).toBe(0);
  });

  it.each([
    ['a name that is nowhere on PATH', 'no-such-program-anywhere'],
    ['a path where there is nothing', '/no/such/program'],
    ['a path that leads through a file', '/etc/hostname/program'],
    ['a file that may not be executed', fileURLToPath(import.meta.url)],
  ])('answers "not-found" for %s', async (_, file) => {
    expect(await runToEnd(makeContext(), file, [])).toMatchObject({ exitCode: null, failure: 'not-found' });
  });

  it('ends a program that exceeds its timeout and keeps what it wrote', async () => {
    const outcome = await sh(makeContext(), 'echo begun; exec sleep 30', { timeoutMs: 300 });
    expect(outcome).toMatchObject({ exitCode: null, signal: 'SIGTERM', failure: 'timeout' });
    expect(outcome.stdout.toString()).toBe('begun\n');
  });

  it('kills a program that ignores SIGTERM, though a grandchild holds its pipes', async () => {
    const outcome = await sh(makeContext(), 'trap "" TERM; sleep 6 & while :; do sleep 0.1; done', {
      timeoutMs: 100,
    });
    expect(outcome).toMatchObject({ signal: 'SIGKILL', failure: 'timeout' });
  });

  it('ends the program when the signal is aborted', async () => {
    const children: ChildProcess[] = [];
    const stop = new AbortController();
    const outcome = runToEnd(recordingContext(children), 'sleep', ['30'], { signal: stop.signal });
    stop.abort();
    expect(await outcome).toMatchObject({ exitCode: null, failure: 'aborted' });
    expect(children[0]?.signalCode).toBe('SIGTERM');
  });

  it('starts nothing when the signal was aborted before', async () => {
    const children: ChildProcess[] = [];
    const outcome = await runToEnd(recordingContext(children), 'true', [], { signal: AbortSignal.abort() });
    expect(outcome.failure).toBe('aborted');
    expect(children).toEqual([]);
  });

  it('keeps the last bytes of more output than allowed', async () => {
    const { stdout } = await sh(makeContext(), 'seq 1 100000', { maxOutputBytes: 12 });
    expect(stdout.toString()).toBe('9999\n100000\n');
  });
});
