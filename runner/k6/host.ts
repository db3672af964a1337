import { arch, homedir, platform } from 'node:os';
import { posix, win32 } from 'node:path';
import { k6Version } from './version.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The machine that k6 is to run on, in Node's words. */
export interface Host {
  readonly platform: string;
  readonly arch: string;
  readonly home: string;
}

/** This machine; the home directory is the environment's, or else the account's. */
export function thisHost(env: Env): Host {
  return { platform: platform(), arch: arch(), home: env.HOME || env.USERPROFILE || homedir() };
}

/** The file name of the k6 program. */
export function k6FileName(host: Host): string {
  return host.platform === 'win32' ? 'k6.exe' : 'k6';
}

/** Where the provided k6 is kept, and nothing else is. */
export function cachedK6Path(env: Env, host: Host): string {
  const { join } = host.platform === 'win32' ? win32 : posix;
  return join(cacheDirectory(env, host), 'loadtest', 'k6', k6Version, k6FileName(host));
}

function cacheDirectory(env: Env, { platform, home }: Host): string {
  if (env.XDG_CACHE_HOME) return env.XDG_CACHE_HOME;
  if (platform === 'win32') return env.LOCALAPPDATA || win32.join(home, 'AppData', 'Local');
  return platform === 'darwin' ? posix.join(home, 'Library', 'Caches') : posix.join(home, '.cache');
}
