import { z } from 'zod';
import { amountSchema, rangeProblem } from '../amount.ts';

const amount = z.number().nonnegative();
const positive = z.number().positive();

/** The connections that a service is to hold, and what is known of them beyond what the run measured. */
export const connectionsSchema = z
  .strictObject({
    /** Open at a time at the busiest moment. */
    open: amountSchema,
    /** The course of the day: of each hour from 0:00 on, in relation to the busiest, in which all are open. */
    hourlyOpen: z.array(amount).length(24).optional(),
    /** Messages a second that one connection sends to the service; keep-alives are messages too. */
    messagesInPerSec: amount,
    /** Messages a second that the service sends to one connection; or the connections that each message in reaches. */
    messagesOutPerSec: amount.optional(),
    subscribersPerMessage: amount.optional(),
    /** How long a connection stays open. */
    sessionSeconds: positive,
    /** Of a message either way, on the wire; as the run counted unless given. */
    messageBytes: positive.optional(),
    /** Stated instead of measured, both: CPU of a message, and of holding one connection for a second. */
    cpuSecPerMessage: amount.optional(),
    cpuSecPerConnectionSecond: amount.optional(),
    /** CPU of making a connection; where the run does not tell it apart, nothing is planned for reconnections unless given. */
    cpuSecPerConnect: positive.optional(),
    /** Memory that one takes, stated instead of measured. */
    bytesPerConnection: positive.optional(),
    /** Connections that a task may hold, such as its limit of open files. */
    mostPerTask: z.int().positive().optional(),
    /** After the loss of a task or a zone, the time in which its connections are all made again. */
    reconnectSeconds: positive.default(60),
  })
  .transform(({ messagesOutPerSec, subscribersPerMessage, open, ...stated }, context) => {
    const refuse = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    const { messagesInPerSec, cpuSecPerMessage, cpuSecPerConnectionSecond, hourlyOpen } = stated;
    if (hourlyOpen && Math.max(...hourlyOpen) === 0) refuse('hourlyOpen', 'must have an hour above 0');
    if ((messagesOutPerSec === undefined) === (subscribersPerMessage === undefined))
      refuse('messagesOutPerSec', 'or subscribersPerMessage must be given, and not both');
    if ((cpuSecPerMessage === undefined) !== (cpuSecPerConnectionSecond === undefined))
      refuse('cpuSecPerMessage', 'and cpuSecPerConnectionSecond must be given both, or neither');
    const out = messagesOutPerSec ?? messagesInPerSec * (subscribersPerMessage ?? 0);
    if (messagesInPerSec + out === 0)
      refuse('messagesInPerSec', 'must be > 0 where nothing is sent either: keep-alives are messages too');
    const range = typeof open === 'number' ? undefined : open;
    const problem = range && rangeProblem(range);
    if (problem !== undefined) refuse('open', problem);
    const middle = typeof open === 'number' ? open : open.mid;
    if (!(middle > 0)) refuse('open', `must be > 0, got ${middle}`);
    return {
      ...stated,
      open: middle,
      ...(range && { openRange: range }),
      messagesOutPerSec: out,
      ...(subscribersPerMessage !== undefined && { subscribersPerMessage }),
    };
  });

export type StatedConnections = z.output<typeof connectionsSchema>;
