import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { z } from 'zod';

const schema = z.object({ K6_IMAGE: z.string(), NODE_IMAGE: z.string(), TARGET_IMAGE: z.string() });

/** The images that a test's pods may name. */
export const images = schema.parse(
  parseEnv(readFileSync(new URL('../cluster/images.env', import.meta.url), 'utf8')),
);
