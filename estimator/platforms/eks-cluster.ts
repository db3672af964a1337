import { hourLine, type Line } from '../cost/line.ts';
import { findPrice } from '../prices/find-price.ts';
import type { Site } from '../sizing/site.ts';

/** The control plane of an EKS cluster of the service's own. */
export function clusterLine({ priceBook, region }: Site): Line {
  const price = findPrice(priceBook, {
    service: 'AmazonEKS',
    region,
    item: 'EKS cluster (standard support)',
  });
  return hourLine('cluster', 'EKS control plane', price, 1);
}
