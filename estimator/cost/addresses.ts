import { findPrice } from '../prices/find-price.ts';
import type { Premises } from '../sizing/site.ts';
import { hourLine, type Line } from './line.ts';

/** A public address of each machine; none in private subnets, which reach the internet through NAT gateways. */
export function addressLines({ priceBook, region, deployment }: Premises, machines: number): readonly Line[] {
  if (deployment.subnets === 'private') return [];
  const price = findPrice(priceBook, { service: 'AmazonVPC', region, item: 'public IPv4 in use' });
  return [hourLine('address', 'public IPv4', price, machines)];
}
