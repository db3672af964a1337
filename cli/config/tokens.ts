/** A piece of JavaScript or TypeScript: a word is a name or a number, a text is a string's content. */
export interface Token {
  readonly kind: 'word' | 'text' | 'mark' | 'other';
  readonly text: string;
  /** Offset in the source. */
  readonly start: number;
}

const space = /\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\//y;
const word = /[\w$\u0080-\uffff]+/y;
const quoted = /'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"/y;
const regularExpression = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/\w*/y;

/** The tokens of a source, enough of them to find one's way through literals. */
export function tokensOf(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const gap = matchAt(space, source, at);
    if (gap !== undefined) {
      at += gap.length;
    } else {
      const { length, ...token } = tokenAt(source, at, tokens.at(-1));
      tokens.push({ ...token, start: at });
      at += length;
    }
  }
  return tokens;
}

interface Found {
  readonly kind: Token['kind'];
  readonly text: string;
  readonly length: number;
}

function tokenAt(source: string, at: number, before: Token | undefined): Found {
  const text = matchAt(quoted, source, at);
  if (text !== undefined) {
    return { kind: 'text', text: text.slice(1, -1).replaceAll(/\\(.)/gs, '$1'), length: text.length };
  }
  const name = matchAt(word, source, at);
  if (name !== undefined) return { kind: 'word', text: name, length: name.length };
  if (source[at] === '`') return { kind: 'other', text: '`', length: templateLength(source, at) };
  // A slash after a value divides; elsewhere it begins a regular expression.
  const divides =
    before !== undefined && (before.kind !== 'mark' || before.text === ')' || before.text === ']');
  const expression = divides ? undefined : matchAt(regularExpression, source, at);
  if (expression !== undefined) return { kind: 'other', text: '/', length: expression.length };
  return { kind: 'mark', text: source.charAt(at), length: 1 };
}

function matchAt(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0];
}

/** The length of a template literal, with the templates in its substitutions. */
function templateLength(source: string, start: number): number {
  let depth = 0;
  for (let at = start + 1; at < source.length; at++) {
    if (source[at] === '\\') at++;
    else if (depth === 0 && source[at] === '`') return at + 1 - start;
    else if (depth > 0 && source[at] === '`') at += templateLength(source, at) - 1;
    else if (source.startsWith('${', at)) depth++;
    else if (depth > 0 && source[at] === '}') depth--;
  }
  return source.length - start;
}
