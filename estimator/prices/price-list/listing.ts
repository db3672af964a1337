/** Attributes of a product, as the Price List API words them. */
export type Attributes = Readonly<Record<string, string>>;

/** One price of the book, and what a product must be to state it. */
export interface ListedPrice {
  /** Its name in the book, or the attribute of the product that names it, where each product is an item of its own. */
  readonly item: string | { readonly attribute: string };
  readonly attributes?: Attributes;
  /** Attributes that differ from product to product. */
  readonly attributesOf?: (listed: Attributes) => Attributes;
  /** Its usage type without the prefix of the region; `*` at the end stands for the name of the item. */
  readonly usageType: string;
  /** Further attributes that the product must have; `''` is one that it must not have. */
  readonly where?: Attributes;
  readonly unit: ListedUnit;
}

/** One question to the Price List API, and the prices that are in its answer. */
export interface Listing {
  /** AWS's service code, which is the book's too. */
  readonly service: string;
  /** `regionCode` unless the service says otherwise. */
  readonly regionField?: string;
  readonly filters: Attributes;
  readonly prices: readonly ListedPrice[];
}

/** The units of the book: how AWS spells each, and how many of AWS's units make one. */
export const listedUnits = {
  Hrs: { spelled: ['hrs', 'hours', 'hour'], factor: 1 },
  'vCPU-Hrs': { spelled: ['hrs', 'hours', 'hour', 'vcpu-hours', 'vcpu-hrs'], factor: 1 },
  'GB-Hrs': { spelled: ['hrs', 'hours', 'hour', 'gb-hours', 'gb-hrs'], factor: 1 },
  'LCU-Hrs': { spelled: ['lcu-hrs'], factor: 1 },
  'ACU-Hrs': { spelled: ['acu-hr', 'acu-hrs'], factor: 1 },
  Request: { spelled: ['requests', 'request'], factor: 1 },
  'GB-s': { spelled: ['lambda-gb-second', 'gb-second', 'seconds', 'second'], factor: 1 },
  GB: { spelled: ['gb'], factor: 1 },
  'GB-Mo': { spelled: ['gb-mo', 'gb-month'], factor: 1 },
  'IOPS-Mo': { spelled: ['iops-mo', 'iops-month'], factor: 1 },
  '1M IOs': { spelled: ['ios', 'io'], factor: 1_000_000 },
} as const satisfies Readonly<
  Record<string, { readonly spelled: readonly string[]; readonly factor: number }>
>;

export type ListedUnit = keyof typeof listedUnits;
