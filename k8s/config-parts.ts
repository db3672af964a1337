import { z } from 'zod';
import { parseQuantity } from './quantity.ts';

/** A name of an object in a namespace. */
export const nameSchema = z
  .string()
  .max(253)
  .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, 'must be a name of Kubernetes: a-z, 0-9, "-" and "."');

const quantitySchema = z.union([z.string(), z.number()]).transform((value, check) => {
  const text = String(value);
  if ((parseQuantity(text) ?? 0) > 0) return text;
  check.addIssue({ code: 'custom', message: 'must be a quantity > 0 such as "500m" or "1Gi"', input: value });
  return z.NEVER;
});

/** Limits; requests are the same unless they are given. */
export const resourcesOf = (cpu: string, memory: string) =>
  z
    .strictObject({
      cpu: quantitySchema.prefault(cpu),
      memory: quantitySchema.prefault(memory),
      requests: z
        .strictObject({ cpu: quantitySchema.optional(), memory: quantitySchema.optional() })
        .prefault({}),
    })
    .prefault({});

/** An image that does not float: by digest, or by a tag other than `latest`. */
export const imageSchema = z
  .string()
  .regex(
    /^[\w.:/-]+(:(?!latest$)[\w][\w.-]*|@sha256:[0-9a-f]{64})$/,
    'must name a tag other than "latest", or a digest "@sha256:…"',
  );

export const environmentSourceSchema = z.union([
  z.strictObject({ secret: nameSchema }),
  z.strictObject({ configMap: nameSchema }),
]);
