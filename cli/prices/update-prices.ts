import { LoadtestError } from '../../core/errors.ts';
import { schemaVersion } from '../../core/records/index.ts';
import { type ListingPrices, listings, type RegionPrices, readListing } from '../../estimator/index.ts';
import { openPriceList } from '../../runner/aws/price-list.ts';

interface UpdateRequest {
  readonly region: string;
  readonly profile: string | undefined;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
  /** Called with each service before it is asked. */
  readonly onService: (service: string) => void;
}

interface Update {
  readonly prices: RegionPrices;
  /** Items that the region does not have, in words. */
  readonly absent: readonly string[];
}

/** A region's prices, read from AWS. All or none: throws AWS_FAILED, PRICE_AMBIGUOUS, and PRICE_NOT_FOUND where AWS lists none. */
export async function updatePrices({ region, profile, nowMs, onService }: UpdateRequest): Promise<Update> {
  const date = new Date(nowMs).toISOString().slice(0, 10);
  const priceList = await openPriceList({ profile });
  const read: ListingPrices[] = [];
  try {
    for (const listing of listings) {
      const { service, regionField = 'regionCode', filters } = listing;
      onService(service);
      const documents = await priceList.products({ service, filters: { [regionField]: region, ...filters } });
      read.push(readListing({ listing, region, documents, date }));
    }
  } finally {
    priceList.close();
  }
  const prices = read.flatMap(({ rows }) => rows);
  if (prices.length === 0) {
    throw new LoadtestError('PRICE_NOT_FOUND', `AWS lists no prices for region "${region}"`, {
      hint: "check the region's name, such as eu-west-1",
    });
  }
  return { prices: { schemaVersion, region, date, prices }, absent: read.flatMap(({ absent }) => absent) };
}
