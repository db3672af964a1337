const msOf = {
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
  ms: 1,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ns: 1e-6,
} as const;
type Unit = keyof typeof msOf;

const shape = /^(?=.)(?:\d+d)?(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|[smh]))*$/;
const part = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|[smhd])/g;

/**
 * The milliseconds of a duration as k6 writes it (`1m30s`, `500ms`, `1.5h`, `1d12h`), or `undefined` if the text
 * is none or is negative. A bare number is milliseconds, as in k6's own options.
 */
export function parseDuration(text: string | number): number | undefined {
  if (typeof text === 'number') return Number.isFinite(text) && text >= 0 ? text : undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  if (!shape.test(text)) return undefined;
  let totalMs = 0;
  for (const [, amount, unit] of text.matchAll(part)) totalMs += Number(amount) * msOf[unit as Unit];
  return totalMs;
}

/** A duration in milliseconds as k6 writes it: `formatDuration(90_000)` is `1m30s`; zero is `0s`. */
export function formatDuration(durationMs: number): string {
  let restMs = Math.round(durationMs);
  if (restMs === 0) return '0s';
  let text = '';
  for (const unit of ['h', 'm', 's', 'ms'] as const) {
    const amount = Math.floor(restMs / msOf[unit]);
    if (amount > 0) text += `${amount}${unit}`;
    restMs -= amount * msOf[unit];
  }
  return text;
}
