import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LoadtestError, messageOf } from '../../core/errors.ts';
import { makeDirectory } from '../../runner/make-directory.ts';
import { unwritable, writeWhole } from '../../runner/store/write-whole.ts';
import type { RemoteStore } from './remote-store.ts';

/** A directory of a volume as a remote store. */
export function openDirectoryStore(root: string): RemoteStore {
  return {
    name: root,
    async write(runId, file, content) {
      const directory = join(root, runId);
      await makeDirectory(directory).catch((error: unknown) => {
        throw unwritable(directory, error);
      });
      await writeWhole(join(directory, file), content);
    },
    read: (runId, file) => readFile(join(root, runId, file)).catch(absentOrUnreadable),
    remove: (runId, file) => rm(join(root, runId, file), { force: true }),
    async runIds(beginning) {
      const names = (await readdir(root).catch(absentOrUnreadable)) ?? [];
      return names.filter((name) => name.startsWith(beginning)).sort();
    },
  };
}

function absentOrUnreadable(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw new LoadtestError('STORE_UNREADABLE', messageOf(error), { cause: error });
}
