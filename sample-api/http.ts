import type { IncomingMessage, ServerResponse } from 'node:http';

/** What a route answers; `body` is sent as JSON, or as HTML when it is text; none: an empty body. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const maxBodyBytes = 64 * 1_024;

/** A request's body is no JSON, or is too long; `answer` says so. */
export class BodyError extends Error {
  readonly answer: Answer;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'BodyError';
    this.answer = problem(status, message);
  }
}

/** The answer that says what was wrong. */
export function problem(status: number, message: string): Answer {
  return { status, body: { error: message } };
}

/** The request's JSON body; an empty one is `undefined`. Throws `BodyError`. */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  // The connection must outlive the refusal of a long body, or the answer would not arrive.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    length += chunk.length;
    if (length > maxBodyBytes) throw new BodyError(413, `the body must be at most ${maxBodyBytes} bytes`);
    chunks.push(chunk);
  }
  if (length === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch (cause) {
    throw new BodyError(400, `the body must be JSON: ${cause instanceof Error ? cause.message : cause}`);
  }
}

export function sendAnswer(response: ServerResponse, { status, headers, body }: Answer): void {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/html; charset=utf-8' : 'application/json';
  response.writeHead(status, {
    ...(body === undefined ? {} : { 'content-type': type }),
    ...(status === 204 ? {} : { 'content-length': Buffer.byteLength(text) }),
    ...headers,
  });
  response.end(text);
}
