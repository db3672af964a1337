import { z } from 'zod';
import { nameSchema } from '../config-parts.ts';

const workloadKinds = ['deployment', 'statefulSet', 'daemonSet'] as const;
export type WorkloadKind = (typeof workloadKinds)[number];

/** An entry of `observers` that names a workload of a cluster. */
export const kubernetesObserverSchema = z
  .strictObject({
    type: z.literal('kubernetes'),
    deployment: nameSchema.optional(),
    statefulSet: nameSchema.optional(),
    daemonSet: nameSchema.optional(),
    /** Of the pods' labels, as `kubectl get pods -l` takes it. */
    selector: z.string().min(1).optional(),
    /** Default: that of `kubernetes`, where runs on a cluster live. */
    namespace: nameSchema.optional(),
    /** Of the kubeconfig; default: that of `kubernetes`. */
    context: z.string().min(1).optional(),
    /** The resource's name in the result; default: the workload's. */
    name: z.string().min(1).optional(),
  })
  .refine(
    (observer) =>
      [...workloadKinds, 'selector' as const].filter((key) => observer[key] !== undefined).length === 1,
    {
      error: 'a kubernetes observer takes exactly one of deployment, statefulSet, daemonSet and selector',
    },
  );
export type KubernetesObserver = z.infer<typeof kubernetesObserverSchema>;

/** The pods that are watched: those of a workload, or those that carry some labels. */
export type PodChoice =
  | { readonly kind: WorkloadKind; readonly name: string }
  | { readonly kind: 'selector'; readonly selector: string };

/** Which of its ways to name pods an entry takes. */
export function podChoiceOf(observer: KubernetesObserver): PodChoice {
  for (const kind of workloadKinds) {
    const name = observer[kind];
    if (name !== undefined) return { kind, name };
  }
  return { kind: 'selector', selector: observer.selector ?? '' };
}
