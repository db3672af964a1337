import { LoadtestError } from '../../core/errors.ts';
import { type AwsPlace, clientSettings } from './client-settings.ts';
import { explainAwsFailure } from './explain-failure.ts';

/** Where the Price List API answers, for the prices of every region. */
const endpointRegion = 'us-east-1';
const action = 'pricing:GetProducts';

export interface ProductQuery {
  /** AWS's code of the service. */
  readonly service: string;
  /** What attributes of the products must be. */
  readonly filters: Readonly<Record<string, string>>;
}

/** The Price List Query API. */
export interface PriceList {
  /** Every product that fits, over all pages, each as the document that AWS wrote. Throws AWS_FAILED. */
  products(query: ProductQuery): Promise<readonly unknown[]>;
  close(): void;
}

/** A client of the Price List API, with the credentials that the SDK finds. */
export async function openPriceList({ profile }: Pick<AwsPlace, 'profile'> = {}): Promise<PriceList> {
  const { PricingClient, paginateGetProducts } = await import('@aws-sdk/client-pricing');
  const place = { region: endpointRegion, profile };
  const client = new PricingClient(clientSettings(place));
  return {
    close: () => client.destroy(),
    async products({ service, filters }) {
      const pages = paginateGetProducts(
        { client, pageSize: 100 },
        {
          ServiceCode: service,
          FormatVersion: 'aws_v1',
          Filters: Object.entries(filters).map(([Field, Value]) => ({ Type: 'TERM_MATCH', Field, Value })),
        },
      );
      const documents: unknown[] = [];
      try {
        for await (const { PriceList = [] } of pages) {
          // The SDK gives objects that stand for JSON texts.
          documents.push(...PriceList.map((text: unknown): unknown => JSON.parse(String(text))));
        }
      } catch (error) {
        const { text } = explainAwsFailure(error, action, place);
        throw new LoadtestError('AWS_FAILED', `the prices of ${service} cannot be read: ${text}`, {
          cause: error,
          hint: `reading prices takes the IAM action ${action}, and costs nothing`,
        });
      }
      return documents;
    },
  };
}
