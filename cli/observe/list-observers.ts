import type { Observer } from '../observers.ts';

/** A series that would be read. */
interface ListedSeries {
  readonly metric: string;
  readonly query: string;
}

interface ListedResource {
  readonly name: string;
  /** What it is and how many of it there are, where that was found. */
  readonly kind?: string;
  readonly series: readonly ListedSeries[];
  /** Why nothing can be read of it. */
  readonly absent?: string;
  /** What could not be found out about it, and what would help. */
  readonly notes: readonly string[];
}

interface ListedObserver {
  readonly type: Observer['type'];
  readonly resources: readonly ListedResource[];
  /** What one reading costs; absent where it costs nothing. */
  readonly cost?: { readonly metrics: number; readonly usd: number };
}

/** What a configuration observes. */
export interface ListedObservers {
  readonly observers: readonly ListedObserver[];
}

/** Looks up what observers would read, without reading it. */
export async function listObservers(observers: readonly Observer[]): Promise<ListedObservers> {
  return { observers: await Promise.all(observers.map(listObserver)) };
}

async function listObserver(observer: Observer): Promise<ListedObserver> {
  const { type } = observer;
  switch (type) {
    case 'cloudwatch':
      return listCloudWatch(observer);
    case 'prometheus':
      return {
        type,
        resources: [
          {
            name: observer.url,
            series: observer.queries.map(({ metric, query }) => ({ metric, query })),
            notes: [],
          },
        ],
      };
    default: {
      const { type: _, ...rest } = observer;
      const name = Object.entries(rest).map(([key, value]) => `${key} ${value}`);
      return { type, resources: [{ name: name.join(', '), series: [], notes: [] }] };
    }
  }
}

async function listCloudWatch(observer: Observer & { readonly type: 'cloudwatch' }): Promise<ListedObserver> {
  const { findResources } = await import('../../runner/observe/cloudwatch/find-resources.ts');
  const { requestText } = await import('../../runner/observe/cloudwatch/metric-spec.ts');
  const { readCostUsd } = await import('../../runner/observe/cloudwatch/read-cost.ts');
  const found = await findResources(observer);
  const metrics = found.reduce((sum, { requests }) => sum + requests.length, 0);
  const resources = found.map(({ name, kind, count, requests, absent, notes }) => {
    const size = [kind, count === undefined ? undefined : `${count} of it`].filter(
      (part) => part !== undefined,
    );
    return {
      name,
      ...(size.length > 0 && { kind: size.join(', ') }),
      series: requests.map((request) => ({ metric: request.as, query: requestText(request) })),
      ...(absent !== undefined && { absent }),
      notes,
    };
  });
  return { type: observer.type, resources, cost: { metrics, usd: readCostUsd(metrics) } };
}
