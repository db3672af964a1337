import type { Deployment } from '../deployment.ts';
import type { Traffic } from '../traffic/week.ts';

/** What one capacity unit of an Application Load Balancer holds; of the four, the largest use counts. */
const perUnit = { newConnectionsPerSec: 25, activeConnections: 3_000 };
const bytesPerGb = 2 ** 30;
/** Seconds that a client's connection stays open after its last request. */
const idleTimeoutSec = 60;

type Connections = Pick<Deployment, 'requestsPerConnection' | 'responseBytes' | 'requestBytes'>;

/**
 * Mean capacity units of an hour: in each hour LCU = max(new connections/s ÷ 25, active connections ÷ 3000, GB ÷ g), and
 * not their sum. g is 1, and 0.4 in front of Lambda. Up to ten rules cost nothing. λ/r connections are made in a second, with r requests on each, and one
 * is open for its requests and a minute more.
 */
export function lcuPerHour({ hourlyPerSec }: Traffic, deployment: Connections, gbPerUnit: number): number {
  const { requestsPerConnection, responseBytes = 0, requestBytes = 0 } = deployment;
  const units = hourlyPerSec.map((requestsPerSec) => {
    const newPerSec = requestsPerSec / requestsPerConnection;
    const bytes = requestsPerSec * 3_600 * (responseBytes + requestBytes);
    return Math.max(
      newPerSec / perUnit.newConnectionsPerSec,
      (newPerSec * idleTimeoutSec) / perUnit.activeConnections,
      bytes / (gbPerUnit * bytesPerGb),
    );
  });
  return units.reduce((sum, lcu) => sum + lcu, 0) / units.length;
}
