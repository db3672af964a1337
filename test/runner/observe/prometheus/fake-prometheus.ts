import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a query asked for, in seconds. */
interface Asked {
  readonly query: string;
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

export interface FakePrometheus {
  readonly url: string;
  readonly asked: readonly Asked[];
  readonly authorizations: readonly (string | undefined)[];
  /** Answers in another way from now on. */
  answerWith(listener: RequestListener): void;
  close(): Promise<void>;
}

type Series = Readonly<Record<string, (atSec: number) => string | undefined>>;

/**
 * A server that speaks as much of Prometheus' API as a range query needs, for what a real one cannot be brought to do.
 * `series` gives the values by the label `pod`; `nowMs` is its clock.
 */
export async function startFakePrometheus(nowMs: () => number, series: Series): Promise<FakePrometheus> {
  const asked: Asked[] = [];
  const authorizations: (string | undefined)[] = [];
  let listener: RequestListener | undefined;
  const server = createServer(async (request, response) => {
    authorizations.push(request.headers.authorization);
    response.setHeader('date', new Date(Math.floor(nowMs() / 1_000) * 1_000).toUTCString());
    if (listener) {
      listener(request, response);
      return;
    }
    const query = await rangeOf(request);
    asked.push(query);
    answer(response, query, series);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    authorizations,
    answerWith(next) {
      listener = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function rangeOf(request: IncomingMessage): Promise<Asked> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const form = new URLSearchParams(body);
  const number = (name: string) => Number(form.get(name));
  return { query: form.get('query') ?? '', start: number('start'), end: number('end'), step: number('step') };
}

function answer(response: ServerResponse, { query, start, end, step }: Asked, series: Series): void {
  const times = Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, i) => start + i * step);
  const result = Object.entries(query.startsWith('vector') ? { one: () => '1' } : series).map(
    ([pod, valueAt]) => ({
      metric: { pod },
      values: times.flatMap((atSec) => {
        const value = valueAt(atSec);
        return value === undefined ? [] : [[atSec, value]];
      }),
    }),
  );
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } }));
}
