import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Controls, controlRoutes } from './control.ts';
import type { Cpu } from './cpu.ts';
import { type Answer, BodyError, problem, readBody, sendAnswer } from './http.ts';
import { leadingOutRoutes } from './leading-out.ts';
import { journeyRoutes } from './route-mix.ts';
import { createRouter, type Match, type Route } from './router.ts';
import type { Settings } from './settings.ts';
import { shopRoutes } from './shop.ts';
import type { RequestCounter, Tally } from './stats.ts';
import { createTokens } from './tokens.ts';
import { createWork } from './work.ts';

/** Takes every HTTP request from its arrival to its answer. */
export interface RequestHandler {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Answers 503 to what is in flight. */
  interrupt(): void;
}

/** One request on its way: aborted when its client leaves or the service ends; control routes have no tally. */
interface Visit {
  readonly signal: AbortSignal;
  readonly tally: Tally | undefined;
}

const interrupted: Answer = { ...problem(503, 'the service ends'), headers: { connection: 'close' } };

interface Parts {
  readonly cpu: Cpu;
  readonly counter: RequestCounter;
  readonly controls: Controls;
}

export function createRequestHandler(settings: Settings, { cpu, counter, controls }: Parts): RequestHandler {
  const findRoute = createRouter(allRoutes(settings, controls));
  const work = createWork(settings, cpu);
  const inFlight = new Set<AbortController>();

  async function answerTo(
    request: IncomingMessage,
    { route, params, query }: Match,
    visit: Visit,
  ): Promise<Answer> {
    if (route.kind !== 'control' && !controls.isReady()) return problem(503, 'not ready yet');
    const body = route.method === 'POST' ? await readBody(request) : undefined;
    if (route.kind === 'journey') {
      const { failed, demandMs } = await work(route.name, visit.signal);
      visit.tally?.burned(demandMs);
      if (failed) return problem(500, 'a fault that the settings ask for');
    }
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    return route.answer({ params, query, token, body });
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const match = findRoute(request.method ?? '', request.url ?? '');
    const { route } = match;
    const tally = route.kind === 'control' ? undefined : counter.arrived(route.name);
    const leaving = new AbortController();
    inFlight.add(leaving);
    response.once('close', () => {
      inFlight.delete(leaving);
      if (!response.writableFinished) leaving.abort();
    });

    const answer = await answerTo(request, match, { signal: leaving.signal, tally }).catch(
      (error: unknown) => {
        if (error instanceof BodyError) return error.answer;
        if (leaving.signal.aborted) return interrupted;
        throw error;
      },
    );
    if (response.destroyed) {
      tally?.aborted();
    } else {
      sendAnswer(response, answer);
      tally?.answered(answer.status);
    }
    if (route.kind !== 'journey') cpu.settle();
  }

  return {
    handle,
    interrupt: () => {
      for (const leaving of inFlight) leaving.abort();
    },
  };
}

function allRoutes(settings: Settings, controls: Controls): readonly Route[] {
  const shop = shopRoutes(createTokens(settings.tokenTtlMs, Date.now), settings.tokenTtlMs);
  return [
    ...controlRoutes(controls).map((route) => ({ ...route, kind: 'control' as const })),
    ...journeyRoutes.map((name) => ({ ...shop[name], kind: 'journey' as const, name })),
    ...(['redirect', 'link'] as const).map((name) => ({
      ...leadingOutRoutes[name],
      kind: 'plain' as const,
      name,
    })),
  ];
}
