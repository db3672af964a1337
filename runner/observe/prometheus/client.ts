import { z } from 'zod';
import type { ClockComparison } from '../../../core/clock-comparison.ts';
import type { Context } from '../../../core/context.ts';
import { messageOf } from '../../../core/errors.ts';
import type { Authorization } from './authorization.ts';

/** A series of an answer, its times in milliseconds of the server's clock; a value that is no number is `null`. */
export interface AnsweredSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly (readonly [atMs: number, value: number | null])[];
}

/** What a query gave, or why it gave nothing. */
export type Answer = { readonly series: readonly AnsweredSeries[] } | { readonly unavailable: string };

export interface PrometheusServer {
  readonly url: string;
  readonly authorization: Authorization;
  readonly timeoutMs: number;
  /** Hears the `Date` of every answer. */
  readonly clock: ClockComparison;
}

/** The range of a query; both ends are evaluated. */
export interface QueryRange {
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
}

const answerSchema = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('success'),
    data: z.object({
      resultType: z.literal('matrix'),
      result: z.array(
        z.object({
          metric: z.record(z.string(), z.string()),
          values: z.array(z.tuple([z.number(), z.string()])).default([]),
        }),
      ),
    }),
  }),
  z.object({ status: z.literal('error'), errorType: z.string(), error: z.string() }),
]);

/** Evaluates a PromQL query over a range. What goes wrong is told with what to do about it, never thrown. */
export async function queryRange(
  ctx: Context,
  server: PrometheusServer,
  query: string,
  { startMs, endMs, stepMs }: QueryRange,
): Promise<Answer> {
  const { authorization, url } = server;
  if ('unavailable' in authorization) return authorization;
  const body = new URLSearchParams({
    query,
    start: String(startMs / 1_000),
    end: String(endMs / 1_000),
    step: String(stepMs / 1_000),
  });
  const sentMs = ctx.now();
  try {
    const response = await fetch(`${url.replace(/\/+$/, '')}/api/v1/query_range`, {
      method: 'POST',
      headers: { ...authorization },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(server.timeoutMs),
    });
    const dateMs = Date.parse(response.headers.get('date') ?? '');
    if (Number.isFinite(dateMs)) server.clock.heard(dateMs, sentMs, ctx.now());
    return toAnswer(url, response, await response.text());
  } catch (error) {
    return { unavailable: whyNoAnswer(error, server) };
  }
}

function toAnswer(url: string, response: Response, text: string): Answer {
  const parsed = answerSchema.safeParse(jsonOf(text));
  if (!parsed.success) return { unavailable: whyNotRead(url, response, text) };
  const { data: answer } = parsed;
  if (answer.status === 'error') return { unavailable: `Prometheus refused the query: ${answer.error}` };
  return {
    series: answer.data.result.map(({ metric, values }) => ({
      labels: metric,
      points: values.map(([atSec, text]) => [atSec * 1_000, numberOf(text)]),
    })),
  };
}

/** A ratio without a denominator is `NaN`, one with a zero `+Inf`. */
function numberOf(text: string): number | null {
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function whyNotRead(url: string, { status, headers }: Response, text: string): string {
  if (status === 401) return `${url} wants credentials (401): give auth with the right variable`;
  if (status === 403) return `${url} refused the credentials (403): they may not query`;
  if (status >= 300 && status < 400) {
    return `${url} redirects to ${headers.get('location') ?? 'another place'}: give the URL of Prometheus itself`;
  }
  if (status === 404) return `${url} has no Prometheus API (404): give its URL up to, but without, /api/v1`;
  const type = headers.get('content-type')?.split(';')[0] ?? 'something';
  const start = text.trim().slice(0, 60).replace(/\s+/g, ' ');
  return `${url} answered ${status} with ${type} instead of Prometheus' JSON ("${start}"): check the URL, and what stands before it`;
}

function whyNoAnswer(error: unknown, { url, timeoutMs }: PrometheusServer): string {
  if (error instanceof Error && error.name === 'TimeoutError') {
    return `${url} did not answer within ${timeoutMs / 1_000} s: raise timeoutMs, or ask for less`;
  }
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  // Where a name has several addresses, what failed at each stands in a list.
  const first: unknown = cause instanceof AggregateError ? cause.errors[0] : cause;
  return `${url} cannot be reached: ${messageOf(first)}`;
}
