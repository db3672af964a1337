import { type Answer, problem } from './http.ts';
import type { JourneyRoute } from './route-mix.ts';

/** What a route sees of a request. */
export interface RouteRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The token of the `authorization: Bearer` header, if there is one. */
  readonly token: string | undefined;
  readonly body: unknown;
}

/** A method and path and what they answer; a path segment `:name` stands for a whole number. */
export interface RouteShape {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  answer(request: RouteRequest): Answer;
}

/**
 * A journey route has a CPU demand and suffers faults; a plain one is only counted; a control one belongs to the
 * instrument and leaves no trace in the counts.
 */
export type Route =
  | (RouteShape & { readonly kind: 'journey'; readonly name: JourneyRoute })
  | (RouteShape & { readonly kind: 'plain'; readonly name: 'redirect' | 'link' | 'unknown' })
  | (RouteShape & { readonly kind: 'control' });

/** The route of a request, with what its path says. */
export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
}

const unknownRoute: Route = {
  kind: 'plain',
  name: 'unknown',
  method: 'GET',
  path: '',
  answer: () => problem(404, 'no such route'),
};

/** Finds the route of a method and a request target; where there is none, one that answers 404. */
export function createRouter(routes: readonly Route[]): (method: string, target: string) => Match {
  const patterns = routes.map((route) => ({
    route,
    pattern: new RegExp(`^${route.path.replace(/:(\w+)/g, '(?<$1>\\d+)')}$`),
  }));

  return (method, target) => {
    const [path = '', search] = target.split('?', 2);
    const query = new URLSearchParams(search);
    for (const { route, pattern } of patterns) {
      const found = route.method === method ? pattern.exec(path) : null;
      if (found) return { route, params: found.groups ?? {}, query };
    }
    return { route: unknownRoute, params: {}, query };
  };
}
