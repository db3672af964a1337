import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { schemaVersion } from '../core/records/index.ts';

const columns = 'service,region,item,attributes,unit,usd,effective_or_seen_date,source';

/**
 * The bundled price snapshot as JSON text, one price a line in the order of the facts. `csvText` is the facts'
 * `aws-prices.csv`; a source that many prices share is listed once and referred to by its place.
 */
export function buildSnapshot(csvText: string): string {
  const [header, ...records] = parseCsv(csvText);
  if (header?.join() !== columns) throw new Error(`columns must be ${columns}, got ${header?.join()}`);
  const sources = [...new Set(records.map((record) => record[7] ?? ''))].sort();
  const placeOf = new Map(sources.map((source, place) => [source, place]));
  const rows = records.map((record) => toRow(record, placeOf));
  const lines = (values: readonly unknown[]) =>
    values.map((value) => `    ${JSON.stringify(value)}`).join(',\n');
  return `{\n  "schemaVersion": ${schemaVersion},\n  "sources": [\n${lines(sources)}\n  ],\n  "rows": [\n${lines(rows)}\n  ]\n}\n`;
}

function toRow(record: readonly string[], placeOf: ReadonlyMap<string, number>) {
  const [service, region, item, attributes = '', unit, usd = '', date, source = ''] = record;
  if (record.length !== 8 || usd === '' || !(Number(usd) >= 0))
    throw new Error(`no price in "${record.join()}"`);
  const rateCode = /\brateCode (\S+)/.exec(source)?.[1];
  const sku = rateCode?.split('.')[0] ?? /\bSKU ([A-Z0-9]+)/.exec(source)?.[1];
  return {
    service,
    region,
    item,
    ...readAttributes(attributes),
    unit,
    usd: Number(usd),
    date,
    source: placeOf.get(source),
    sku,
    rateCode,
  };
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

/** Records of a CSV text; a quoted field may hold commas, line ends and doubled quotes. */
function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  for (const [, quoted, plain = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/g)) {
    record.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === ',') continue;
    if (record.length > 1) records.push(record);
    record = [];
  }
  return records;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const factsDirectory = process.argv[2] ?? '../shared/facts';
  const snapshot = buildSnapshot(readFileSync(join(factsDirectory, 'aws-prices.csv'), 'utf8'));
  writeFileSync(new URL('../estimator/prices/snapshot.json', import.meta.url), snapshot);
  process.stdout.write(`wrote estimator/prices/snapshot.json, ${snapshot.split('\n').length} lines\n`);
}
