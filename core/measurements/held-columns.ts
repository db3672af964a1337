import type { HeldConnections } from '../records/index.ts';

/** The columns of a table that say which WebSocket connections were held, by the field of a bin. */
export const heldColumns = {
  open: 'open_connections',
  openedPerSec: 'opened_connections_per_sec',
  sentPerSec: 'messages_sent_per_sec',
  receivedPerSec: 'messages_received_per_sec',
} as const satisfies Readonly<Record<keyof HeldConnections, string>>;

export type HeldColumn = (typeof heldColumns)[keyof HeldConnections];

/**
 * The connections of a row, read by `of`: `undefined` where no column says any, `null` where one of those that are needed is
 * missing. New connections need not be said: what is left out is none.
 */
export function heldIn(of: (column: HeldColumn) => number | null): HeldConnections | null | undefined {
  const open = of(heldColumns.open);
  const others = {
    openedPerSec: of(heldColumns.openedPerSec),
    sentPerSec: of(heldColumns.sentPerSec),
    receivedPerSec: of(heldColumns.receivedPerSec),
  };
  const isSaid = Object.values(others).some((value) => value !== null);
  if (open === null) return isSaid ? null : undefined;
  const { openedPerSec, sentPerSec, receivedPerSec } = others;
  if (sentPerSec === null || receivedPerSec === null) return null;
  return { open, openedPerSec: openedPerSec ?? 0, sentPerSec, receivedPerSec };
}
