import { BlockList, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  complement,
  containsNetwork,
  formatCidr,
  type Network,
  parseCidr,
} from '../../../core/guard/cidr.ts';

const parsed = (text: string): Network => {
  const network = parseCidr(text);
  if (!network) throw new Error(`not a network: ${text}`);
  return network;
};

const prefixes = { 4: 32, 6: 128 } as const;
const network = fc
  .constantFrom(4 as const, 6 as const)
  .chain((family) =>
    fc.record({
      family: fc.constant(family),
      base: fc.bigInt({ min: 0n, max: (1n << BigInt(prefixes[family])) - 1n }),
      prefix: fc.integer({ min: 0, max: prefixes[family] }),
    }),
  )
  .map(({ family, base, prefix }): Network => {
    const hostBits = BigInt(prefixes[family] - prefix);
    return { family, prefix, base: (base >> hostBits) << hostBits };
  });

describe('parseCidr', () => {
  it.each([
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['an address', '192.168.1.7', '192.168.1.7/32'],
    ['bits after the prefix', '10.1.2.3/8', '10.0.0.0/8'],
    ['loopback', '::1', '::1/128'],
    ['a long address', '2001:0db8:0:0:1:0:0:1', '2001:db8::1:0:0:1/128'],
    ['capitals', 'FE80::/10', 'fe80::/10'],
    ['everything', '::/0', '::/0'],
    ['zero groups at the end', '1:2:3:4:5:6::', '1:2:3:4:5:6::/128'],
    ['a mapped address, which is IPv4', '::ffff:127.0.0.2', '127.0.0.2/32'],
    ['all mapped addresses, which are all of IPv4', '::ffff:0:0/96', '0.0.0.0/0'],
    ['an old compatible address, which is IPv6', '::10.0.0.1', '::a00:1/128'],
  ])('reads %s', (...row) => {
    const [text, canonical] = row.slice(-2);
    expect(formatCidr(parsed(text ?? ''))).toBe(canonical);
  });

  it.each([
    '',
    'localhost',
    '10.0.0',
    '10.0.0.256',
    '010.0.0.1',
    '10.0.0.0/33',
    '10.0.0.0/',
    '1::2::3',
    '::/129',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8::',
    '::1%eth0',
    '10.0.0.0/8/9',
    '::g',
  ])('refuses %j', (text) => expect(parseCidr(text)).toBeUndefined());

  it('reads back what formatCidr writes', () => {
    fc.assert(
      fc.property(network, (original) => {
        const isIPv4Mapped = formatCidr(original).startsWith('::ffff:') && original.prefix >= 96;
        fc.pre(!isIPv4Mapped);
        expect(parsed(formatCidr(original))).toEqual(original);
      }),
    );
  });
});

describe('containsNetwork', () => {
  it.each([
    ['10.0.0.0/8', '10.1.0.0/16', true],
    ['10.1.0.0/16', '10.0.0.0/8', false],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['::/0', '10.0.0.1', false],
    ['10.0.0.0/8', '::ffff:10.0.0.1', true],
  ])('%s contains %s: %s', (outer, inner, contains) => {
    expect(containsNetwork(parsed(outer), parsed(inner))).toBe(contains);
  });
});

describe('complement', () => {
  const texts = (allowed: readonly string[]) => complement(allowed.map(parsed)).map(formatCidr);

  it('of nothing is everything', () => expect(texts([])).toEqual(['0.0.0.0/0', '::/0']));
  it('of everything is nothing', () => expect(texts(['0.0.0.0/0', '::/0'])).toEqual([]));
  it('takes the halves that are left', () => expect(texts(['0.0.0.0/1', '::/0'])).toEqual(['128.0.0.0/1']));
  it('never holds a network of mapped addresses, which Go would read as IPv4', () => {
    expect(texts(['::fffe:0:0/96', '127.0.0.0/8']).filter((text) => text.startsWith('::ffff:'))).toEqual([]);
  });

  it('blocks exactly what is not allowed, with the fewest networks', () => {
    const address = (family: 4 | 6) => fc.bigInt({ min: 0n, max: (1n << BigInt(prefixes[family])) - 1n });
    fc.assert(
      fc.property(fc.array(network, { maxLength: 6 }), address(4), address(6), (allowed, v4, v6) => {
        const blocked = complement(allowed);
        const edges = allowed.map(({ family, base }) => ({ family, base, prefix: prefixes[family] }));
        for (const one of [
          ...edges,
          { family: 4, base: v4, prefix: 32 },
          { family: 6, base: v6, prefix: 128 },
        ] as const) {
          const isAllowed = allowed.some((other) => containsNetwork(other, one));
          expect(blocked.filter((other) => containsNetwork(other, one))).toHaveLength(isAllowed ? 0 : 1);
        }
        for (const { family, base, prefix } of blocked) {
          const sibling = { family, prefix, base: base ^ (1n << BigInt(prefixes[family] - prefix)) };
          expect(blocked).not.toContainEqual(sibling);
        }
      }),
    );
  });

  it("agrees with Node's own block list, kept apart by family", () => {
    const lists = { 4: new BlockList(), 6: new BlockList() };
    for (const blocked of complement(['127.0.0.0/8', '10.0.0.0/8', '::1', 'fc00::/7'].map(parsed))) {
      const [address = ''] = formatCidr(blocked).split('/');
      lists[blocked.family].addSubnet(address, blocked.prefix, `ipv${blocked.family}`);
    }
    const refused = (text: string) =>
      isIPv6(text) ? lists[6].check(text, 'ipv6') : lists[4].check(text, 'ipv4');
    for (const address of ['127.0.0.1', '10.255.255.255', '::1', 'fd00::5'])
      expect(refused(address)).toBe(false);
    for (const address of ['8.8.8.8', '11.0.0.0', '9.255.255.255', '0.0.0.0', '::', '::2', 'fe80::1']) {
      expect(refused(address)).toBe(true);
    }
  });
});
