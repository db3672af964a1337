import type { KubernetesObject } from '@kubernetes/client-node';
import { stringify } from 'yaml';

const hidden = '(hidden)';

/**
 * Objects as the YAML that `kubectl apply` takes, which reads 1.1, where `off` is no text. Values of Secrets are hidden: what is printed ends up in logs and
 * repositories.
 */
export function renderManifests(objects: readonly KubernetesObject[]): string {
  return objects
    .map((object) =>
      stringify(wireForm(object), { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false }),
    )
    .join('---\n');
}

/** The object as the API has it: the client's types spell a word that languages reserve with an underline. */
function wireForm(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(wireForm);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      if (key === 'stringData') return [key, hide(member)];
      return [key === '_from' ? 'from' : key, wireForm(member)];
    }),
  );
}

function hide(values: object): Record<string, string> {
  return Object.fromEntries(Object.keys(values).map((name) => [name, hidden]));
}
