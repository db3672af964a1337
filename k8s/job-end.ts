import type { V1Job } from '@kubernetes/client-node';

/** Whether a Job has come to its end, well or not. */
export function hasEnded({ status }: V1Job): boolean {
  return (status?.conditions ?? []).some(
    ({ type, status: holds }) => ['Complete', 'Failed'].includes(type) && holds === 'True',
  );
}
