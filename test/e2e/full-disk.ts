import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningCli } from './harness.ts';

/** A way in which a running loadtest finds no room for its results. */
export interface FullDisk {
  readonly name: string;
  /** Makes the results directory of a directory where there is room at first. */
  prepare(directory: string): void;
  /** Takes the room away. */
  fill(running: RunningCli): void;
  /** Gives it back. */
  free(directory: string): void;
  release(directory: string): void;
}

const roomBytes = 2 * 1024 * 1024;
const limitBytes = 4096;

/** A limit on the size of the process's files, which every user may set. */
const fileSizeLimit: FullDisk = {
  name: 'a limit on file sizes',
  prepare: () => undefined,
  fill: ({ pid }) => void execFileSync('prlimit', ['--pid', `${pid}`, `--fsize=${limitBytes}`]),
  free: () => undefined,
  release: () => undefined,
};

const mountPoint = (directory: string) => join(directory, '.loadtest');
const ballast = (directory: string) => join(mountPoint(directory), 'ballast');

/** A file system of its own that is full, which only root can mount. */
const fullFileSystem: FullDisk = {
  name: 'a full file system',
  prepare(directory) {
    mkdirSync(mountPoint(directory));
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${roomBytes}`, 'tmpfs', mountPoint(directory)]);
  },
  fill({ directory }) {
    for (let sizeBytes = roomBytes; sizeBytes >= 1; sizeBytes = Math.floor(sizeBytes / 2)) {
      append(ballast(directory), sizeBytes);
    }
  },
  free: (directory) => rmSync(ballast(directory)),
  release: (directory) => void execFileSync('umount', [mountPoint(directory)]),
};

function append(file: string, sizeBytes: number): void {
  try {
    writeFileSync(file, Buffer.alloc(sizeBytes, 1), { flag: 'a' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
  }
}

/** The ways that this user can make. */
export const fullDisks: readonly FullDisk[] =
  process.getuid?.() === 0 ? [fileSizeLimit, fullFileSystem] : [fileSizeLimit];
