import { existsSync, readFileSync } from 'node:fs';
import { versions } from 'node:process';

/** The versions of this package and of the node that runs it. */
export function readVersions(): { readonly loadtest: string; readonly node: string } {
  return { loadtest: packageVersion(), node: versions.node };
}

/** The nearest `package.json` above this file, which differs by one level between the sources and `dist/`. */
function packageVersion(): string {
  for (let directory = new URL('.', import.meta.url); ; directory = new URL('..', directory)) {
    const file = new URL('package.json', directory);
    if (existsSync(file)) return String(JSON.parse(readFileSync(file, 'utf8')).version);
    if (directory.pathname === '/') return 'unknown';
  }
}
