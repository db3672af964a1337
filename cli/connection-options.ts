import { valueOption } from './option.ts';
import { positiveNumber } from './value.ts';

const number = (flag: string, field: string, summary: string) =>
  valueOption(`--${flag} <n>`, summary, positiveNumber, {
    group: 'Connections, instead of users',
    config: `connections.${field}`,
  });

/** The WebSocket connections that a service is to hold, over the `connections` of the configuration. */
export const connectionOptions = {
  openConnections: number('open-connections', 'open', 'WebSockets that are open at the same time'),
  messagesIn: number('messages-in', 'messagesInPerSec', 'messages a second that one of them sends'),
  messagesOut: number('messages-out', 'messagesOutPerSec', 'messages a second that are sent to one of them'),
  sessionSeconds: number('session-seconds', 'sessionSeconds', 'seconds that one of them stays open'),
};
