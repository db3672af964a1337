import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { Writable } from 'node:stream';
import type {
  AuthorizationV1Api,
  BatchV1Api,
  CoreV1Api,
  KubernetesObject,
  KubernetesObjectApi,
  NetworkingV1Api,
} from '@kubernetes/client-node';
import { z } from 'zod';
import { LoadtestError, messageOf } from '../core/errors.ts';

export interface ClusterChoice {
  /** A context of the kubeconfig; default: its current one, or the pod's own account inside of a cluster. */
  readonly context?: string | undefined;
  /** Default: the context's. */
  readonly namespace?: string | undefined;
}

/** A way to one pod's port, at a loopback address of this machine. */
export interface Forward {
  readonly url: string;
  close(): void;
}

/** The cluster as the rest of this room sees it: typed clients, and failures as `LoadtestError`s. */
export interface Cluster {
  readonly context: string;
  readonly namespace: string;
  readonly server: string;
  readonly core: CoreV1Api;
  readonly batch: BatchV1Api;
  readonly networking: NetworkingV1Api;
  readonly authorization: AuthorizationV1Api;
  /** As a dry run it only says whether the API server would accept the object. */
  create<T extends KubernetesObject>(object: T, mode?: 'dry-run'): Promise<T>;
  forward(pod: string, port: number): Promise<Forward>;
  /** What the API server answers to a GET of a path, until the signal is aborted. */
  read(path: string, signal: AbortSignal): Promise<Answer>;
}

/** An answer of the API server, with its own clock's time in milliseconds, if it said so. */
export interface Answer {
  readonly body: unknown;
  readonly dateMs: number | undefined;
}

/**
 * Connects to the chosen cluster, by the kubeconfigs that `KUBECONFIG` names, the home directory's, or the account of
 * the pod that this runs in. Throws `CLUSTER_UNREACHABLE` if there is no such context.
 */
export async function connectCluster(choice: ClusterChoice): Promise<Cluster> {
  const kubernetes = await loadLibrary();
  const config = new kubernetes.KubeConfig();
  try {
    config.loadFromDefault();
    if (choice.context !== undefined) config.setCurrentContext(choice.context);
  } catch (error) {
    throw new LoadtestError('CLUSTER_UNREACHABLE', `the kubeconfig cannot be read: ${messageOf(error)}`, {
      cause: error,
    });
  }
  const context = config.getContextObject(config.getCurrentContext());
  const server = config.getCurrentCluster()?.server;
  if (!server) {
    const known = config.getContexts().map(({ name }) => name);
    throw new LoadtestError(
      'CLUSTER_UNREACHABLE',
      `there is no Kubernetes context "${config.getCurrentContext()}"`,
      {
        hint: known.length > 0 ? `choose one of ${known.join(', ')} with --context` : 'set KUBECONFIG',
      },
    );
  }
  const namespace = choice.namespace ?? context?.namespace ?? 'default';
  const objects = kubernetes.KubernetesObjectApi.makeApiClient(config);
  return {
    context: config.getCurrentContext(),
    namespace,
    server,
    core: config.makeApiClient(kubernetes.CoreV1Api),
    batch: config.makeApiClient(kubernetes.BatchV1Api),
    networking: config.makeApiClient(kubernetes.NetworkingV1Api),
    authorization: config.makeApiClient(kubernetes.AuthorizationV1Api),
    create: (object, mode) => createObject(objects, object, mode),
    forward: (pod, port) => forwardPort(new kubernetes.PortForward(config), namespace, pod, port),
    read: (path, signal) => readPath(kubernetes, config, `${server}${path}`, signal),
  };
}

type Library = typeof import('@kubernetes/client-node');

/** Loads the client's library, which takes a third of a second: whoever knows that it will be needed does so early. */
export const loadLibrary = (): Promise<Library> => import('@kubernetes/client-node');

async function readPath(
  kubernetes: Library,
  config: InstanceType<Library['KubeConfig']>,
  url: string,
  signal: AbortSignal,
): Promise<Answer> {
  const request = new kubernetes.RequestContext(url, kubernetes.HttpMethod.GET);
  request.setSignal(signal);
  await config.applySecurityAuthentication(request);
  const response = await new kubernetes.IsomorphicFetchHttpLibrary().send(request).toPromise();
  const { httpStatusCode: status, headers } = response;
  const text = await response.body.text();
  if (status !== 200) throw new kubernetes.ApiException(status, text, text, headers);
  const dateMs = Date.parse(headers.date ?? '');
  return { body: JSON.parse(text), dateMs: Number.isNaN(dateMs) ? undefined : dateMs };
}

async function createObject<T extends KubernetesObject>(
  objects: KubernetesObjectApi,
  object: T,
  mode?: 'dry-run',
): Promise<T> {
  const { kind, metadata } = object;
  const dryRun = mode && 'All';
  return (await attempt(`create ${kind} ${metadata?.name}`, () =>
    objects.create(object, undefined, dryRun),
  )) as T;
}

/** Listens on a loopback port and passes each connection on to the pod through the API server. */
function forwardPort(
  forwarder: InstanceType<Library['PortForward']>,
  namespace: string,
  pod: string,
  port: number,
): Promise<Forward> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    // What the pod's node says there is why it cannot connect, as when nothing listens yet.
    const failure = new Writable({
      write(said: Buffer, _encoding, done) {
        if (said.length > 0) socket.destroy();
        done();
      },
    });
    forwarder.portForward(namespace, pod, [port], socket, failure, socket).catch(() => socket.destroy());
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port: local } = server.address() as AddressInfo;
      resolve({
        url: `http://127.0.0.1:${local}`,
        close() {
          server.close();
          for (const socket of sockets) socket.destroy();
        },
      });
    });
  });
}

const statusBodySchema = z.object({ message: z.string(), reason: z.string().optional() });

/** The status code of an API server's answer, if that is what was thrown. */
export function statusOf(error: unknown): number | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'number' ? code : undefined;
}

/** Does something with the API server; its refusals and failures become errors that say what was attempted. */
export async function attempt<T>(what: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw toClusterError(what, error);
  }
}

function toClusterError(what: string, error: unknown): LoadtestError {
  const status = statusOf(error);
  const message = `cannot ${what}: ${reasonOf(error)}`;
  if (status === 403) {
    return new LoadtestError('CLUSTER_FORBIDDEN', message, {
      hint: 'the documented Role grants what is needed: see "loadtest k8s doctor" and docs/kubernetes.md',
      cause: error,
    });
  }
  if (status === undefined) {
    return new LoadtestError('CLUSTER_UNREACHABLE', message, {
      hint: 'check the context and that the API server can be reached: kubectl get namespaces',
      cause: error,
    });
  }
  return new LoadtestError('CLUSTER_FAILED', message, { cause: error });
}

/** The API server's own sentence, which it wraps in JSON in text. */
function reasonOf(error: unknown): string {
  const body = error instanceof Error && 'body' in error ? error.body : undefined;
  try {
    return statusBodySchema.parse(typeof body === 'string' ? JSON.parse(body) : body).message;
  } catch {
    return messageOf(error);
  }
}
