import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { PbfReader } from 'pbf';
import { feedEnvironment } from '../../runner/worker/feed-environment.ts';
import type { Bench } from './bench.ts';
import { runK6 } from './commands.ts';
import { startTarget } from './target.ts';

/** The pushes of one real worker in their order, each the body of one request. */
export type Recording = readonly Buffer[];

/** Has a real k6 push to a server that keeps what it gets, with the environment of a worker. */
export async function recordPushes(bench: Bench, durationSec: number): Promise<Recording> {
  const bodies: Buffer[] = [];
  const server = createServer(async (request, response) => {
    bodies.push(await buffer(request));
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const settings = { coordinator: `http://127.0.0.1:${port}`, token: 'recorded', index: 0, k6: bench.k6 };
  const feed = feedEnvironment({ ...settings, directory: bench.scratch, cwd: bench.scratch });
  const target = await startTarget(bench);
  await runK6(bench, 'shop.js', {
    ...feed,
    K6_OUT: 'opentelemetry',
    K6_SYSTEM_TAGS: 'status,method,name,group,check,error,error_code,scenario,expected_response',
    TARGET_URL: target.url,
    DURATION: `${durationSec}s`,
  });
  await target.stop();
  server.closeAllConnections();
  server.close();
  return bodies;
}

/**
 * Where the times of a push stand in its bytes: `start_time_unix_nano` and `time_unix_nano` of every data point. With
 * them moved, a recording can be sent again as that of a k6 that starts later.
 */
export function findTimes(body: Uint8Array): readonly number[] {
  const places: number[] = [];
  const into =
    (wanted: ReadonlySet<number>, next: typeof readPoint) => (tag: number, _: unknown, reader: PbfReader) => {
      if (wanted.has(tag)) reader.readMessage(next, undefined);
    };
  const readPoint = (tag: number, _: unknown, reader: PbfReader) => {
    if (tag === 2 || tag === 3) places.push(reader.pos);
  };
  const readPoints = into(new Set([1]), readPoint);
  const readMetric = into(new Set([5, 7, 10]), readPoints);
  const readScope = into(new Set([2]), readMetric);
  const readResource = into(new Set([2]), readScope);
  new PbfReader(body).readFields(into(new Set([1]), readResource), undefined);
  return places;
}

/** Moves the times at `places` by whole seconds. */
export function moveTimes(body: Buffer, places: readonly number[], seconds: number): void {
  const nanoseconds = BigInt(seconds) * 1_000_000_000n;
  for (const place of places) body.writeBigUInt64LE(body.readBigUInt64LE(place) + nanoseconds, place);
}
