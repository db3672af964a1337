import { z } from 'zod';
import { catalogue, findProduct, searchProducts } from './catalogue.ts';
import { type Answer, problem } from './http.ts';
import type { JourneyRoute } from './route-mix.ts';
import type { RouteRequest, RouteShape } from './router.ts';
import type { Tokens } from './tokens.ts';

const logInSchema = z.strictObject({ user: z.string().min(1), password: z.string().min(1) });
const cartSchema = z.strictObject({ productId: z.int(), quantity: z.int().min(1) });
const checkoutSchema = z.strictObject({ cartId: z.uuid() });

const listLength = 20;

/** The routes of the shop. It keeps nothing: carts and orders are only names, so that its memory stays flat. */
export function shopRoutes(tokens: Tokens, tokenTtlMs: number): Readonly<Record<JourneyRoute, RouteShape>> {
  const ok = (body: unknown): Answer => ({ status: 200, body });
  const created = (body: unknown): Answer => ({ status: 201, body });

  function asUser({ token }: RouteRequest, answer: (user: string) => Answer): Answer {
    const user = token === undefined ? undefined : tokens.userOf(token);
    if (user !== undefined) return answer(user);
    return { ...problem(401, 'a valid token is needed'), headers: { 'www-authenticate': 'Bearer' } };
  }

  function withBody<Body>(
    schema: z.ZodType<Body>,
    { body }: RouteRequest,
    answer: (body: Body) => Answer,
  ): Answer {
    const parsed = schema.safeParse(body);
    return parsed.success ? answer(parsed.data) : problem(400, z.prettifyError(parsed.error));
  }

  const withToken = (user: string) => ok({ token: tokens.issue(user), expiresInMs: tokenTtlMs });

  return {
    home: { method: 'GET', path: '/', answer: () => ok({ featured: catalogue.slice(0, listLength / 2) }) },
    products: {
      method: 'GET',
      path: '/products',
      answer: () => ok({ products: catalogue.slice(0, listLength) }),
    },
    product: {
      method: 'GET',
      path: '/products/:id',
      answer: ({ params }) => {
        const product = findProduct(Number(params.id));
        return product === undefined ? problem(404, `no product "${params.id}"`) : ok(product);
      },
    },
    search: {
      method: 'GET',
      path: '/search',
      answer: ({ query }) => {
        const words = query.get('q') ?? '';
        return words === ''
          ? problem(400, 'the query q is empty')
          : ok({ products: searchProducts(words, listLength) });
      },
    },
    login: {
      method: 'POST',
      path: '/login',
      answer: (request) => withBody(logInSchema, request, ({ user }) => withToken(user)),
    },
    refresh: { method: 'POST', path: '/token/refresh', answer: (request) => asUser(request, withToken) },
    me: { method: 'GET', path: '/me', answer: (request) => asUser(request, (user) => ok({ user })) },
    cart: {
      method: 'POST',
      path: '/cart',
      answer: (request) =>
        withBody(cartSchema, request, ({ productId, quantity }) =>
          findProduct(productId) === undefined
            ? problem(404, `no product "${productId}"`)
            : created({ cartId: crypto.randomUUID(), items: [{ productId, quantity }] }),
        ),
    },
    checkout: {
      method: 'POST',
      path: '/checkout',
      answer: (request) =>
        withBody(checkoutSchema, request, ({ cartId }) => created({ orderId: crypto.randomUUID(), cartId })),
    },
  };
}
