/** What k6 offers and `@types/k6` leaves out. */

declare const console: Readonly<
  Record<'debug' | 'error' | 'info' | 'log' | 'warn', (...values: unknown[]) => void>
>;

/** Modules from the web have no types. k6 fetches them when it loads the script. */
declare module 'https://*';
