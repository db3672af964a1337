import type { z } from 'zod';
import {
  type Assignment,
  assignmentSchema,
  type Command,
  commandSchema,
  type ExitReport,
  type Heartbeat,
  type Registration,
} from '../coordinator/protocol.ts';

/** The coordinator as a worker's supervisor sees it. Every call rejects when the coordinator cannot be reached. */
export interface CoordinatorClient {
  register(registration: Registration): Promise<Assignment>;
  archive(): Promise<Uint8Array>;
  heartbeat(heartbeat: Heartbeat): Promise<void>;
  /** Waits for the next command. */
  command(): Promise<Command>;
  exit(report: ExitReport): Promise<void>;
}

export function connectCoordinator(url: string, token: string, worker: number): CoordinatorClient {
  const call = async (method: string, action: string, body?: object): Promise<Response> => {
    const response = await fetch(`${url}/workers/${worker}/${action}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok)
      throw new Error(`coordinator answered ${action} with ${response.status}: ${await response.text()}`);
    return response;
  };
  const parsed = async <T>(schema: z.ZodType<T>, response: Promise<Response>): Promise<T> =>
    schema.parse(await (await response).json());

  return {
    register: (registration) => parsed(assignmentSchema, call('POST', 'register', registration)),
    archive: async () => new Uint8Array(await (await call('GET', 'archive')).arrayBuffer()),
    heartbeat: async (heartbeat) => void (await call('POST', 'heartbeat', heartbeat)),
    command: () => parsed(commandSchema, call('GET', 'command')),
    exit: async (report) => void (await call('POST', 'exit', report)),
  };
}
