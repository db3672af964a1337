import { describe, expect, it } from 'vitest';
import { headroomOf } from '../../k8s/headroom.ts';
import { configOf } from './plan-fixture.ts';

const node = (name: string, spec: object = {}, labels: Record<string, string> = {}) => ({
  metadata: { name, labels },
  spec,
  status: { allocatable: { cpu: '4', memory: '8Gi', pods: '10' } },
});
const pod = (nodeName: string, cpu: string, phase = 'Running') => ({
  spec: { nodeName, containers: [{ name: 'main', resources: { requests: { cpu, memory: '1Gi' } } }] },
  status: { phase },
});
const taint = (effect: string) => ({ key: 'pool', value: 'load', effect });
const roomOf = (nodes: object[], pods: object[] = [], kubernetes: object = {}) =>
  headroomOf(nodes, pods, configOf({ resources: { cpu: '1', memory: '1Gi' }, ...kubernetes }));

describe('the room for workers', () => {
  it.each([
    ['is that of all nodes', [node('a'), node('b')], [], {}, 8],
    ['is less by what pods request', [node('a')], [pod('a', '1500m')], {}, 2],
    ['is that of the scarcest resource', [node('a')], [], { resources: { cpu: '500m', memory: '4Gi' } }, 2],
    ['is not less by pods that have ended', [node('a')], [pod('a', '3', 'Succeeded')], {}, 4],
    [
      'is as many as the node takes pods',
      [node('a')],
      [],
      { resources: { cpu: '100m', memory: '64Mi' } },
      10,
    ],
    ['leaves out nodes that take no pods', [node('a', { unschedulable: true })], [], {}, 0],
    ['leaves out nodes with other labels', [node('a')], [], { nodeSelector: { pool: 'load' } }, 0],
    ['leaves out nodes with a taint', [node('a', { taints: [taint('NoSchedule')] })], [], {}, 0],
    ['counts those whose taint is soft', [node('a', { taints: [taint('PreferNoSchedule')] })], [], {}, 4],
    [
      'counts those whose taint is tolerated',
      [node('a', { taints: [taint('NoSchedule')] }, { pool: 'load' })],
      [],
      {
        nodeSelector: { pool: 'load' },
        tolerations: [{ key: 'pool', operator: 'Equal', value: 'load', effect: 'NoSchedule' }],
      },
      4,
    ],
  ])('%s', (_, nodes, pods, kubernetes, expected) => {
    expect(roomOf(nodes, pods, kubernetes)).toBe(expected);
  });
});
