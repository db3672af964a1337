import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';

/**
 * Files of the kernel's own file systems. What they tell of may be gone between any two reads, and they say that by
 * various errors; all mean the same: there is nothing to read. They are read synchronously, since the kernel answers
 * from memory and a trip through the thread pool costs more than the read.
 */
export const kernelFile = {
  text: (path: string): string | undefined => attempt(() => readFileSync(path, 'utf8')),
  names: (path: string): readonly string[] | undefined => attempt(() => readdirSync(path)),
  target: (path: string): string | undefined => attempt(() => readlinkSync(path)),
  size: (path: string): number | undefined => attempt(() => statSync(path).size),
};

function attempt<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
