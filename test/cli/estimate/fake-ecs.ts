import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** ECS at the edge, over real HTTP: one service of ARM tasks with 1 vCPU and 2 GB. */
export async function startFakeEcs(runningCount: number) {
  const answers: Readonly<Record<string, unknown>> = {
    DescribeServices: {
      services: [{ serviceName: 'api', status: 'ACTIVE', taskDefinition: 'api:7', runningCount }],
    },
    DescribeTaskDefinition: {
      taskDefinition: { cpu: '1024', memory: '2048', runtimePlatform: { cpuArchitecture: 'ARM64' } },
    },
    DescribeClusters: { clusters: [{ clusterName: 'prod', settings: [] }] },
  };
  const server = createServer((request, response) => {
    const operation = request.headers['x-amz-target']?.toString().split('.')[1] ?? '';
    request.resume().on('end', () => {
      response
        .writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
        .end(JSON.stringify(answers[operation] ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
