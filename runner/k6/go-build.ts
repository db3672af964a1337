import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Context } from '../../core/context.ts';
import { runToEnd } from '../process.ts';
import type { Acquired } from './download.ts';
import { type Host, k6FileName } from './host.ts';
import { k6Version } from './version.ts';

/** What the machine's Go is good for: `usable` from version 1.25, which k6 needs. */
export type GoToolchain =
  | { readonly usable: true; readonly version: string }
  | { readonly usable: false; readonly reason: string };

const buildTimeoutMs = 15 * 60_000;

/** The Go toolchain on PATH. */
export async function findGo(ctx: Context): Promise<GoToolchain> {
  const { stdout, failure } = await runToEnd(ctx, 'go', ['version'], { env: goEnv(ctx), timeoutMs: 10_000 });
  if (failure === 'not-found') return { usable: false, reason: 'there is no go on PATH' };
  const [version, major, minor] =
    /go(\d+)\.(\d+)\S*/.exec(stdout.toString('utf8').slice('go version '.length)) ?? [];
  if (version === undefined) return { usable: false, reason: 'go does not tell its version' };
  const usable = Number(major) > 1 || Number(minor) >= 25;
  return usable ? { usable, version } : { usable, reason: `go is ${version}, expected >= 1.25` };
}

/** Builds k6 in `directory` from its Go module; every failure is a reason. */
export async function buildK6(
  ctx: Context,
  host: Host,
  directory: string,
  { tell, signal }: { readonly tell: (line: string) => void; readonly signal?: AbortSignal | undefined },
): Promise<Acquired> {
  const go = await findGo(ctx);
  if (!go.usable) return { reason: go.reason };
  tell(`building k6 v${k6Version} from its Go module with ${go.version}, this takes a minute or two`);
  // The package may be installed read-only, and Go wants to write beside go.mod.
  const module = join(directory, 'module');
  await cp(fileURLToPath(new URL('./module/', import.meta.url)), module, { recursive: true });
  const program = join(directory, k6FileName(host));
  const args = [
    'build',
    '-mod=readonly',
    '-trimpath',
    '-buildvcs=false',
    '-ldflags=-s -w',
    '-o',
    program,
    '.',
  ];
  const { exitCode, failure, stderr } = await runToEnd(ctx, 'go', args, {
    cwd: module,
    env: goEnv(ctx),
    timeoutMs: buildTimeoutMs,
    ...(signal && { signal }),
  });
  signal?.throwIfAborted();
  if (failure === 'timeout')
    return { reason: `go build did not end within ${buildTimeoutMs / 60_000} minutes` };
  if (exitCode !== 0) return { reason: `go build failed: ${lastLines(stderr, 5)}` };
  return { program };
}

/** The user's Go, without what would build something else or fetch another toolchain. */
function goEnv(ctx: Context): Record<string, string | undefined> {
  const { GOOS, GOARCH, GOFLAGS, ...rest } = ctx.env;
  return { ...rest, CGO_ENABLED: '0', GOTOOLCHAIN: 'local', GOWORK: 'off' };
}

function lastLines(text: string, count: number): string {
  return text.trim().split('\n').slice(-count).join('; ');
}
