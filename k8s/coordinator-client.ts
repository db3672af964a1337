import { LoadtestError } from '../core/errors.ts';
import { controlPaths } from './coordinator/control-server.ts';
import { type CoordinatorStatus, coordinatorStatusSchema } from './coordinator/status.ts';

/**
 * The coordinator's pod as the command line sees it, or a reader's, which knows files alone. Calls reject when it cannot
 * be reached.
 */
export interface CoordinatorClient {
  /** Whether anything answers. */
  isListening(): Promise<boolean>;
  upload(archive: Uint8Array): Promise<void>;
  status(): Promise<CoordinatorStatus>;
  note(notes: Readonly<Record<string, string>>): Promise<void>;
  stop(reason: string): Promise<void>;
  /** A file of the finished run; `undefined` if there is none of that name. */
  file(name: string): Promise<Uint8Array | undefined>;
  /** Seconds of the run from a byte on, and not all if they are many; `undefined` while there are none, and when the run has finished. */
  journal(fromByte: number): Promise<Uint8Array | undefined>;
  /** Lets the pod end. */
  fetched(): Promise<void>;
}

const answerWithinMs = 30_000;

/** Archives and series may be large, and the way to the API server slow. */
const transferWithinMs = 15 * 60_000;

/** The client of the coordinator at a URL. */
export function connectCoordinator(url: string): CoordinatorClient {
  const call = (method: string, path: string, body?: Uint8Array | string, withinMs = answerWithinMs) =>
    fetch(`${url}${path}`, {
      method,
      signal: AbortSignal.timeout(withinMs),
      ...(body !== undefined && { body }),
    });
  const accepted = async (...request: Parameters<typeof call>): Promise<Response> => {
    const [, path] = request;
    const response = await call(...request);
    if (response.ok) return response;
    const said = `${response.status}: ${await response.text()}`;
    throw new LoadtestError('CLUSTER_FAILED', `the coordinator answered ${path} with ${said}`);
  };
  const bytes = async (path: string, withinMs?: number): Promise<Uint8Array | undefined> => {
    const response = await call('GET', path, undefined, withinMs);
    return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined;
  };
  return {
    isListening: () =>
      call('GET', controlPaths.status).then(
        () => true,
        () => false,
      ),
    upload: async (archive) => void (await accepted('PUT', controlPaths.archive, archive, transferWithinMs)),
    status: async () =>
      coordinatorStatusSchema.parse(await (await accepted('GET', controlPaths.status)).json()),
    note: async (notes) => void (await accepted('POST', controlPaths.notes, JSON.stringify(notes))),
    stop: async (reason) => void (await accepted('POST', controlPaths.stop, reason)),
    fetched: async () => void (await accepted('POST', controlPaths.fetched)),
    file: (name) => bytes(`${controlPaths.files}${name}`, transferWithinMs),
    journal: (fromByte) => bytes(`${controlPaths.journal}?from=${fromByte}`),
  };
}
