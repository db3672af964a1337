import { cp } from 'node:fs/promises';

// What the compiled code reads beside itself. tsc carries over nothing but TypeScript.
const assets = [
  'estimator/prices/snapshot.json',
  'estimator/prices/hardware.json',
  'runner/k6/module',
  'k8s/supervisor/worker.sh',
  'k8s/supervisor/k6-log.awk',
  'k8s/supervisor/usage.awk',
];

for (const asset of assets) await cp(asset, `dist/${asset}`, { recursive: true });
