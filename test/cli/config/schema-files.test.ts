import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { schemaFiles } from '../../../tools/schema-files.ts';

it.each(Object.entries(schemaFiles()))(
  'docs/schema/%s is what tools/build-schemas.ts writes',
  (name, text) => {
    expect(readFileSync(new URL(`../../../docs/schema/${name}`, import.meta.url), 'utf8')).toBe(text);
  },
);
