import { readdirSync } from 'node:fs';
import { repositoryRoot } from '../config/find.ts';

/** How a repository installs and calls its packages. */
export interface PackageManager {
  readonly name: 'npm' | 'pnpm' | 'yarn' | 'bun';
  readonly lockfiles: readonly string[];
  /** Steps of a GitHub Actions job that make it available. */
  readonly setup: readonly string[];
  readonly install: string;
  /** Adds packages that development needs. */
  readonly add: string;
  /** Calls a program of an installed package, and never fetches one. */
  readonly exec: string;
  /** Calls a script of the repository. */
  readonly script: string;
}

const setupNode = 'uses: actions/setup-node@v4\n        with:\n          node-version: 22';

const npm: PackageManager = {
  name: 'npm',
  lockfiles: ['package-lock.json', 'npm-shrinkwrap.json'],
  setup: [setupNode],
  install: 'npm ci',
  add: 'npm install --save-dev',
  exec: 'npx --no-install',
  script: 'npm run',
};

const managers: readonly PackageManager[] = [
  {
    name: 'pnpm',
    lockfiles: ['pnpm-lock.yaml'],
    setup: ['uses: pnpm/action-setup@v4', setupNode],
    install: 'pnpm install --frozen-lockfile',
    add: 'pnpm add --save-dev',
    exec: 'pnpm exec',
    script: 'pnpm run',
  },
  {
    name: 'yarn',
    lockfiles: ['yarn.lock'],
    setup: [setupNode, 'run: corepack enable'],
    install: 'yarn install --immutable',
    add: 'yarn add --dev',
    exec: 'yarn run',
    script: 'yarn run',
  },
  {
    name: 'bun',
    lockfiles: ['bun.lock', 'bun.lockb'],
    setup: [setupNode, 'uses: oven-sh/setup-bun@v2'],
    install: 'bun install --frozen-lockfile',
    add: 'bun add --dev',
    exec: 'bun run',
    script: 'bun run',
  },
  npm,
];

/** The package manager whose lockfile is among the names; npm if none is. */
export function packageManagerOf(fileNames: readonly string[]): PackageManager {
  return managers.find(({ lockfiles }) => lockfiles.some((name) => fileNames.includes(name))) ?? npm;
}

/** The package manager of the repository that a directory is in. */
export function packageManagerIn(directory: string): PackageManager {
  return packageManagerOf([directory, repositoryRoot(directory)].flatMap((one) => readdirSync(one)));
}
