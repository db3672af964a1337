import type { Context } from '../../core/context.ts';
import { openBucketStore } from '../results/bucket-store.ts';
import { openDirectoryStore } from '../results/directory-store.ts';
import { podCredentials } from '../results/pod-credentials.ts';
import type { RemoteStore } from '../results/remote-store.ts';
import type { CoordinatorSettings } from './settings.ts';

/** The store that a coordinator's pod writes its run to. */
export function openRemoteStore(ctx: Context, store: NonNullable<CoordinatorSettings['store']>): RemoteStore {
  return 'directory' in store
    ? openDirectoryStore(store.directory)
    : openBucketStore(store, podCredentials(ctx));
}
