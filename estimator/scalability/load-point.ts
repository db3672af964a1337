/** A measured load: mean requests in flight, and requests a second. */
export interface LoadPoint {
  readonly concurrency: number;
  readonly throughputPerSec: number;
}
