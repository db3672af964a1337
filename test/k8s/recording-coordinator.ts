import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serveWorkers } from '../../runner/coordinator/http-server.ts';
import type { ExitReport, Heartbeat, Registration } from '../../runner/coordinator/protocol.ts';
import { digestOf } from '../../runner/digest.ts';
import { runK6 } from '../core/k6.ts';

/** What one worker told a coordinator, in order. */
export interface Recorded {
  readonly registrations: Registration[];
  readonly heartbeats: Heartbeat[];
  readonly exits: ExitReport[];
  readonly rejections: string[];
  pushes: number;
}

export interface CoordinatorOptions {
  readonly archive: Uint8Array;
  readonly k6Args?: readonly string[];
  /** Instead of an assignment. */
  readonly refused?: string;
  /** Instead of the archive's own. */
  readonly digest?: string;
  readonly token?: string;
}

/** The coordinator's own HTTP server with one worker, told by the test what to answer, and keeping what it hears. */
export async function recordingCoordinator(options: CoordinatorOptions) {
  const recorded: Recorded = { registrations: [], heartbeats: [], exits: [], rejections: [], pushes: 0 };
  let release: () => void = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  const server = await serveWorkers('127.0.0.1', 0, {
    token: options.token ?? 'token',
    workers: 1,
    archive: options.archive,
    register(_, registration) {
      recorded.registrations.push(registration);
      changed();
      if (options.refused !== undefined) return { refused: options.refused };
      const archiveDigest = options.digest ?? digestOf(options.archive);
      return { archiveDigest, k6Args: [...(options.k6Args ?? [])], heartbeatMs: 1_000 };
    },
    heartbeat(_, heartbeat) {
      recorded.heartbeats.push(heartbeat);
      changed();
    },
    async command() {
      await released;
      return { command: 'release' };
    },
    exit(_, report) {
      recorded.exits.push(report);
      changed();
    },
    push() {
      recorded.pushes += 1;
      changed();
    },
    rejected(reason) {
      recorded.rejections.push(reason);
      changed();
    },
  });
  return {
    recorded,
    address: server.address,
    release: () => release(),
    close: () => server.close(),
    /** Resolves as soon as what was heard satisfies `wanted`. */
    until(wanted: (recorded: Recorded) => boolean): Promise<void> {
      return new Promise((resolve) => {
        const look = () => {
          if (!wanted(recorded)) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
      });
    },
  };
}

/** The archive that the real k6 makes of a script, in `directory`. */
export async function archiveOf(directory: string, script: string): Promise<Uint8Array> {
  const file = join(directory, 'archive.tar');
  await runK6(['archive', '--exclude-env-vars', '-O', file, 'script.js'], { 'script.js': script });
  return readFile(file);
}
