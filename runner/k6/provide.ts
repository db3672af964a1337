import { chmod, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Context } from '../../core/context.ts';
import { LoadtestError, messageOf } from '../../core/errors.ts';
import { makeDirectory } from '../make-directory.ts';
import { type Acquired, downloadK6 } from './download.ts';
import { buildK6 } from './go-build.ts';
import { cachedK6Path, type Host, thisHost } from './host.ts';
import { describeFinding, examine, type K6Finding, lookForK6 } from './locate.ts';
import { releaseFor } from './release.ts';
import { acceptedK6, k6Version } from './version.ts';

/** A stock k6 of an accepted version, and where it comes from. */
export interface K6Binary {
  readonly path: string;
  readonly version: string;
  readonly origin: K6Finding['origin'] | 'download' | 'go-build';
}

export interface ProvideOptions {
  /** Neither download nor build. */
  readonly offline?: boolean;
  /** Takes each line about what is done; default: stderr. */
  readonly onProgress?: (line: string) => void;
  readonly signal?: AbortSignal;
}

interface Attempt {
  readonly place: string;
  readonly reason: string;
}

/**
 * The k6 to use: the one that `LOADTEST_K6` names, else the first accepted one on PATH, else the cached one, else one
 * that is downloaded or built into the cache. Throws `K6_NOT_FOUND` or `K6_DOWNLOAD_FAILED`, which list every attempt.
 */
export async function provideK6(ctx: Context, options: ProvideOptions = {}): Promise<K6Binary> {
  const tell = options.onProgress ?? ((line) => ctx.stderr.write(`${line}\n`));
  const attempts: Attempt[] = [];
  for await (const finding of lookForK6(ctx)) {
    if (finding.state === 'usable') {
      return { path: finding.path, version: finding.version, origin: finding.origin };
    }
    if (finding.origin === 'LOADTEST_K6' && ctx.env.LOADTEST_K6) throw namedIsUnusable(finding);
    if (finding.state !== 'missing')
      tell(`skipping the k6 of ${finding.origin}: ${describeFinding(finding)}`);
    attempts.push({ place: finding.origin, reason: describeFinding(finding) });
  }
  if (options.offline) {
    throw notFound('K6_NOT_FOUND', [
      ...attempts,
      { place: 'download, go-build', reason: 'not tried, offline' },
    ]);
  }
  return install(ctx, attempts, { tell, signal: options.signal });
}

interface Telling {
  readonly tell: (line: string) => void;
  readonly signal: AbortSignal | undefined;
}

/** Downloads or builds k6 in a staging directory beside the cached program, then moves it there in one step. */
async function install(ctx: Context, attempts: readonly Attempt[], telling: Telling): Promise<K6Binary> {
  const startedMs = ctx.monotonicMs();
  const host = thisHost(ctx.env);
  const path = cachedK6Path(ctx.env, host);
  const staging = await makeStaging(ctx, dirname(dirname(path)));
  try {
    const { program, origin } = await acquire(ctx, host, staging, attempts, telling);
    await makeDirectory(dirname(path));
    await moveIntoPlace(program, path);
    telling.tell(`k6 v${k6Version} is ready after ${seconds(ctx.monotonicMs() - startedMs)} at ${path}`);
    return { path, version: k6Version, origin };
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function acquire(
  ctx: Context,
  host: Host,
  staging: string,
  attempts: readonly Attempt[],
  telling: Telling,
): Promise<{ readonly program: string; readonly origin: 'download' | 'go-build' }> {
  const release = releaseFor(host, ctx.env.LOADTEST_K6_MIRROR);
  const downloaded: Acquired =
    release === undefined
      ? { reason: `there is no release of k6 for ${host.platform} on ${host.arch}` }
      : await verified(ctx, await downloadK6(ctx, release, staging, telling));
  if ('program' in downloaded) return { program: downloaded.program, origin: 'download' };
  telling.tell(`no download of k6: ${downloaded.reason}`);

  const built = await verified(ctx, await buildK6(ctx, host, staging, telling));
  if ('program' in built) return { program: built.program, origin: 'go-build' };
  throw notFound(release === undefined ? 'K6_NOT_FOUND' : 'K6_DOWNLOAD_FAILED', [
    ...attempts,
    { place: 'download', reason: downloaded.reason },
    { place: 'go-build', reason: built.reason },
  ]);
}

/** Only a program that runs here and says the wanted version gets into the cache. */
async function verified(ctx: Context, acquired: Acquired): Promise<Acquired> {
  if ('reason' in acquired) return acquired;
  await chmod(acquired.program, 0o755);
  const found = await examine(ctx, acquired.program);
  if (found.state === 'usable' && found.version === k6Version) return acquired;
  return {
    reason: `what it gave is not k6 v${k6Version}: ${describeFinding({ origin: 'cache', ...found })}`,
  };
}

const stagingPrefix = 'partial-';
const abandonedAfterMs = 3_600_000;

/** A new directory on the cache's file system; those that a killed process left behind are removed. */
async function makeStaging(ctx: Context, parent: string): Promise<string> {
  try {
    await makeDirectory(parent);
    for (const name of await readdir(parent)) {
      const directory = join(parent, name);
      if (!name.startsWith(stagingPrefix)) continue;
      const { mtimeMs } = await stat(directory);
      if (ctx.now() - mtimeMs > abandonedAfterMs) await rm(directory, { recursive: true, force: true });
    }
    return await mkdtemp(join(parent, stagingPrefix));
  } catch (error) {
    throw new LoadtestError('K6_DOWNLOAD_FAILED', `k6 cannot be kept in ${parent}: ${messageOf(error)}`, {
      hint: 'set XDG_CACHE_HOME to a directory that you may write to, or LOADTEST_K6 to a k6 you have',
      cause: error,
    });
  }
}

/** Another process may have put the same program there first; on Windows one that runs cannot be replaced. */
async function moveIntoPlace(program: string, path: string): Promise<void> {
  try {
    await rename(program, path);
  } catch (error) {
    if ((await stat(path).catch(() => undefined)) === undefined) throw error;
  }
}

function namedIsUnusable(finding: K6Finding): LoadtestError {
  return new LoadtestError('K6_NOT_FOUND', `LOADTEST_K6: ${describeFinding(finding)}`, {
    hint: `set it to the path of a k6 ${acceptedK6}, or unset it to have one found or provided`,
  });
}

function notFound(code: 'K6_NOT_FOUND' | 'K6_DOWNLOAD_FAILED', attempts: readonly Attempt[]): LoadtestError {
  const lines = attempts.map(({ place, reason }) => `\n  ${place}: ${reason}`);
  return new LoadtestError(code, `no k6 ${acceptedK6} was found${lines.join('')}`, {
    hint: `install k6 v${k6Version} on PATH, or set LOADTEST_K6 to its path, or LOADTEST_K6_MIRROR to a copy of its release`,
  });
}

function seconds(durationMs: number): string {
  return `${(durationMs / 1000).toFixed(1)} s`;
}
