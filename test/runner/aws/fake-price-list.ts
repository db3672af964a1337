import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { isAskedFor, type ProductDocument } from '../../estimator/prices/price-list/product-document.ts';

const requestSchema = z.object({
  ServiceCode: z.string(),
  Filters: z.array(z.object({ Type: z.literal('TERM_MATCH'), Field: z.string(), Value: z.string() })),
  MaxResults: z.int().max(100),
  NextToken: z.string().optional(),
});
type PriceRequest = z.infer<typeof requestSchema>;

export interface FakePriceList {
  readonly url: string;
  /** What it was asked. */
  readonly requests: readonly PriceRequest[];
  /** Errors that the next requests are answered with, one each. */
  readonly errors: { readonly status: number; readonly type: string; readonly message: string }[];
  close(): Promise<void>;
}

/**
 * The Price List API at the edge, over real HTTP: every filter must fit, a page holds `pageSize` products, and the first page of an
 * answer is empty but for its token.
 */
export async function startFakePriceList(
  documents: readonly ProductDocument[],
  pageSize = 2,
): Promise<FakePriceList> {
  const requests: PriceRequest[] = [];
  const errors: FakePriceList['errors'] = [];
  const answerTo = (target: string | undefined, body: string): { status: number; body: unknown } => {
    const error = errors.shift();
    if (error) return { status: error.status, body: { __type: error.type, message: error.message } };
    if (target !== 'AWSPriceListService.GetProducts')
      return { status: 400, body: { __type: 'UnknownOperationException' } };
    const asked = requestSchema.parse(JSON.parse(body));
    requests.push(asked);
    return { status: 200, body: pageOf(asked, documents, pageSize) };
  };
  const server = createServer((request, response) => {
    void bodyOf(request).then((text) => {
      const { status, body } = answerTo(request.headers['x-amz-target']?.toString(), text);
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    errors,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function pageOf(
  { ServiceCode, Filters, NextToken }: PriceRequest,
  documents: readonly ProductDocument[],
  size: number,
) {
  if (NextToken === undefined) return { FormatVersion: 'aws_v1', PriceList: [], NextToken: 'from-0' };
  const from = Number(NextToken.replace('from-', ''));
  const filters = Object.fromEntries(Filters.map(({ Field, Value }) => [Field, Value]));
  const fitting = documents.filter((document) => isAskedFor(document, { service: ServiceCode, filters }));
  return {
    FormatVersion: 'aws_v1',
    PriceList: fitting.slice(from, from + size).map((document) => JSON.stringify(document)),
    ...(from + size < fitting.length && { NextToken: `from-${from + size}` }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
