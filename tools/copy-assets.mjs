import { cp } from 'node:fs/promises';

// What the compiled code reads beside itself. tsc carries over nothing but TypeScript.
const assets = ['estimator/prices/snapshot.json', 'runner/k6/module'];

for (const asset of assets) await cp(asset, `dist/${asset}`, { recursive: true });
