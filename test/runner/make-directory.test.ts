import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeDirectory } from '../../runner/make-directory.ts';
import { makeDirectory as makeTemporaryDirectory } from '../cli/harness.ts';

let root: string;
beforeEach(() => {
  root = makeTemporaryDirectory();
});
afterEach(() => rmSync(root, { recursive: true }));

it('makes a directory with those above it, also one that another makes at the same time', async () => {
  const path = join(root, 'a/b/c');
  await Promise.all([makeDirectory(path), makeDirectory(path)]);
  await makeDirectory(path);
  expect(existsSync(path)).toBe(true);
});

it.each([
  ['below a file', () => join(root, 'file/a'), /ENOTDIR/],
  ['where a file is', () => join(root, 'file'), /EEXIST/],
  ['where the file system takes none', () => '/proc/none/a', /ENOENT.*'\/proc\/none'/],
])('fails %s', async (_, path, says) => {
  writeFileSync(join(root, 'file'), '');
  await expect(makeDirectory(path())).rejects.toThrow(says);
});
