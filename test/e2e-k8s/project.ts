import { randomBytes } from 'node:crypto';
import { expect, vi } from 'vitest';
import { type CliRequest, type RunningCli, startCli } from '../e2e/harness.ts';
import { kubectl } from './kubectl.ts';
import { restrictedNamespace, target } from './objects.ts';
import type { Cluster } from './session.ts';

/** A namespace of its own with a counting target, and the command line beside it. */
export interface Project {
  readonly namespace: string;
  /** Calls the command line in a directory with a configuration for the namespace and `script.js`. */
  start(argv: readonly string[], request?: ProjectRequest): RunningCli;
  /** Calls kubectl in the namespace. */
  kubectl(...args: readonly string[]): Promise<string>;
  /** What the target has counted since the last call. */
  counted(): Promise<number>;
  /** Resolves when no object of any run is left, its pods included; rejects with what is left. */
  isEmpty(): Promise<void>;
  /** Does not wait until all of it is gone. */
  remove(): Promise<void>;
}

export interface ProjectRequest extends CliRequest {
  readonly script?: string;
  /** Over the `kubernetes` of the configuration. */
  readonly kubernetes?: object;
  /** Over the rest of the configuration. */
  readonly config?: object;
  /** What has to answer before the load; default: the counting target. */
  readonly targetUrl?: string;
}

const resources = (memory: string) => ({ cpu: '1', memory, requests: { cpu: '20m', memory: '64Mi' } });

const ownKinds = 'jobs,pods,services,secrets,configmaps,networkpolicies';
const ownSelector = ['-l', 'app.kubernetes.io/managed-by=loadtest', '-o', 'name'];

/** Less than the 30 seconds after which a pod is killed that does not end when it is asked to. */
const goneWithinMs = 25_000;

const targetUrlOf = (namespace: string) => `http://target.${namespace}.svc.cluster.local`;

/** A new project on a cluster, whose target answers. */
export async function makeClusterProject(cluster: Cluster): Promise<Project> {
  const namespace = `run-${randomBytes(3).toString('hex')}`;
  const here = (...args: readonly string[]) => kubectl(cluster, ['-n', namespace, ...args]);
  const service = `/api/v1/namespaces/${namespace}/services/target:80/proxy`;
  const reset = () => kubectl(cluster, ['create', '--raw', `${service}/reset`, '-f', '/dev/null']);
  await kubectl(cluster, ['apply', '-f', '-'], [restrictedNamespace(namespace), ...target(namespace)]);
  await here('rollout', 'status', 'deployment/target', '--timeout=90s');
  // A Service answers a moment after its pods are ready.
  await vi.waitFor(() => kubectl(cluster, ['get', '--raw', `${service}/ready`]), {
    timeout: 30_000,
    interval: 500,
  });
  return {
    namespace,
    kubectl: here,
    counted: async () => Number(await reset()),
    start(argv, { script, kubernetes, config: changes, targetUrl, ...request } = {}) {
      const config = {
        // What asks whether it is up is not counted.
        target: { url: targetUrl ?? `${targetUrlOf(namespace)}/ready` },
        env: { TARGET_URL: targetUrlOf(namespace) },
        kubernetes: {
          namespace,
          resources: resources('256Mi'),
          coordinatorResources: resources('384Mi'),
          targetPods: [{ labels: { app: 'target' } }],
          ...kubernetes,
        },
        ...changes,
      };
      return startCli(argv, {
        ...request,
        files: {
          'loadtest.config.json': JSON.stringify(config),
          ...(script !== undefined && { 'script.js': script }),
          ...request.files,
        },
        env: { KUBECONFIG: cluster.kubeconfig, ...request.env },
      });
    },
    isEmpty: () =>
      expect
        .poll(() => here('get', ownKinds, ...ownSelector), { timeout: goneWithinMs, interval: 500 })
        .toBe(''),
    remove: async () => void (await kubectl(cluster, ['delete', 'namespace', namespace, '--wait=false'])),
  };
}
