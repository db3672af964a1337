import { LoadtestError } from '../core/errors.ts';
import { controlPaths } from './coordinator/control-server.ts';
import { type CoordinatorStatus, coordinatorStatusSchema } from './coordinator/status.ts';

/** The coordinator's pod as the command line sees it. Calls reject when it cannot be reached. */
export interface CoordinatorClient {
  upload(archive: Uint8Array): Promise<void>;
  status(): Promise<CoordinatorStatus>;
  note(notes: Readonly<Record<string, string>>): Promise<void>;
  stop(reason: string): Promise<void>;
  /** A file of the finished run; `undefined` if there is none of that name. */
  file(name: string): Promise<Uint8Array | undefined>;
  /** Lets the pod end. */
  fetched(): Promise<void>;
}

const answerWithinMs = 30_000;

/** The client of the coordinator at a URL. */
export function connectCoordinator(url: string): CoordinatorClient {
  const call = (method: string, path: string, body?: Uint8Array | string) =>
    fetch(`${url}${path}`, {
      method,
      signal: AbortSignal.timeout(answerWithinMs),
      ...(body !== undefined && { body }),
    });
  const accepted = async (method: string, path: string, body?: Uint8Array | string): Promise<Response> => {
    const response = await call(method, path, body);
    if (response.ok) return response;
    const said = `${response.status}: ${await response.text()}`;
    throw new LoadtestError('CLUSTER_FAILED', `the coordinator answered ${path} with ${said}`);
  };
  return {
    upload: async (archive) => void (await accepted('PUT', controlPaths.archive, archive)),
    status: async () =>
      coordinatorStatusSchema.parse(await (await accepted('GET', controlPaths.status)).json()),
    note: async (notes) => void (await accepted('POST', controlPaths.notes, JSON.stringify(notes))),
    stop: async (reason) => void (await accepted('POST', controlPaths.stop, reason)),
    fetched: async () => void (await accepted('POST', controlPaths.fetched)),
    async file(name) {
      const response = await call('GET', `${controlPaths.files}${name}`);
      return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined;
    },
  };
}
