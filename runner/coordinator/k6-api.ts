import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
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
  /**
   * Runs `setup()` and gives its data, `undefined` if there are none. Rejects with k6's message if it throws; k6 ends it
   * when the signal is aborted.
   */
  setup(timeoutMs: number, signal: AbortSignal): Promise<unknown>;
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
  const call = (method: string, path: string, timeoutMs: number, body?: string, signal?: AbortSignal) =>
    callApi({ agent, address, method, path, body, signal: within(timeoutMs, signal) });
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
    async setup(timeoutMs, signal) {
      const answer = setupSchema.parse(await call('POST', '/v1/setup', timeoutMs, undefined, signal));
      return answer.data.attributes.data;
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

interface Call {
  readonly agent: Agent;
  readonly address: string;
  readonly method: string;
  readonly path: string;
  readonly body: string | undefined;
  readonly signal: AbortSignal;
}

function callApi({ agent, address, method, path, body, signal }: Call): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const sent = request(`http://${address}${path}`, { method, agent, signal }, (response) => {
      text(response)
        .then((answer) => resolve(readAnswer(path, response.statusCode ?? 0, answer)))
        .catch(reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

function within(timeoutMs: number, signal: AbortSignal | undefined): AbortSignal {
  const timeout = AbortSignal.timeout(timeoutMs);
  return signal ? AbortSignal.any([signal, timeout]) : timeout;
}

function readAnswer(path: string, status: number, answer: string): unknown {
  if (status >= 300) throw new K6ApiError(path, status, detailOf(answer));
  return answer === '' ? undefined : JSON.parse(answer);
}

function detailOf(answer: string): string {
  try {
    const [first] = errorSchema.parse(JSON.parse(answer)).errors;
    return first?.detail ?? first?.title ?? answer;
  } catch {
    return answer;
  }
}
