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
}

/** Keeps what is known of each worker, and lets others wait for a change of it. */
export class WorkerRegistry {
  readonly workers: readonly WorkerRecord[];
  #wake: () => void = () => {};
  #changed: Promise<void>;

  constructor(count: number) {
    this.workers = Array.from({ length: count }, (_, index) => ({ index, exceptions: {}, usage: [] }));
    this.#changed = this.#arm();
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

  /** Wakes everybody who waits. */
  changed(): void {
    const wake = this.#wake;
    this.#changed = this.#arm();
    wake();
  }

  /** Resolves at the next change. */
  nextChange(): Promise<void> {
    return this.#changed;
  }

  #arm(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #at(index: number): WorkerRecord {
    const worker = this.workers[index];
    if (!worker) throw new RangeError(`no worker ${index}`);
    return worker;
  }
}
