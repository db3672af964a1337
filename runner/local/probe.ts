import { get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';
import { connect } from 'node:net';
import { messageOf } from '../../core/errors.ts';

const timeoutMs = 2_000;

/**
 * Why the URL does not answer; any status below 500 is an answer. Every port is asked, also those that browsers, and
 * `fetch` with them, never dial.
 */
export function probe(url: string): Promise<string | undefined> {
  const get = url.startsWith('https:') ? getHttps : getHttp;
  const signal = AbortSignal.timeout(timeoutMs);
  return new Promise((resolve) => {
    const request = get(url, { signal, agent: false }, (response) => {
      const { statusCode = 0 } = response;
      response.destroy();
      resolve(statusCode < 500 ? undefined : `it answers with ${statusCode}`);
    });
    request.on('error', (error) =>
      resolve(signal.aborted ? `no answer within ${timeoutMs / 1_000} s` : wordsOf(error)),
    );
  });
}

/** A name with several addresses fails with an error for each. */
function wordsOf(error: Error): string {
  const errors: unknown[] = error instanceof AggregateError ? error.errors : [error];
  return errors.map(messageOf).join(', ');
}

/** Whether anything accepts connections where the URL points, whatever it speaks. */
export function isListening(url: string): Promise<boolean> {
  const { hostname, port, protocol } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port) || (protocol === 'https:' ? 443 : 80) });
    const answer = (listening: boolean) => {
      socket.destroy();
      resolve(listening);
    };
    socket.setTimeout(timeoutMs, () => answer(false));
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });
}
