const lineWidth = 130;

/** JSON with a line for each value that fits into one, so that a table of figures reads as one. */
export function compactJson(value: unknown, indent = ''): string {
  const line = JSON.stringify(value);
  if (indent.length + line.length <= lineWidth || typeof value !== 'object' || value === null) return line;
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    return `[\n${value.map((one) => deeper + compactJson(one, deeper)).join(',\n')}\n${indent}]`;
  }
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  const lines = entries.map(([key, one]) => `${deeper}${JSON.stringify(key)}: ${compactJson(one, deeper)}`);
  return `{\n${lines.join(',\n')}\n${indent}}`;
}
