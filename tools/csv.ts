/** Records of a CSV text; a quoted field may hold commas, line ends and doubled quotes. */
export function parseCsv(text: string): string[][] {
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

/** The records below a header that must be exactly `columns`. */
export function recordsOf(text: string, columns: string): string[][] {
  const [header, ...records] = parseCsv(text);
  if (header?.join() !== columns) throw new Error(`columns must be ${columns}, got ${header?.join()}`);
  return records;
}
