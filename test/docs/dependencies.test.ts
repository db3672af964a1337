import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const { dependencies, devDependencies } = JSON.parse(read('package.json'));
const [, runtime = '', development = ''] = read('DEPENDENCIES.md').split(
  /^## (?:At run time|For development)$/m,
);

it('the clients of AWS share one version of their types', () => {
  const { packages } = JSON.parse(read('package-lock.json'));
  const places = Object.keys(packages).filter((path) => path.endsWith('node_modules/@smithy/types'));
  expect(places).toEqual(['node_modules/@smithy/types']);
});

it.each([
  ['run time', runtime, dependencies],
  ['development', development, devDependencies],
])('DEPENDENCIES.md has each dependency of %s with its pin', (_, section, expected) => {
  const rows = [...section.matchAll(/^\| ([^ ]+) \| (\d[^ ]*) \|/gm)].map(([, name, pin]) => [name, pin]);
  expect(Object.fromEntries(rows)).toEqual(expected);
});
