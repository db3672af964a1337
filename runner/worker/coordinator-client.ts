import { Agent, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Assignment, Command, ExitReport, Heartbeat, Registration } from '../coordinator/protocol.ts';

/** The coordinator as a worker's supervisor sees it. Every call rejects when the coordinator does not answer in time. */
export interface CoordinatorClient {
  register(registration: Registration): Promise<Assignment>;
  archive(): Promise<Uint8Array>;
  heartbeat(heartbeat: Heartbeat): Promise<void>;
  /** Waits for the next command. */
  command(): Promise<Command>;
  exit(report: ExitReport): Promise<void>;
  /** Gives up the calls that are open. */
  close(): void;
}

const quickMs = 5_000;
const archiveMs = 120_000;
/** Longer than the coordinator keeps the question open. */
const commandMs = 30_000;

/**
 * The coordinator at `url`. Its answers are not checked again: it is this package at the same version, and a worker
 * starts the faster for what it does not load.
 */
export function connectCoordinator(url: string, token: string, worker: number): CoordinatorClient {
  const agent = new Agent({ keepAlive: true });
  const headers = { authorization: `Bearer ${token}` };
  const call = (method: string, action: string, timeoutMs: number, body?: object) =>
    send(
      `${url}/workers/${worker}/${action}`,
      { method, agent, headers, signal: AbortSignal.timeout(timeoutMs) },
      body && JSON.stringify(body),
    );
  const read = async <T>(answer: Promise<Buffer>) => JSON.parse((await answer).toString('utf8')) as T;

  return {
    register: (registration) => read<Assignment>(call('POST', 'register', quickMs, registration)),
    archive: () => call('GET', 'archive', archiveMs),
    heartbeat: async (heartbeat) => void (await call('POST', 'heartbeat', quickMs, heartbeat)),
    command: () => read<Command>(call('GET', 'command', commandMs)),
    exit: async (report) => void (await call('POST', 'exit', quickMs, report)),
    close: () => agent.destroy(),
  };
}

function send(
  url: string,
  options: { method: string; agent: Agent; headers: Record<string, string>; signal: AbortSignal },
  body: string | undefined,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, options, (response) => {
      buffer(response).then((answer) => {
        if (response.statusCode === 200) resolve(answer);
        else reject(new Error(`coordinator answered ${url} with ${response.statusCode}: ${answer}`));
      }, reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
