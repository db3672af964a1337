import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../../core/context.ts';
import { LoadtestError } from '../../core/errors.ts';
import { runToEnd } from '../process.ts';
import { checksumOf, type Release } from './release.ts';

/** A program that lies ready outside of the cache, or the reason why there is none. */
export type Acquired = { readonly program: string } | { readonly reason: string };

export interface DownloadOptions {
  readonly tell: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
  /** How long the server may take to answer the first request. */
  readonly answerDeadlineMs?: number;
  /** How long it may then stay silent. */
  readonly silenceDeadlineMs?: number;
}

/**
 * Downloads the release into `directory`, verifies it against the release's checksums and unpacks it there. Throws
 * `K6_DOWNLOAD_FAILED` when the archive is not what the checksums say; all other failures are a reason.
 */
export async function downloadK6(
  ctx: Context,
  release: Release,
  directory: string,
  { tell, signal, answerDeadlineMs = 5_000, silenceDeadlineMs = 30_000 }: DownloadOptions,
): Promise<Acquired> {
  const file = join(directory, release.archive);
  try {
    const checksums = await fetchBody(release.checksumsUrl, answerDeadlineMs, signal, readText);
    const expected = checksumOf(checksums, release.archive);
    if (expected === undefined) return { reason: `${release.checksumsUrl} does not list ${release.archive}` };
    tell(`downloading ${release.archiveUrl}`);
    const actual = await fetchBody(release.archiveUrl, silenceDeadlineMs, signal, (body) => save(body, file));
    if (actual !== expected) throw corrupt(release, expected, actual);
  } catch (error) {
    if (error instanceof LoadtestError) throw error;
    signal?.throwIfAborted();
    return { reason: rootMessage(error) };
  }
  return unpack(ctx, release, file, directory, signal);
}

/** Reads the body of a successful answer; rejects when the server stays silent for longer than the deadline. */
async function fetchBody<T>(
  url: string,
  deadlineMs: number,
  signal: AbortSignal | undefined,
  read: (body: AsyncIterable<Uint8Array>) => Promise<T>,
): Promise<T> {
  const silence = new AbortController();
  const timer = setTimeout(
    () => silence.abort(new Error(`no answer within ${deadlineMs / 1000} s`)),
    deadlineMs,
  );
  const stop = signal === undefined ? silence.signal : AbortSignal.any([signal, silence.signal]);
  try {
    const response = await fetch(url, { signal: stop });
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      throw new Error(`HTTP ${response.status}`);
    }
    return await read(heard(response.body, () => timer.refresh()));
  } catch (error) {
    throw new Error(`${url}: ${rootMessage(error)}`);
  } finally {
    clearTimeout(timer);
  }
}

async function* heard(body: AsyncIterable<Uint8Array>, onChunk: () => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    onChunk();
    yield chunk;
  }
}

async function readText(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** Writes the body to a file and gives its SHA-256 in hex. */
async function save(body: AsyncIterable<Uint8Array>, file: string): Promise<string> {
  const hash = createHash('sha256');
  const handle = await open(file, 'w');
  try {
    for await (const chunk of body) {
      hash.update(chunk);
      await handle.writeFile(chunk);
    }
  } finally {
    await handle.close();
  }
  return hash.digest('hex');
}

async function unpack(
  ctx: Context,
  release: Release,
  file: string,
  directory: string,
  signal: AbortSignal | undefined,
): Promise<Acquired> {
  // The tar of Windows reads zip; a GNU tar that stands before it on PATH does not.
  const tar = ctx.env.SystemRoot ? join(ctx.env.SystemRoot, 'System32', 'tar.exe') : 'tar';
  const args = [release.archive.endsWith('.gz') ? '-xzf' : '-xf', file, '-C', directory, release.program];
  const { exitCode, failure, stderr } = await runToEnd(ctx, tar, args, { ...(signal && { signal }) });
  if (failure === 'not-found') return { reason: `there is no ${tar} to unpack ${release.archive} with` };
  signal?.throwIfAborted();
  if (exitCode !== 0) return { reason: `${tar} could not unpack ${release.archive}: ${stderr.trim()}` };
  return { program: join(directory, release.program) };
}

function corrupt(release: Release, expected: string, actual: string): LoadtestError {
  return new LoadtestError(
    'K6_DOWNLOAD_FAILED',
    `${release.archiveUrl} has the SHA-256 ${actual}, expected ${expected} as ${release.checksumsUrl} states`,
    {
      hint: 'do not use this source; set LOADTEST_K6_MIRROR to one you trust, or LOADTEST_K6 to a k6 you have',
    },
  );
}

/** The message at the root of an error of `fetch`, whose own says only that it failed. */
function rootMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return rootMessage(error.cause);
  if (error instanceof AggregateError && error.errors.length > 0)
    return error.errors.map(rootMessage).join('; ');
  return error.message;
}
