import { Agent, request } from 'node:http';
import { z } from 'zod';

/** k6's own run states, as `GET /v1/status` gives them, as far as the protocol turns on them. */
export const k6Status = { pausedBeforeRun: 4, running: 7, ended: 9, interrupted: 10 } as const;

const statusSchema = z.object({
  data: z.object({ attributes: z.object({ status: z.number(), stopped: z.boolean() }) }),
});
const setupSchema = z.object({ data: z.object({ attributes: z.object({ data: z.unknown().optional() }) }) });
const errorSchema = z.object({
  errors: z.array(z.object({ title: z.string(), detail: z.string().optional() })),
});

/** An answer of k6's REST API other than 2xx; `detail` is k6's own sentence. */
export class K6ApiError extends Error {
  readonly detail: string;

  constructor(path: string, status: number, detail: string) {
    super(`k6 answered ${path} with ${status}: ${detail}`);
    this.name = 'K6ApiError';
    this.detail = detail;
  }
}

/** The REST API of one worker's k6, on a connection that is kept open so that an unpause costs one round trip. */
export interface K6Api {
  status(): Promise<{ status: number; stopped: boolean }>;
  /** Runs `setup()` and gives its data, `undefined` if there are none. Rejects with k6's message if it throws. */
  setup(timeoutMs: number): Promise<unknown>;
  /** Hands setup's data to this k6. */
  provideSetup(data: unknown): Promise<void>;
  /** Starts the load. k6 takes this once; a repetition of an accepted unpause is no error. */
  unpause(): Promise<void>;
  /** Interrupts all iterations at once; k6 stays alive. */
  stop(): Promise<void>;
  teardown(timeoutMs: number): Promise<void>;
  close(): void;
}

const quickMs = 5_000;

/** The API at `address` (`host:port`). */
export function connectK6(address: string): K6Api {
  const agent = new Agent({ keepAlive: true, maxSockets: 2 });
  const call = (method: string, path: string, timeoutMs: number, body?: string) =>
    callApi(agent, address, method, path, timeoutMs, body);
  const patch = (attributes: object) =>
    call(
      'PATCH',
      '/v1/status',
      quickMs,
      JSON.stringify({ data: { type: 'status', id: 'default', attributes } }),
    );
  const status = async () => statusSchema.parse(await call('GET', '/v1/status', quickMs)).data.attributes;

  return {
    status,
    async setup(timeoutMs) {
      const answer = setupSchema.parse(await call('POST', '/v1/setup', timeoutMs));
      return answer.data.attributes.data ?? undefined;
    },
    async provideSetup(data) {
      await call('PUT', '/v1/setup', quickMs, data === undefined ? '' : JSON.stringify(data));
    },
    async unpause() {
      try {
        await patch({ paused: false });
      } catch (error) {
        if ((await status()).status <= k6Status.pausedBeforeRun) throw error;
      }
    },
    async stop() {
      await patch({ stopped: true });
    },
    async teardown(timeoutMs) {
      await call('POST', '/v1/teardown', timeoutMs);
    },
    close: () => agent.destroy(),
  };
}

function callApi(
  agent: Agent,
  address: string,
  method: string,
  path: string,
  timeoutMs: number,
  body: string | undefined,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const sent = request(`http://${address}${path}`, { method, agent, signal }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        const status = response.statusCode ?? 0;
        if (status >= 300) reject(new K6ApiError(path, status, detailOf(text)));
        else resolve(text === '' ? undefined : JSON.parse(text));
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

function detailOf(text: string): string {
  try {
    const [first] = errorSchema.parse(JSON.parse(text)).errors;
    return first?.detail ?? first?.title ?? text;
  } catch {
    return text;
  }
}
