import type { Charges } from '../platforms/platform.ts';
import { findPrice, findTiers } from '../prices/find-price.ts';
import type { Premises, Site } from '../sizing/site.ts';
import { requestsPerMonth } from '../traffic/week.ts';
import { hourLine, type Line, tierLine } from './line.ts';
import { lcuPerHour } from './load-balancer.ts';

const bytesPerGb = 2 ** 30;
/** GB a month that leave AWS for nothing, all regions together. */
const freeEgressGb = 100;

/** What a service costs whatever its tasks are: load balancer, data to the internet, NAT, logs. */
export function sharedLines(
  site: Site,
  { gbPerBalancerUnit, needsNat }: Pick<Charges, 'gbPerBalancerUnit' | 'needsNat'>,
): readonly Line[] {
  const { traffic, deployment } = site;
  const gbOf = (bytesPerRequest: number) => (requestsPerMonth(traffic) * bytesPerRequest) / bytesPerGb;
  return [
    ...(gbPerBalancerUnit !== null && deployment.loadBalancer
      ? loadBalancerLines(site, gbPerBalancerUnit)
      : []),
    ...egressLines(site, gbOf(deployment.responseBytes ?? 0)),
    ...(needsNat ? natLines(site, gbOf(deployment.natBytesPerRequest)) : []),
    ...logLines(site, gbOf(deployment.logBytesPerRequest)),
  ];
}

function loadBalancerLines(
  { priceBook, region, traffic, deployment }: Site,
  gbPerUnit: number,
): readonly Line[] {
  const price = (item: string) => findPrice(priceBook, { service: 'AWSELB', region, item });
  const units = lcuPerHour(traffic, deployment, gbPerUnit);
  const ipv4 = findPrice(priceBook, { service: 'AmazonVPC', region, item: 'public IPv4 in use' });
  return [
    hourLine('load-balancer', 'ALB', price('ALB hour'), 1),
    hourLine('load-balancer', 'ALB capacity units', price('ALB LCU'), units),
    hourLine('address', 'public IPv4 of the ALB', ipv4, deployment.zones),
  ];
}

function egressLines({ priceBook, region }: Site, gb: number): readonly Line[] {
  const billed = Math.max(0, gb - freeEgressGb);
  if (billed === 0) return [];
  const tiers = findTiers(priceBook, { service: 'AWSDataTransfer', region, item: 'internet egress' });
  return [tierLine('transfer', 'data to the internet', tiers, billed)];
}

/** NAT gateways in each zone, and what a month fetches through them. */
export function natLines({ priceBook, region, deployment }: Premises, gb: number): readonly Line[] {
  const price = (item: string) => findPrice(priceBook, { service: 'AmazonEC2', region, item });
  const data = price('NAT gateway data processed');
  return [
    hourLine('nat', 'NAT gateways', price('NAT gateway'), deployment.zones),
    ...(gb > 0 ? [tierLine('nat', 'data through NAT', [data], gb)] : []),
  ];
}

/** What a month logs. */
export function logLines({ priceBook, region }: Premises, gb: number): readonly Line[] {
  if (gb === 0) return [];
  const attributes = { class: 'Standard' };
  const price = findPrice(priceBook, {
    service: 'AmazonCloudWatch',
    region,
    item: 'logs ingestion',
    attributes,
  });
  return [tierLine('logs', 'log ingestion', [price], gb)];
}
