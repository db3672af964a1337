import { schemaVersion } from '../core/records/index.ts';
import { recordsOf } from './csv.ts';

const columns =
  'instance_type,vcpu,memory_mib,arch,network_gbps_baseline,network_gbps_burst,burstable,baseline_cpu_percent,processor,source';

/** The bundled hardware facts as JSON text, one instance type a line. `csvText` is the facts' `aws-hardware.csv`. */
export function buildHardware(csvText: string): string {
  const records = recordsOf(csvText, columns);
  const sources = [...new Set(records.map((record) => record[9] ?? ''))].sort();
  const lines = records.map((record) => {
    const [type = '', vcpu, memoryMib, architecture = '', gbps, , burstable, , processor = '', source = ''] =
      record;
    const threads = threadsPerCore(type, architecture, processor);
    return JSON.stringify([
      type,
      Number(vcpu),
      Number(memoryMib),
      architecture,
      threads,
      gbps === '' ? null : Number(gbps),
      burstable === 'true',
      sources.indexOf(source),
    ]);
  });
  return `{"schemaVersion":${schemaVersion},"sources":${JSON.stringify(sources)},"types":[\n${lines.join(',\n')}\n]}\n`;
}

/** Graviton, and AMD from the seventh generation on, give a vCPU a whole core; else it is a hyperthread. */
function threadsPerCore(type: string, architecture: string, processor: string): 1 | 2 {
  const generation = Number(/^[a-z]+(\d)/.exec(type)?.[1]);
  return architecture === 'arm64' || (processor.includes('AMD') && generation >= 7) ? 1 : 2;
}
