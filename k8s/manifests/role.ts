import type { V1Role } from '@kubernetes/client-node';

/** Something that an account may do in a namespace, and what for. */
export interface Right {
  readonly apiGroup: string;
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly why: string;
  /** A run goes on without it, and says less. */
  readonly optional?: true;
}

/** Everything that a run needs in its namespace: no Secret is read, and nothing of the cluster is. */
export const runRights: readonly Right[] = [
  {
    apiGroup: 'batch',
    resources: ['jobs'],
    verbs: ['create', 'get', 'list', 'patch', 'delete'],
    why: 'start the coordinator and the workers, find runs, remove them',
  },
  {
    apiGroup: '',
    resources: ['configmaps', 'secrets', 'services'],
    verbs: ['create'],
    why: "the run's programs, token and variables, and address; they go with the Job that owns them",
  },
  {
    apiGroup: 'networking.k8s.io',
    resources: ['networkpolicies'],
    verbs: ['create'],
    why: 'hold the workers to the allowed targets',
  },
  {
    apiGroup: '',
    resources: ['pods'],
    verbs: ['get', 'list'],
    why: 'find the coordinator, and why a pod is late or lost',
  },
  {
    apiGroup: '',
    resources: ['pods/log'],
    verbs: ['get'],
    why: 'what a pod said before it failed',
    optional: true,
  },
  {
    apiGroup: '',
    resources: ['pods/portforward'],
    verbs: ['get', 'create'],
    why: 'talk to the coordinator through the API server',
  },
  {
    apiGroup: '',
    resources: ['events'],
    verbs: ['list'],
    why: 'why a Job cannot make its pods',
    optional: true,
  },
  {
    apiGroup: '',
    resources: ['resourcequotas', 'limitranges'],
    verbs: ['list'],
    why: 'refuse a run that the namespace has no room for, before it starts',
    optional: true,
  },
  {
    apiGroup: '',
    resources: ['persistentvolumeclaims'],
    verbs: ['get'],
    why: 'see that the claim for the results is there',
    optional: true,
  },
  {
    apiGroup: '',
    resources: ['namespaces'],
    verbs: ['get'],
    why: "read the namespace's own Pod Security level",
    optional: true,
  },
];

/** What the Kubernetes observer needs in the namespace of the workload that it watches. */
export const observerRights: readonly Right[] = [
  {
    apiGroup: 'apps',
    resources: ['deployments', 'statefulsets', 'replicasets', 'daemonsets'],
    verbs: ['get', 'list'],
    why: 'how many replicas the workload has',
  },
  { apiGroup: '', resources: ['pods'], verbs: ['get', 'list'], why: 'restarts and limits of its pods' },
  { apiGroup: 'metrics.k8s.io', resources: ['pods'], verbs: ['get', 'list'], why: 'CPU and memory in use' },
];

/** The Role that grants some rights in a namespace. */
export function role(name: string, namespace: string, rights: readonly Right[]): V1Role {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name, namespace, labels: { 'app.kubernetes.io/name': 'loadtest' } },
    rules: rights.map(({ apiGroup, resources, verbs }) => ({
      apiGroups: [apiGroup],
      resources: [...resources],
      verbs: [...verbs],
    })),
  };
}
