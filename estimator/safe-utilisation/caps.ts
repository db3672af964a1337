import type { Parallelism } from '../../core/records/index.ts';

/** A limit on the utilisation that holds whatever the latency objective would allow. */
export interface Cap {
  readonly utilisation: number;
  readonly text: string;
}

/** What does the work, as far as a rule of experience knows it. */
export type ServerKind = 'threads' | 'single-thread' | 'garbage-collected' | 'database-writer';

const caps: Readonly<Record<ServerKind, Cap>> = {
  threads: { utilisation: 0.85, text: 'at most 85 %, since neighbours on shared machines take some CPU' },
  'single-thread': { utilisation: 0.7, text: 'at most 70 % of one thread, which everything waits for' },
  'garbage-collected': { utilisation: 0.7, text: 'at most 70 %, since garbage is collected in between' },
  'database-writer': { utilisation: 0.7, text: 'at most 70 % of a writer, which cannot be scaled out' },
};

/** What does the work of a server, from the threads that were seen. */
export function serverKindOf({ basis }: Pick<Parallelism, 'basis'>): ServerKind {
  return basis === 'single-thread' ? 'single-thread' : 'threads';
}

/** The highest utilisation of this kind of server, as a rule of experience. */
export function capOf(kind: ServerKind): Cap {
  return caps[kind];
}

export const noCap: Cap = { utilisation: 1, text: 'no more than there is' };
