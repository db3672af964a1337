import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { schemaVersion } from '../core/records/index.ts';
import { recordsOf } from './csv.ts';
import { buildHardware } from './hardware-snapshot.ts';

const columns = 'service,region,item,attributes,unit,usd,effective_or_seen_date,source';

interface Fact {
  readonly service: string;
  readonly region: string;
  readonly item: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly tier?: { from: number; to: number | null } | undefined;
  readonly note?: string | undefined;
  readonly unit: string;
  readonly usd: number;
  readonly date: string;
  readonly source: string;
  readonly sku?: string | undefined;
  readonly rateCode?: string | undefined;
}

/**
 * The bundled price snapshot as JSON text. `csvText` is the facts' `aws-prices.csv`. Prices that share service, region,
 * unit, date, source and what is particular about them are a block, so that each of these stands once; a block's `keys`
 * name the columns of its rows.
 */
export function buildSnapshot(csvText: string): string {
  const blocks = new Map<string, { readonly head: object; readonly rows: unknown[] }>();
  for (const fact of recordsOf(csvText, columns).map(toFact)) {
    const { item, attributes, tier, note, usd, sku, rateCode, ...shared } = fact;
    const particular = { ...attributes, ...tier, note, sku, rateCode };
    const entries = Object.entries(particular).filter(([, value]) => value !== undefined);
    const head = { ...shared, keys: ['item', ...entries.map(([key]) => key), 'usd'] };
    const key = JSON.stringify(head);
    const block = blocks.get(key) ?? { head, rows: [] };
    block.rows.push([item, ...entries.map(([, value]) => value), usd]);
    blocks.set(key, block);
  }
  const lines = [...blocks.values()].map(({ head, rows }) => JSON.stringify({ ...head, rows }));
  return `{"schemaVersion":${schemaVersion},"blocks":[\n${lines.join(',\n')}\n]}\n`;
}

function toFact(record: readonly string[]): Fact {
  const [service = '', region = '', item = '', attributes = '', unit = '', usd = '', date = '', source = ''] =
    record;
  if (record.length !== 8 || usd === '' || !(Number(usd) >= 0))
    throw new Error(`no price in "${record.join()}"`);
  const rateCode = /\brateCode (\S+)/.exec(source)?.[1];
  const sku = rateCode?.split('.')[0] ?? /\bSKU ([A-Z0-9]+)/.exec(source)?.[1];
  const found = { service, region, unit, date, source, usd: Number(usd), sku, rateCode };
  return { ...found, item: item.replace(/ tier \d+$/, ''), ...readAttributes(attributes) };
}

/** Takes `os=Linux;from=0;to=10240 GB;per AZ` apart into attributes, a tier and what is only a remark. */
function readAttributes(text: string) {
  const attributes: Record<string, string> = {};
  const notes: string[] = [];
  let tier: { from: number; to: number | null } | undefined;
  for (const part of text.split(';').map((each) => each.trim())) {
    const [, key, value = ''] = /^(\w+)=(.*)$/.exec(part) ?? [];
    if (key === 'from' || key === 'to') {
      const [amount, ...remark] = value.split(' ');
      tier = { from: 0, to: null, ...tier, [key]: amount === 'Inf' ? null : Number(amount) };
      if (remark.length > 0) notes.push(remark.join(' '));
    } else if (key) attributes[key] = value;
    else if (part !== '') notes.push(part);
  }
  return { attributes, tier, note: notes.length > 0 ? notes.join('; ') : undefined };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , directory] = process.argv;
  if (directory === undefined) throw new Error('name the directory of aws-prices.csv and aws-hardware.csv');
  const write = (name: string, text: string) => {
    writeFileSync(new URL(`../estimator/prices/${name}`, import.meta.url), text);
    process.stdout.write(`wrote estimator/prices/${name}, ${text.length} bytes\n`);
  };
  write('snapshot.json', buildSnapshot(readFileSync(join(directory, 'aws-prices.csv'), 'utf8')));
  write('hardware.json', buildHardware(readFileSync(join(directory, 'aws-hardware.csv'), 'utf8')));
}
