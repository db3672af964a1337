import { z } from 'zod';

/** WebSocket connections that a service holds, and what one costs it. */
export const connectionsSchema = z.object({
  /** At a time. */
  open: z.number(),
  /** Messages of one connection a second, to the service and from it. */
  messagesInPerSec: z.number(),
  messagesOutPerSec: z.number(),
  sessionSeconds: z.number(),
  /** How its CPU is known: `told-apart` from that of messages, the `mix` of both that was run, or `stated`. */
  basis: z.enum(['told-apart', 'mix', 'stated']),
  /** CPU of a message, of holding a connection for a second, and of making one; `null` where that is not told apart. */
  cpuSecPerMessage: z.number().nullable(),
  cpuSecPerConnectionSecond: z.number().nullable(),
  cpuSecPerConnect: z.number().nullable(),
  bytesPerConnection: z.number(),
  memoryBasis: z.enum(['measured', 'stated']),
  /** The most that one server held in the run; `null` where the run held none. */
  highestOpen: z.number().nullable(),
  /** Bytes of a message on the wire, to the service and from it; `null` where nobody counted them. */
  bytesIn: z.number().nullable(),
  bytesOut: z.number().nullable(),
  /** Connections that a task may hold, where that is stated. */
  mostPerTask: z.int().nullable(),
  /** After a loss, the time in which its connections are made again. */
  reconnectSeconds: z.number(),
});
export type Connections = z.infer<typeof connectionsSchema>;

/** The connections of one task of an option. */
export const taskConnectionsSchema = z.object({
  open: z.number(),
  /** After the loss that the redundancy allows for; `null` without redundancy. */
  afterLoss: z.number().nullable(),
  /** Connections a second that are then made again. */
  reconnectsPerSec: z.number().nullable(),
  /** The most that it may hold, where that is known. */
  most: z.int().nullable(),
});
export type TaskConnections = z.infer<typeof taskConnectionsSchema>;
