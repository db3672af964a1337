import type { Context } from '../../core/context.ts';
import { headlineOf, parseK6LogLine } from '../bundle/k6-error.ts';
import type { ExitReport, Heartbeat, Registration, Usage } from './protocol.ts';

/** A worker as the coordinator knows it. Times are of the coordinator's monotonic clock. */
export interface WorkerRecord {
  readonly index: number;
  registration?: Registration;
  pid?: number;
  readyMs?: number;
  startOffsetMs?: number;
  endedMs?: number;
  /** The load ended before its time, and not because the coordinator wanted it to. */
  interrupted?: boolean;
  lastHeardMs?: number;
  exceptions: Readonly<Record<string, number>>;
  /** Use of CPU and memory over time, one sample a heartbeat. */
  readonly usage: { readonly atMs: number; readonly usage: Usage }[];
  exit?: ExitReport;
  /** Why the worker is gone before its time. */
  lost?: string;
  /** What the platform that runs the worker says of it while it is late. */
  note?: string;
}

/** How a k6 ended, with the last that it said. */
export function wordsOfExit({ exitCode, signal, logTail }: ExitReport): string {
  const how =
    exitCode === null && signal === null ? 'did not start' : `ended by ${signal ?? `exit code ${exitCode}`}`;
  const last = logTail.trimEnd().split('\n').at(-1) ?? '';
  const words = headlineOf(parseK6LogLine(last)?.message ?? last);
  return `k6 ${how}${words && `: ${words}`}`;
}

/** Keeps what is known of each worker, and lets others wait for a change of it. */
export class WorkerRegistry {
  readonly workers: readonly WorkerRecord[];
  readonly #waiting = new Set<AbortController>();

  constructor(count: number) {
    this.workers = Array.from({ length: count }, (_, index) => ({ index, exceptions: {}, usage: [] }));
  }

  /** Takes note of a worker; gives the reason if this index has started before. */
  register(index: number, registration: Registration, atMs: number): string | undefined {
    const worker = this.#at(index);
    if (worker.registration) return `worker ${index} has already started; a segment never starts twice`;
    worker.registration = registration;
    worker.lastHeardMs = atMs;
    this.changed();
    return undefined;
  }

  heartbeat(index: number, { pid, usage, exceptions }: Heartbeat, atMs: number): void {
    const worker = this.#at(index);
    if (pid !== undefined) worker.pid = pid;
    if (usage) worker.usage.push({ atMs, usage });
    worker.exceptions = exceptions;
    worker.lastHeardMs = atMs;
  }

  exit(index: number, report: ExitReport, atMs: number): void {
    this.heartbeat(index, report, atMs);
    this.#at(index).exit = report;
    this.changed();
  }

  lose(index: number, reason: string): void {
    const worker = this.#at(index);
    if (worker.lost !== undefined || worker.exit) return;
    worker.lost = reason;
    this.changed();
  }

  /** Takes note of why workers are late, by index. */
  note(notes: Readonly<Record<string, string>>): void {
    for (const worker of this.workers) {
      const note = notes[worker.index];
      if (note !== undefined) worker.note = note;
    }
  }

  /** Wakes everybody who waits. */
  changed(): void {
    for (const waiting of this.#waiting) waiting.abort();
    this.#waiting.clear();
  }

  /** Resolves at the next change, after `durationMs` at the latest. */
  async nextChange(ctx: Pick<Context, 'sleep'>, durationMs: number): Promise<void> {
    const change = new AbortController();
    this.#waiting.add(change);
    await ctx.sleep(durationMs, change.signal);
    this.#waiting.delete(change);
  }

  #at(index: number): WorkerRecord {
    const worker = this.workers[index];
    if (!worker) throw new RangeError(`no worker ${index}`);
    return worker;
  }
}
