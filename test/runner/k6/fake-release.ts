import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { thisHost } from '../../../runner/k6/host.ts';
import { provideK6 } from '../../../runner/k6/provide.ts';
import { type Release, releaseFor } from '../../../runner/k6/release.ts';
import { makeContext } from '../test-context.ts';

/** The real k6 of this machine; fails, saying what to do, where there is none. */
export async function realK6(): Promise<string> {
  const { path } = await provideK6(makeContext({ env: process.env }), { offline: true });
  return path;
}

export function emptyDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'loadtest-k6-'));
}

/** A program that answers `k6 version` with the given version, and nothing else. */
export function versionScript(version: string, directory = emptyDirectory()): string {
  return script(`echo "k6 v${version} (go1.26.1, linux/amd64)"`, directory);
}

export function script(body: string, directory = emptyDirectory()): string {
  const path = join(directory, 'k6');
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
  return path;
}

export function hostRelease(mirror: string): Release {
  const release = releaseFor(thisHost({}), mirror);
  if (release === undefined) throw new Error('k6 publishes no release for the platform of this test');
  return release;
}

/** The release archive of this platform with the given program in it. */
export function packRelease(program: string): Buffer {
  const { archive, program: inside } = hostRelease('http://mirror');
  const directory = emptyDirectory();
  mkdirSync(join(directory, dirname(inside)));
  copyFileSync(program, join(directory, inside));
  const file = join(directory, archive);
  execFileSync('tar', ['--use-compress-program', 'gzip -1', '-cf', file, '-C', directory, dirname(inside)]);
  return readFileSync(file);
}

export function checksumsFor(archive: Buffer): string {
  const sha256 = createHash('sha256').update(archive).digest('hex');
  return `${'0'.repeat(64)}  k6-v2.2.0-linux-amd64.deb\n${sha256}  ${hostRelease('http://mirror').archive}\n`;
}

export interface Mirror {
  readonly url: string;
  /** The names that were asked for, in order. */
  readonly requests: string[];
  close(): Promise<void>;
}

/** A mirror that serves each name by its own listener, and 404 for all others. */
export async function startMirror(files: Readonly<Record<string, RequestListener>>): Promise<Mirror> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const name = basename(request.url ?? '');
    requests.push(name);
    const listener = files[name];
    if (listener === undefined) response.writeHead(404).end('no such file');
    else listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the mirror has no port');
  return {
    url: `http://127.0.0.1:${address.port}/release`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** Serves bytes whole, with their length. */
export const whole =
  (content: string | Buffer): RequestListener =>
  (_, response) => {
    response.setHeader('content-length', Buffer.byteLength(content));
    response.end(content);
  };

/** Promises the whole length, and closes the connection half way. */
export const truncated =
  (content: Buffer): RequestListener =>
  (_, response) => {
    response.setHeader('content-length', content.length);
    response.write(content.subarray(0, content.length / 2), () => response.destroy());
  };

/** Accepts the request and never answers. */
export const silent: RequestListener = () => undefined;
