import { expect, it } from 'vitest';
import { isBlockedUrl } from '../../../core/guard/blocked-url.ts';

const guard = { blocked: ['128.0.0.0/1', '127.0.0.2/31', '2000::/3'] };

it.each([
  ['an address in a blocked network', 'ws://192.0.2.1:80/a', true],
  ['a network of few addresses', 'wss://127.0.0.3/', true],
  ['IPv6', 'ws://[2001:db8::1]:8080/', true],
  ['IPv4 mapped into IPv6', 'ws://[::ffff:192.0.2.1]/', true],
  ['an address that is not blocked', 'ws://127.0.0.1:80/', false],
  ['a name, whose address is unknown', 'ws://shop.test/', false],
  ['what is no URL', 'subscribe', false],
])('%s', (_, url, blocked) => {
  expect(isBlockedUrl(url, guard)).toBe(blocked);
});
