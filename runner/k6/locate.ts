import { access, constants, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import type { Context } from '../../core/context.ts';
import { runToEnd } from '../process.ts';
import { cachedK6Path, k6FileName, thisHost } from './host.ts';
import { acceptedK6, isAcceptedK6, parseK6Version } from './version.ts';

/** What was found in one of the places where k6 may be; a LOADTEST_K6 is `missing` only when it is not set. */
export type K6Finding = { readonly origin: 'LOADTEST_K6' | 'PATH' | 'cache' } & (
  | { readonly state: 'usable'; readonly path: string; readonly version: string }
  | { readonly state: 'wrong-version'; readonly path: string; readonly version: string }
  | { readonly state: 'broken'; readonly path: string; readonly reason: string }
  | { readonly state: 'missing'; readonly reason: string }
);

const versionTimeoutMs = 10_000;

/** Looks for k6 in the order of preference, one place at a time; each `k6` on PATH is a place of its own. */
export async function* lookForK6(ctx: Context): AsyncGenerator<K6Finding> {
  const host = thisHost(ctx.env);
  const named = ctx.env.LOADTEST_K6;
  if (named) yield { origin: 'LOADTEST_K6', ...(await examineNamed(ctx, resolve(ctx.cwd, named))) };
  else yield { origin: 'LOADTEST_K6', state: 'missing', reason: 'not set' };

  let onPath = 0;
  for (const directory of (ctx.env.PATH ?? '').split(delimiter)) {
    const path = join(directory, k6FileName(host));
    if (!isAbsolute(directory) || !(await isProgram(path))) continue;
    onPath++;
    yield { origin: 'PATH', ...(await examine(ctx, path)) };
  }
  if (onPath === 0)
    yield { origin: 'PATH', state: 'missing', reason: `no ${k6FileName(host)} in any directory` };

  yield { origin: 'cache', ...(await examine(ctx, cachedK6Path(ctx.env, host))) };
}

/** A finding as one line, without its place: what is there and why it can or cannot be used. */
export function describeFinding(finding: K6Finding): string {
  switch (finding.state) {
    case 'usable':
      return `${finding.path} is version ${finding.version}`;
    case 'wrong-version':
      return `${finding.path} is version ${finding.version}, expected ${acceptedK6}`;
    case 'broken':
      return `${finding.path} ${finding.reason}`;
    case 'missing':
      return finding.reason;
  }
}

type Examined =
  | { readonly state: 'usable' | 'wrong-version'; readonly path: string; readonly version: string }
  | { readonly state: 'broken'; readonly path: string; readonly reason: string }
  | { readonly state: 'missing'; readonly reason: string };

async function examineNamed(ctx: Context, path: string): Promise<Examined> {
  const found = await examine(ctx, path);
  return found.state === 'missing' ? { state: 'broken', path, reason: 'does not exist' } : found;
}

/** Runs `k6 version` with the program at `path`. */
export async function examine(ctx: Context, path: string): Promise<Examined> {
  const { exitCode, stdout, failure } = await runToEnd(ctx, path, ['version'], {
    timeoutMs: versionTimeoutMs,
  });
  if (failure === 'not-found') {
    const exists = await stat(path).catch(() => undefined);
    if (exists === undefined) return { state: 'missing', reason: `nothing at ${path}` };
    return { state: 'broken', path, reason: 'cannot be executed' };
  }
  if (failure === 'timeout') {
    return { state: 'broken', path, reason: `did not tell its version within ${versionTimeoutMs / 1000} s` };
  }
  const version = parseK6Version(stdout.toString('utf8'));
  if (exitCode !== 0 || version === undefined) {
    return { state: 'broken', path, reason: `does not answer "version" as k6 does (exit code ${exitCode})` };
  }
  return { state: isAcceptedK6(version) ? 'usable' : 'wrong-version', path, version };
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
