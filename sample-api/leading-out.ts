import { type Answer, problem } from './http.ts';
import type { RouteRequest, RouteShape } from './router.ts';

/** Routes that lead a client to another address, for whoever tests that it does not go there. */
export const leadingOutRoutes: Readonly<Record<'redirect' | 'link', RouteShape>> = {
  redirect: {
    method: 'GET',
    path: '/redirect',
    answer: (request) => leadTo(request, (url) => ({ status: 302, headers: { location: url } })),
  },
  link: {
    method: 'GET',
    path: '/link',
    answer: (request) =>
      leadTo(request, (url) => ({
        status: 200,
        body: `<!doctype html><title>link</title><a href="${url.replaceAll('&', '&amp;')}">onwards</a>\n`,
      })),
  },
};

/** Only web addresses: their normal form has no quotes or angle brackets, so it is safe in HTML and in a header. */
function leadTo({ query }: RouteRequest, answer: (url: string) => Answer): Answer {
  const to = query.get('to') ?? '';
  const url = URL.canParse(to) ? new URL(to) : undefined;
  const isWeb = url?.protocol === 'http:' || url?.protocol === 'https:';
  return url && isWeb
    ? answer(url.href)
    : problem(400, `the query to must be an http or https URL, got "${to}"`);
}
