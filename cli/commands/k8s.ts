import type { CommandGroup } from '../command.ts';
import { k8sClean } from './k8s-clean.ts';
import { k8sDoctor } from './k8s-doctor.ts';

export const k8s: CommandGroup = {
  name: 'k8s',
  summary: 'the cluster that runs run on',
  group: 'Prepare',
  commands: [k8sDoctor, k8sClean],
};
