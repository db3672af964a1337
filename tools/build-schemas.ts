import { mkdirSync, writeFileSync } from 'node:fs';
import { schemaFiles } from './schema-files.ts';

/** Writes docs/schema: `npx tsx tools/build-schemas.ts`. */
const directory = new URL('../docs/schema/', import.meta.url);
mkdirSync(directory, { recursive: true });
for (const [name, text] of Object.entries(schemaFiles())) writeFileSync(new URL(name, directory), text);
