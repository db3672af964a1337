import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ExitReport } from '../../../runner/coordinator/protocol.ts';
import { connectCoordinator } from '../../../runner/worker/coordinator-client.ts';
import { otlpBody } from './otlp-body.ts';

/** What a worker does when it is asked; each test changes what it is about. */
export interface Behaviour {
  /** k6's status when it has initialised, e.g. 4 for ready. */
  readonly ready?: number;
  /** How long its load lasts; without it until it is stopped. */
  readonly loadMs?: number;
  /** k6's status after its load, 9 for its own end. */
  readonly ended?: number;
  /** Answers `setup()` and `teardown()`: the status and the body. */
  readonly setup?: () => Promise<readonly [status: number, body: string]>;
  readonly teardown?: () => Promise<readonly [status: number, body: string]>;
  /** Status of the answer to the unpause. */
  readonly unpause?: number;
  readonly exit?: Partial<ExitReport>;
  /** Failed requests of each second, of 10. */
  readonly failedOf10?: number;
  readonly heartbeats?: boolean;
  readonly leaves?: boolean;
}

const beatMs = 50;

/** A worker as the coordinator sees it: its calls, and a k6 REST API that does as it is told. */
export class FakeWorker {
  readonly #behaviour: Behaviour;
  readonly #index: number;
  readonly #server: Server;
  readonly calls: string[] = [];
  #status = 1;
  #hangs = false;
  #beats: NodeJS.Timeout | undefined;
  #startedMs: number | undefined;

  constructor(index: number, behaviour: Behaviour = {}) {
    this.#index = index;
    this.#behaviour = behaviour;
    this.#server = createServer(async (request, response) => {
      if (this.#hangs) return;
      const [status, body] = await this.#answer(request);
      response.writeHead(status).end(body);
    });
  }

  /** Registers at the coordinator and lives until it is released. */
  async start(address: string, token = 'token'): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const { port } = this.#server.address() as AddressInfo;
    const coordinator = connectCoordinator(`http://${address}`, token, this.#index);
    await coordinator.register({ address: `127.0.0.1:${port}`, host: 'fake' });
    this.#status = this.#behaviour.ready ?? 4;
    this.#beats = setInterval(() => {
      if (this.#behaviour.heartbeats !== false)
        void coordinator.heartbeat({ exceptions: {} }).catch(() => undefined);
      void this.#push(address, token).catch(() => undefined);
    }, beatMs);
    while ((await coordinator.command()).command !== 'release');
    if (this.#behaviour.leaves === false) return;
    await this.#push(address, token);
    await this.leave(address, {}, token);
  }

  /** k6 ends, and its supervisor reports it. */
  async leave(address: string, report: Partial<ExitReport> = {}, token = 'token'): Promise<void> {
    this.close();
    const ended = {
      exceptions: {},
      exitCode: 0,
      signal: null,
      logTail: '',
      ...this.#behaviour.exit,
      ...report,
    };
    const coordinator = connectCoordinator(`http://${address}`, token, this.#index);
    await coordinator.exit(ended).finally(coordinator.close);
  }

  /** From now on k6 answers nothing, while its supervisor goes on. */
  hang(): void {
    this.#hangs = true;
  }

  close(): void {
    clearInterval(this.#beats);
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #push(address: string, token: string): Promise<void> {
    const { failedOf10 = 0 } = this.#behaviour;
    const second = this.#startedMs === undefined ? 0 : (performance.now() - this.#startedMs) / 1_000;
    const timeMs = Date.now();
    const base = { unit: '', startMs: 1_000, timeMs };
    const sum = (name: string, amount: number, attributes = {}) =>
      ({ name, attributes, ...base, value: { kind: 'sum', amount } }) as const;
    const done = Math.floor(second * 10);
    const body = otlpBody([
      sum('iterations', done),
      sum('http_reqs', done),
      sum('http_req_failed.total', Math.floor(second * failedOf10), { condition: 'nonzero' }),
      sum('http_req_failed.total', done - Math.floor(second * failedOf10), { condition: 'zero' }),
    ]);
    await fetch(`http://${address}/workers/${this.#index}/v1/metrics`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body,
    });
  }

  async #answer(request: IncomingMessage): Promise<readonly [number, string]> {
    const body = await text(request);
    const call = `${request.method} ${request.url?.slice('/v1/'.length)}`;
    if (call !== 'GET status') this.calls.push(`${call}${body && ` ${body}`}`);
    switch (call) {
      case 'GET status':
        return [200, statusBody(this.#state())];
      case 'PATCH status':
        return this.#patch(body);
      case 'POST setup':
        return (
          (await this.#behaviour.setup?.()) ?? [200, '{"data":{"attributes":{"data":{"from":"setup"}}}}']
        );
      case 'POST teardown':
        return (await this.#behaviour.teardown?.()) ?? [200, ''];
      default:
        return [200, ''];
    }
  }

  #patch(body: string): readonly [number, string] {
    if (body.includes('"stopped":true')) this.#status = 10;
    else if (this.#behaviour.unpause !== undefined) return [this.#behaviour.unpause, errorBody('not now')];
    else this.#startedMs = performance.now();
    return [200, ''];
  }

  #state(): number {
    const { loadMs = Infinity, ended = 9 } = this.#behaviour;
    if (this.#status === 10 || this.#startedMs === undefined) return this.#status;
    return performance.now() - this.#startedMs >= loadMs ? ended : 7;
  }
}

function statusBody(status: number): string {
  return JSON.stringify({ data: { attributes: { status, stopped: false } } });
}

/** An error as k6's REST API words it. */
export function errorBody(detail: string): string {
  return JSON.stringify({ errors: [{ title: 'Error', detail }] });
}
