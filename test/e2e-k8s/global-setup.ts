import type { TestProject } from 'vitest/node';
import { type Cluster, openSession } from './session.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    cluster: Cluster;
  }
}

/** The cluster of the project: the one that LOADTEST_TEST_KUBECONFIG names, else one that lives as long as the tests. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const kubeconfig = process.env.LOADTEST_TEST_KUBECONFIG;
  if (kubeconfig) {
    project.provide('cluster', { kubeconfig, kubectl: 'kubectl' });
    return undefined;
  }
  const session = await openSession();
  project.provide('cluster', session.cluster);
  return session.close;
}
