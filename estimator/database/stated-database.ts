import { z } from 'zod';
import { databaseEngineSchema } from '../../core/records/index.ts';

const amount = z.number().nonnegative();
const gigabytes = z.number().positive();
/** What one volume of RDS holds with a fifth of it free, about. */
const mostDataGb = 50_000;

/** The database that the service asks: what it holds, and where its demand comes from. */
export const databaseSchema = z
  .strictObject({
    engine: databaseEngineSchema,
    /** Data that it will hold, indexes included; refused where it is left open. */
    dataGb: gigabytes.max(mostDataGb).optional(),
    /** The observed resource that its demand is measured by, and the data that it held then. */
    resource: z.string().min(1).optional(),
    measuredDataGb: gigabytes.optional(),
    /** Stated instead of measured: CPU of the database for a request, in seconds. */
    cpuSecPerRequest: z.number().positive().optional(),
    /** Reads and writes of its volume for a request; what was measured unless given. */
    ioPerRequest: amount.optional(),
    /** The part of the data that is in use, which its memory should hold. */
    workingSetGb: gigabytes.optional(),
    /** Connections in the pool of each task. */
    connectionsPerTask: z.int().positive().optional(),
    /** Whether another one in a second zone takes over when it fails. */
    multiAz: z.boolean().default(true),
  })
  .transform(({ dataGb, ...stated }, context) => {
    const refuse = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    const { resource, measuredDataGb, cpuSecPerRequest, workingSetGb } = stated;
    if ((resource === undefined) === (cpuSecPerRequest === undefined))
      refuse('resource', 'or cpuSecPerRequest must be given, and not both: where its demand comes from');
    if (resource !== undefined && measuredDataGb === undefined)
      refuse('measuredDataGb', 'must say how much data the database held when it was measured');
    if (dataGb === undefined) {
      refuse('dataGb', 'must say how much data the database will hold: what a request costs depends on it');
      return z.NEVER;
    }
    if (workingSetGb !== undefined && workingSetGb > dataGb)
      refuse('workingSetGb', `must be part of the ${dataGb} GB of data`);
    return { ...stated, dataGb };
  });

export type StatedDatabase = z.output<typeof databaseSchema>;
