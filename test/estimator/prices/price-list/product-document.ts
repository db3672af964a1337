/** A tier: from, to (`Inf`), USD. */
export type Tier = readonly [from: string, to: string, usd: string];

/** A product as a table has it; a price without tiers is a text of USD. */
export interface ProductRow {
  readonly service: string;
  readonly family?: string;
  readonly usageType: string;
  readonly unit?: string;
  readonly price: string | readonly Tier[];
  readonly attributes?: Readonly<Record<string, string>>;
}

export interface ProductDocument {
  readonly serviceCode: string;
  readonly product: {
    readonly productFamily: string;
    readonly sku: string;
    readonly attributes: Readonly<Record<string, string>>;
  };
  readonly publicationDate: string;
  readonly version: string;
  readonly terms: { readonly OnDemand: Readonly<Record<string, unknown>> };
}

const offerTerm = 'JRTCKXETXF';

/** A product of a region's price list as the Price List API writes it, with a made-up SKU. */
export function documentOf(row: ProductRow, region: string): ProductDocument {
  const { service, family = 'Compute', usageType, unit = 'Hrs', price, attributes } = row;
  const sku = `SKU${[...usageType].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1e9, 7)}`;
  const tiers: readonly Tier[] = typeof price === 'string' ? [['0', 'Inf', price]] : price;
  const dimensions = tiers.map(([beginRange, endRange, usd], i) => {
    const rateCode = `${sku}.${offerTerm}.RATE${i}`;
    const pricePerUnit = { USD: usd };
    return [
      rateCode,
      { rateCode, unit, beginRange, endRange, description: usageType, appliesTo: [], pricePerUnit },
    ];
  });
  const regionField = service === 'AWSDataTransfer' ? 'fromRegionCode' : 'regionCode';
  return {
    serviceCode: service,
    product: {
      productFamily: family,
      sku,
      attributes: { servicecode: service, usagetype: usageType, [regionField]: region, ...attributes },
    },
    publicationDate: '2026-11-20T17:11:42Z',
    version: '20261120171142',
    terms: {
      OnDemand: {
        [`${sku}.${offerTerm}`]: {
          sku,
          offerTermCode: offerTerm,
          effectiveDate: '2026-11-01T00:00:00Z',
          termAttributes: {},
          priceDimensions: Object.fromEntries(dimensions),
        },
      },
    },
  };
}

/** Whether a product is of a service and all attributes, its family among them, are as asked. */
export function isAskedFor(
  { serviceCode, product: { productFamily, attributes } }: ProductDocument,
  asked: { readonly service: string; readonly filters: Readonly<Record<string, string>> },
): boolean {
  const own: Readonly<Record<string, string>> = { ...attributes, productFamily };
  const fits = Object.entries(asked.filters).every(([field, value]) => own[field] === value);
  return serviceCode === asked.service && fits;
}
