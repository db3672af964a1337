import { problem } from './http.ts';
import type { RouteShape } from './router.ts';
import type { Stats } from './stats.ts';

/** What the control routes ask of the service. */
export interface Controls {
  isReady(): boolean;
  stats(): Stats;
  reset(): void;
}

/** The routes of the instrument itself: readiness, the known truth and its reset. */
export function controlRoutes(controls: Controls): readonly RouteShape[] {
  return [
    {
      method: 'GET',
      path: '/health',
      answer: () =>
        controls.isReady() ? { status: 200, body: { ready: true } } : problem(503, 'not ready yet'),
    },
    { method: 'GET', path: '/stats', answer: () => ({ status: 200, body: controls.stats() }) },
    {
      method: 'POST',
      path: '/stats/reset',
      answer: () => {
        controls.reset();
        return { status: 204 };
      },
    },
  ];
}
