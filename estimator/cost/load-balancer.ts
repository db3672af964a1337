import type { Deployment } from '../deployment.ts';
import type { Traffic } from '../traffic/week.ts';

/** What one capacity unit of an Application Load Balancer holds; of the four, the largest use counts. */
const perUnit = { newConnectionsPerSec: 25, activeConnections: 3_000 };
const bytesPerGb = 2 ** 30;

type Connections = Pick<
  Deployment,
  'requestsPerConnection' | 'secondsPerConnection' | 'responseBytes' | 'requestBytes'
>;

/**
 * Mean capacity units of an hour: in each hour LCU = max(new connections/s ÷ 25, active connections ÷ 3000, GB ÷ g), and
 * not their sum. g is 1, and 0.4 in front of Lambda. Up to ten rules cost nothing. λ/r connections are made in a second, with r requests on each, and
 * λ/r · s of them are open at a time, with s the seconds that one stays (Little's law).
 */
export function lcuPerHour({ hourlyPerSec }: Traffic, deployment: Connections, gbPerUnit: number): number {
  const { requestsPerConnection, secondsPerConnection, responseBytes = 0, requestBytes = 0 } = deployment;
  const units = hourlyPerSec.map((requestsPerSec) => {
    const newPerSec = requestsPerSec / requestsPerConnection;
    const bytes = requestsPerSec * 3_600 * (responseBytes + requestBytes);
    return Math.max(
      newPerSec / perUnit.newConnectionsPerSec,
      (newPerSec * secondsPerConnection) / perUnit.activeConnections,
      bytes / (gbPerUnit * bytesPerGb),
    );
  });
  return units.reduce((sum, lcu) => sum + lcu, 0) / units.length;
}
