import { connect, type Socket } from 'node:net';
import { findTimes, moveTimes, type Recording } from './pushes.ts';

/** Simulated workers, each with a connection of its own, that send again as soon as they are answered. */
export interface SimulatedWorkers {
  /** Pushes answered so far. */
  readonly pushes: number;
  /** Answers other than 200. */
  readonly refused: number;
  stop(): void;
}

export interface Simulation {
  readonly address: string;
  readonly token: string;
  readonly workers: number;
  readonly recording: Recording;
  /** Whether every push is followed by a heartbeat, as in a run. */
  readonly beats: boolean;
}

const heartbeat = Buffer.from(
  JSON.stringify({ pid: 1234, usage: { cpuSeconds: 12.34, memoryBytes: 123_456_789 }, exceptions: {} }),
);

/** What a server's queue of new connections holds without losing any. */
const connectionsAtOnce = 200;

/** Starts all workers and resolves when each is connected. */
export async function simulateWorkers(simulation: Simulation): Promise<SimulatedWorkers> {
  const [host = '', port] = simulation.address.split(':');
  const bodyOf = endless(simulation.recording);
  const counts = { pushes: 0, refused: 0 };
  const sockets: Socket[] = [];
  while (sockets.length < simulation.workers) {
    const batch = Math.min(connectionsAtOnce, simulation.workers - sockets.length);
    sockets.push(...(await Promise.all(Array.from({ length: batch }, () => connected(Number(port), host)))));
  }
  sockets.forEach((socket, worker) => {
    drive(socket, worker, simulation, bodyOf, counts);
  });
  return {
    get pushes() {
      return counts.pushes;
    },
    get refused() {
      return counts.refused;
    },
    stop() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function connected(port: number, host: string): Promise<Socket> {
  const socket = connect(port, host).setNoDelay();
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  return socket;
}

/** Sends one request after the other; the answers are small, so each comes in one piece. */
function drive(
  socket: Socket,
  worker: number,
  { token, beats }: Simulation,
  bodyOf: (push: number) => Buffer,
  counts: { pushes: number; refused: number },
): void {
  let next = worker;
  let beating = false;
  const send = () => {
    const [action, body] = beating ? ['heartbeat', heartbeat] : ['v1/metrics', bodyOf(next)];
    socket.write(headOf(worker, action, token, body.length));
    socket.write(body);
  };
  socket.on('data', (answer: Buffer) => {
    if (answer.toString('latin1', 9, 12) !== '200') counts.refused += 1;
    if (!beating) {
      counts.pushes += 1;
      next += 1;
    }
    beating = beats && !beating;
    send();
  });
  socket.on('error', () => undefined);
  send();
}

function headOf(worker: number, action: string, token: string, length: number): string {
  return `POST /workers/${worker}/${action} HTTP/1.1\r\nHost: coordinator\r\nAuthorization: Bearer ${token}\r\nContent-Length: ${length}\r\n\r\n`;
}

const roundsKept = 20;

/**
 * The recording over and over. A new round is a k6 that starts when the last one ended, with all times moved, so
 * that counts go on growing.
 */
function endless(recording: Recording): (push: number) => Buffer {
  const times = recording.map(findTimes);
  const rounds = new Map<number, readonly Buffer[]>();
  return (push) => {
    const round = Math.floor(push / recording.length);
    const bodies =
      rounds.get(round) ?? recording.map((body, i) => moved(body, times[i] ?? [], round * recording.length));
    rounds.set(round, bodies);
    rounds.delete(round - roundsKept);
    return bodies[push % recording.length] ?? Buffer.alloc(0);
  };
}

function moved(body: Buffer, times: readonly number[], seconds: number): Buffer {
  const copy = Buffer.from(body);
  moveTimes(copy, times, seconds);
  return copy;
}
