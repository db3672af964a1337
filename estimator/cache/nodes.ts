import { LoadtestError } from '../../core/errors.ts';
import type { PriceRow } from '../../core/records/index.ts';
import { livesOnCredits, threadsPerCoreOf } from '../back-end/managed-class.ts';
import type { InstanceType } from '../prices/hardware.ts';
import type { PriceBook } from '../prices/price-book.ts';
import type { Engine } from './engines.ts';

/** A node type of ElastiCache. */
export interface CacheNode {
  readonly size: string;
  readonly vcpu: number;
  readonly memoryGb: number;
  /** 2 where a vCPU is a hyperthread. */
  readonly threadsPerCore: number;
  /** Network that lasts, of the EC2 type of the same name; `null` where nobody states it. */
  readonly networkGbps: number | null;
  readonly price: PriceRow;
}

const service = 'AmazonElastiCache';

/** The nodes of an engine that live on no CPU credits, cheapest first. Throws PRICE_NOT_FOUND for a region without any. */
export function nodesOf(
  { product }: Engine,
  region: string,
  priceBook: PriceBook,
  hardware: readonly InstanceType[],
): readonly CacheNode[] {
  const found = priceBook.rows
    .filter(
      ({ service: of, region: at, item, attributes: { engine, vcpu, memory_gib: memory } }) =>
        of === service &&
        at === region &&
        engine === product &&
        item.startsWith('cache.') &&
        !livesOnCredits(item) &&
        Number(vcpu) > 0 &&
        Number(memory) > 0,
    )
    .map((price): CacheNode => {
      const { item, attributes } = price;
      const machine = hardware.find(({ name }) => `cache.${name}` === item);
      return {
        size: item,
        vcpu: Number(attributes.vcpu),
        memoryGb: Number(attributes.memory_gib),
        threadsPerCore: threadsPerCoreOf(item),
        networkGbps: machine?.networkGbps ?? null,
        price,
      };
    });
  if (found.length === 0)
    throw new LoadtestError(
      'PRICE_NOT_FOUND',
      `no node of ElastiCache with ${product} has a price in ${region}`,
      { hint: 'read the region from AWS with loadtest prices update, or give a custom price' },
    );
  return found.sort((a, b) => a.price.usd - b.price.usd);
}
