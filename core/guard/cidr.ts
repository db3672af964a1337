/** A network of one family: the addresses that share the first `prefix` bits of `base`. */
export interface Network {
  readonly family: 4 | 6;
  readonly base: bigint;
  readonly prefix: number;
}

const bitsOf = { 4: 32, 6: 128 } as const;

/** The IPv6 addresses that stand for IPv4 ones, `::ffff:0:0/96`. */
const mapped = { base: 0xffffn << 32n, prefix: 96 } as const;

/**
 * The network that `text` names, an address being the network of itself; `undefined` if it is none. Bits after
 * the prefix are dropped. An IPv4-mapped network is its IPv4 network, as in Go, whose dialler k6 uses.
 */
export function parseCidr(text: string): Network | undefined {
  const [address = '', suffix, ...rest] = text.split('/');
  if (rest.length > 0 || (suffix !== undefined && !/^\d{1,3}$/.test(suffix))) return undefined;
  const family = address.includes(':') ? 6 : 4;
  const value = family === 6 ? parseV6(address) : parseV4(address);
  const prefix = suffix === undefined ? bitsOf[family] : Number(suffix);
  if (value === undefined || prefix > bitsOf[family]) return undefined;
  return unmap({ family, base: baseOf(value, family, prefix), prefix });
}

function parseV4(text: string): bigint | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return undefined;
  const parts = text.split('.');
  if (parts.some((part) => Number(part) > 255 || (part.length > 1 && part.startsWith('0')))) return undefined;
  return parts.reduce((value, part) => (value << 8n) + BigInt(part), 0n);
}

function parseV6(text: string): bigint | undefined {
  const halves = withHexTail(text)?.split('::');
  if (!halves || halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...new Array<string>(missing).fill('0'), ...tail];
  if (groups.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return groups.reduce((value, group) => (value << 16n) + BigInt(`0x${group}`), 0n);
}

/** The address with a dotted end (`::ffff:10.0.0.1`) written in groups; `undefined` if that end is malformed. */
function withHexTail(text: string): string | undefined {
  if (!text.includes('.')) return text;
  const cut = text.lastIndexOf(':') + 1;
  const tail = parseV4(text.slice(cut));
  if (tail === undefined) return undefined;
  return `${text.slice(0, cut)}${(tail >> 16n).toString(16)}:${(tail & 0xffffn).toString(16)}`;
}

function baseOf(value: bigint, family: 4 | 6, prefix: number): bigint {
  const hostBits = BigInt(bitsOf[family] - prefix);
  return (value >> hostBits) << hostBits;
}

function unmap(network: Network): Network {
  if (!isMapped(network)) return network;
  return { family: 4, base: network.base - mapped.base, prefix: network.prefix - mapped.prefix };
}

function isMapped({ family, base, prefix }: Network): boolean {
  return family === 6 && prefix >= mapped.prefix && baseOf(base, 6, mapped.prefix) === mapped.base;
}

/** The network as CIDR, IPv6 with its longest run of zero groups shortened: `fc00::/7`. */
export function formatCidr({ family, base, prefix }: Network): string {
  return `${family === 4 ? formatV4(base) : formatV6(base)}/${prefix}`;
}

function formatV4(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.');
}

function formatV6(value: bigint): string {
  const groups = [112n, 96n, 80n, 64n, 48n, 32n, 16n, 0n].map((shift) =>
    ((value >> shift) & 0xffffn).toString(16),
  );
  const runs = [...groups.join(':').matchAll(/\b0(:0\b)+/g)];
  const [longest] = runs.sort((a, b) => b[0].length - a[0].length);
  if (!longest) return groups.join(':');
  const text = groups.join(':');
  const head = text.slice(0, longest.index).replace(/:$/, '');
  const tail = text.slice(longest.index + longest[0].length).replace(/^:/, '');
  return `${head}::${tail}`;
}

/** Whether all of `inner` lies in `outer`. */
export function containsNetwork(outer: Network, inner: Network): boolean {
  return (
    outer.family === inner.family &&
    outer.prefix <= inner.prefix &&
    baseOf(inner.base, inner.family, outer.prefix) === outer.base
  );
}

/**
 * The fewest networks that cover every address outside of `allowed`, in both families: what k6's `blacklistIPs`
 * must hold so that only `allowed` can be dialled. IPv4-mapped IPv6 addresses follow the IPv4 list.
 */
export function complement(allowed: readonly Network[]): Network[] {
  const roots: readonly Network[] = [
    { family: 4, base: 0n, prefix: 0 },
    { family: 6, base: 0n, prefix: 0 },
  ];
  // Go matches a mapped address, and a network of mapped addresses, as IPv4: one of ours would block all of IPv4.
  return roots.flatMap((root) => without(root, allowed)).filter((network) => !isMapped(network));
}

/** What remains of `network` without the `removed` ones: halved where they cut into it. */
function without(network: Network, removed: readonly Network[]): Network[] {
  const cutting = removed.filter(
    (other) => containsNetwork(network, other) || containsNetwork(other, network),
  );
  if (cutting.length === 0) return [network];
  if (cutting.some((other) => containsNetwork(other, network))) return [];
  const { family, base } = network;
  const prefix = network.prefix + 1;
  const upper = base + (1n << BigInt(bitsOf[family] - prefix));
  return [base, upper].flatMap((half) => without({ family, base: half, prefix }, cutting));
}
