import { z } from 'zod';
import { LoadtestError } from '../../core/errors.ts';
import { type Architecture, architectureSchema, schemaVersion } from '../../core/records/index.ts';

const hardwareUrl = new URL('./hardware.json', import.meta.url);

/** What an EC2 instance type is made of. */
export interface InstanceType {
  readonly name: string;
  readonly vcpu: number;
  readonly memoryMib: number;
  readonly architecture: Architecture;
  /** 1 where a vCPU is a core, 2 where it is a hyperthread. */
  readonly threadsPerCore: number;
  /** Network that lasts; `null` where nobody states it. */
  readonly networkGbps: number | null;
  /** CPU above a baseline is paid with credits. */
  readonly burstable: boolean;
  readonly source: string;
}

const hardwareSchema = z.object({
  schemaVersion: z.literal(schemaVersion),
  sources: z.array(z.string()),
  types: z.array(
    z.tuple([
      z.string(),
      z.number(),
      z.number(),
      architectureSchema,
      z.number(),
      z.number().nullable(),
      z.boolean(),
      z.int(),
    ]),
  ),
});

/** The instance types of the bundled facts; `readText` gives a file's text. */
export function loadHardware(readText: (file: URL) => string): readonly InstanceType[] {
  try {
    const { sources, types } = hardwareSchema.parse(JSON.parse(readText(hardwareUrl)));
    return types.map(
      ([name, vcpu, memoryMib, architecture, threadsPerCore, networkGbps, burstable, place]) => ({
        name,
        vcpu,
        memoryMib,
        architecture,
        threadsPerCore,
        networkGbps,
        burstable,
        source: sources[place] ?? '',
      }),
    );
  } catch (cause) {
    throw new LoadtestError('RECORD_INVALID', 'the hardware facts cannot be read', { cause });
  }
}
