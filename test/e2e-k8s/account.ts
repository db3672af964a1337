import { type Right, role } from '../../k8s/manifests/role.ts';
import { kubectl } from './kubectl.ts';
import type { Project } from './project.ts';
import type { Cluster } from './session.ts';

/** The text of a kubeconfig of an account of a project's namespace that has these rights and no others. */
export async function accountWith(
  cluster: Cluster,
  project: Project,
  name: string,
  rights: readonly Right[],
): Promise<string> {
  const { namespace } = project;
  const metadata = { name, namespace };
  const binding = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
    subjects: [{ kind: 'ServiceAccount', name, namespace }],
  };
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata };
  await kubectl(cluster, ['apply', '-f', '-'], [account, role(name, namespace, rights), binding]);
  const token = await project.kubectl('create', 'token', name);
  const admin = JSON.parse(await project.kubectl('config', 'view', '--raw', '--flatten', '-o', 'json'));
  const users = admin.users.map((user: { name: string }) => ({ name: user.name, user: { token } }));
  return JSON.stringify({ ...admin, users });
}
