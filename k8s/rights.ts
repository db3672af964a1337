import { attempt, type Cluster } from './client.ts';
import type { Right } from './manifests/role.ts';

/** A right, and what the account lacks of it, as `create jobs`. */
export interface CheckedRight {
  readonly right: Right;
  readonly missing: readonly string[];
}

/** Asks the API server which of some rights this account has in the namespace. */
export function checkRights(cluster: Cluster, rights: readonly Right[]): Promise<readonly CheckedRight[]> {
  return Promise.all(
    rights.map(async (right) => {
      const asked = right.resources.flatMap((resource) => right.verbs.map((verb) => ({ resource, verb })));
      const answers = await Promise.all(
        asked.map(async ({ resource, verb }) => {
          const allowed = await isAllowed(cluster, right.apiGroup, resource, verb);
          return allowed ? [] : [`${verb} ${resource}`];
        }),
      );
      return { right, missing: answers.flat() };
    }),
  );
}

async function isAllowed(cluster: Cluster, group: string, path: string, verb: string): Promise<boolean> {
  const [resource = '', subresource] = path.split('/');
  const { namespace } = cluster;
  const resourceAttributes = {
    namespace,
    group,
    resource,
    verb,
    ...(subresource !== undefined && { subresource }),
    ...(resource === 'namespaces' && { name: namespace }),
  };
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes },
  };
  const review = await attempt('ask for rights', () =>
    cluster.authorization.createSelfSubjectAccessReview({ body }),
  );
  return review.status?.allowed === true;
}
