const foreground: Readonly<Record<string, string>> = {
  31: '#ff7b72',
  32: '#56d364',
  33: '#e3b341',
  36: '#39c5cf',
};

interface Look {
  readonly bold: boolean;
  readonly dim: boolean;
  readonly colour: string | undefined;
}

const plain: Look = { bold: false, dim: false, colour: undefined };

/** A page with the text as a terminal of `columns` columns shows it; of escape codes it knows colours, bold and dim. */
export function terminalPage(text: string, columns: number): string {
  const [first = '', ...others] = text.split('\x1b[');
  let look = plain;
  const spans = others.map((part) => {
    const [, code = '', coloured = ''] = /^([\d;]*)m(.*)$/s.exec(part) ?? [];
    look = lookAfter(look, code);
    return span(coloured, look);
  });
  return `<!doctype html><meta charset="utf-8"><style>
body { margin: 0; background: transparent }
pre { display: inline-block; min-width: ${columns}ch; margin: 0; padding: 16px 20px; border-radius: 8px;
  font: 14px/1.5 "DejaVu Sans Mono", monospace; color: #d6deeb; background: #10161f }
b { color: #fff }
i { font-style: normal; opacity: .6 }
</style><pre>${span(first, plain)}${spans.join('')}</pre>`;
}

function lookAfter(look: Look, code: string): Look {
  if (code === '1') return { ...look, bold: true };
  if (code === '2') return { ...look, dim: true };
  if (code === '22') return { ...look, bold: false, dim: false };
  if (code === '39') return { ...look, colour: undefined };
  return foreground[code] === undefined ? plain : { ...look, colour: foreground[code] };
}

function span(text: string, { bold, dim, colour }: Look): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const coloured = colour ? `<span style="color:${colour}">${escaped}</span>` : escaped;
  if (bold) return `<b>${coloured}</b>`;
  return dim ? `<i>${coloured}</i>` : coloured;
}
