/**
 * The shop's API as the scenarios call it. Each request has a `name`, so that results are per route and not per URL, and each has
 * its check; what a later step needs is returned, or `undefined` when the request failed.
 */
import { check } from 'k6';
import http, { type RefinedResponse } from 'k6/http';

const target = __ENV.TARGET_URL ?? 'http://127.0.0.1:8080';
const products = 1000;

export interface Found {
  readonly hits: number;
}

export interface Cart {
  readonly cartId: string;
}

/** The id of any product, each equally likely. */
export function anyProduct(): number {
  return 1 + Math.floor(Math.random() * products);
}

export function openHome(): void {
  isOk(http.get(`${target}/`, named('home')), 'home is there', 200);
}

export function listProducts(): void {
  isOk(http.get(`${target}/products`, named('products')), 'products are listed', 200);
}

export function viewProduct(id: number): void {
  // Without the name, a thousand products would be a thousand rows of the result.
  isOk(http.get(`${target}/products/${id}`, named('product')), 'product is there', 200);
}

export function searchProducts(words: string): Found | undefined {
  const response = http.get(`${target}/search?q=${encodeURIComponent(words)}`, named('search'));
  if (!isOk(response, 'search answers', 200)) return undefined;
  return { hits: Number(response.json('products.#')) };
}

export function fillCart(productId: number, quantity: number): Cart | undefined {
  const response = http.post(`${target}/cart`, JSON.stringify({ productId, quantity }), named('cart'));
  if (!isOk(response, 'cart is filled', 201)) return undefined;
  return { cartId: String(response.json('cartId')) };
}

/** Whether the order was placed. */
export function checkOut({ cartId }: Cart): boolean {
  const response = http.post(`${target}/checkout`, JSON.stringify({ cartId }), named('checkout'));
  return isOk(response, 'order is placed', 201);
}

function named(name: string) {
  return { tags: { name } };
}

function isOk(response: RefinedResponse<'text'>, what: string, status: number): boolean {
  return check(response, { [what]: (answer) => answer.status === status });
}
