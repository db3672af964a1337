import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { loadHardware } from '../../../estimator/index.ts';

const types = new Map(loadHardware((file) => readFileSync(file, 'utf8')).map((type) => [type.name, type]));

it.each([
  { name: 'm6i.large', architecture: 'x86_64', threadsPerCore: 2, vcpu: 2, memoryMib: 8_192 },
  { name: 'm7g.large', architecture: 'arm64', threadsPerCore: 1, vcpu: 2, memoryMib: 8_192 },
  { name: 'c7a.xlarge', architecture: 'x86_64', threadsPerCore: 1, vcpu: 4, memoryMib: 8_192 },
  { name: 'm6a.large', architecture: 'x86_64', threadsPerCore: 2, vcpu: 2, memoryMib: 8_192 },
  { name: 't4g.micro', architecture: 'arm64', threadsPerCore: 1, vcpu: 2, memoryMib: 1_024, burstable: true },
])('$name has $threadsPerCore threads a core', (expected) => {
  expect(types.get(expected.name)).toMatchObject(expected);
});
