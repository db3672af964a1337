import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { networkPolicies } from '../../k8s/manifests/network-policies.ts';
import { renderManifests } from '../../k8s/manifests/render.ts';
import { podLabels } from '../../k8s/run-names.ts';
import { objectsOf, planOf, settingsOf } from './plan-fixture.ts';

describe('the network policies', () => {
  it('let workers reach DNS, the coordinator and what the guard allows, but for loopback', () => {
    expect(objectsOf().policy('worker')?.egress?.slice(1)).toEqual([
      {
        to: [{ podSelector: { matchLabels: podLabels(planOf().runId, 'coordinator') } }],
        ports: [{ protocol: 'TCP', port: 6566 }],
      },
      { to: [{ ipBlock: { cidr: '203.0.113.7/32' } }, { ipBlock: { cidr: '2001:db8::/64' } }] },
    ]);
  });

  it('never open to everywhere when nothing is left to allow', () => {
    const guard = { ...planOf().guard, allowed: ['127.0.0.1/32'] };
    const egress = objectsOf({}, planOf({ guard })).policy('worker')?.egress ?? [];
    expect(egress).toHaveLength(2);
    for (const { to, ports } of egress) expect(to ?? ports).not.toEqual([]);
  });

  it('name the pods behind Services, which policies do not see', () => {
    const targetPods = [{ namespace: 'shop', labels: { app: 'checkout' } }, { labels: { app: 'stub' } }];
    expect(objectsOf({ targetPods }).policy('worker')?.egress?.at(-1)?.to?.slice(2)).toEqual([
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } },
        podSelector: { matchLabels: { app: 'checkout' } },
      },
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'load' } },
        podSelector: { matchLabels: { app: 'stub' } },
      },
    ]);
  });

  it('let the coordinator reach the targets only where it has to see whether they answer', () => {
    const targetUrl = 'https://staging.shop.example/health';
    const egress = networkPolicies(planOf(), settingsOf({}, { targetUrl })).map(({ spec }) =>
      spec?.egress?.at(-1),
    );
    expect(egress[0]).toEqual(egress[1]);
    expect(objectsOf().policy('coordinator')?.egress).toHaveLength(2);
  });

  it('let only the coordinator into workers, and only workers into the coordinator', () => {
    const from = (component: 'worker' | 'coordinator') => [
      { podSelector: { matchLabels: podLabels(planOf().runId, component) } },
    ];
    expect(objectsOf().policy('worker')?.ingress).toEqual([
      { _from: from('coordinator'), ports: [{ protocol: 'TCP', port: 6565 }] },
    ]);
    expect(objectsOf().policy('coordinator')?.ingress).toEqual([
      { _from: from('worker'), ports: [{ protocol: 'TCP', port: 6566 }] },
    ]);
  });

  it('are printed as the API spells them', () => {
    const [policy] = objectsOf().others.filter(({ kind }) => kind === 'NetworkPolicy');
    const [document] = parseAllDocuments(renderManifests(policy ? [policy] : []));
    expect(document?.toJS().spec.ingress[0].from).toHaveLength(1);
  });
});
