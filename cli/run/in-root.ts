import { resolve } from 'node:path';

/** The same, with a working directory that starts from the configuration's own. */
export function inRoot<T extends { readonly cwd?: string | undefined }>(command: T, root: string) {
  return { ...command, cwd: resolve(root, command.cwd ?? '.') };
}
