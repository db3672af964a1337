import type { Path } from './path.ts';
import { type Token, tokensOf } from './tokens.ts';

/** A position in a source, 1-based. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * Where a path of the configuration stands in a JavaScript or TypeScript source, or the nearest literal around it.
 * It reads literals, which is what configurations are made of; `undefined` if the exported value is none.
 */
export function locate(source: string, path: Path, part: 'key' | 'value'): Position | undefined {
  const tokens = tokensOf(source);
  let value = rootLiteral(tokens);
  if (value === undefined) return undefined;
  let found = value;
  for (const [depth, key] of path.entries()) {
    const member: Member | undefined = membersOf(tokens, value).find(({ name }) => name === key);
    if (!member) break;
    const isLast = depth === path.length - 1;
    found = isLast && part === 'key' ? member.at : member.value;
    value = unwrap(tokens, member.value);
  }
  const token = tokens[found];
  return token && positionAt(source, token.start);
}

/** The line and column of an offset. */
export function positionAt(source: string, offset: number): Position {
  const before = source.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** The index of the bracket that opens the exported object: of a literal, in a call, or by its name. */
function rootLiteral(tokens: readonly Token[]): number | undefined {
  const exported = tokens.findIndex(
    ({ text }, i) =>
      (text === 'export' && tokens[i + 1]?.text === 'default') ||
      (text === 'module' && tokens[i + 2]?.text === 'exports'),
  );
  if (exported < 0) return undefined;
  const start = tokens[exported]?.text === 'export' ? exported + 2 : exported + 4;
  return literalAt(tokens, start) ?? declaredLiteral(tokens, argumentAt(tokens, start));
}

function declaredLiteral(tokens: readonly Token[], named: number): number | undefined {
  const name = tokens[named]?.text;
  const declared = tokens.findIndex(
    ({ text }, i) => ['const', 'let', 'var'].includes(text) && tokens[i + 1]?.text === name,
  );
  const equals = tokens.findIndex(({ text }, i) => i > declared && text === '=');
  return declared < 0 || equals < 0 ? undefined : literalAt(tokens, equals + 1);
}

/** The value itself, past the parentheses and calls around it: of `defineConfig({…})` the object. */
function argumentAt(tokens: readonly Token[], at: number): number {
  let inner = at;
  while (tokens[inner]?.text === '(' || (tokens[inner]?.kind === 'word' && tokens[inner + 1]?.text === '(')) {
    inner += tokens[inner]?.text === '(' ? 1 : 2;
  }
  return inner;
}

function literalAt(tokens: readonly Token[], at: number): number | undefined {
  const inner = argumentAt(tokens, at);
  return opens(tokens[inner]) ? inner : undefined;
}

function unwrap(tokens: readonly Token[], at: number): number {
  return literalAt(tokens, at) ?? at;
}

interface Member {
  readonly name: string | number;
  /** Index of the token of the key; in an array, of the value. */
  readonly at: number;
  readonly value: number;
}

/** The properties or elements of the literal whose bracket stands at `open`; none if there is no bracket. */
function membersOf(tokens: readonly Token[], open: number): readonly Member[] {
  const isArray = tokens[open]?.text === '[';
  if (!opens(tokens[open])) return [];
  const members: Member[] = [];
  let at = open + 1;
  for (let index = 0; at < tokens.length && !closes(tokens[at]); index++) {
    const token = tokens[at];
    if (isArray) members.push({ name: index, at, value: at });
    else if (token && tokens[at + 1]?.text === ':') members.push({ name: token.text, at, value: at + 2 });
    else if (token && [',', '}'].includes(tokens[at + 1]?.text ?? '')) {
      members.push({ name: token.text, at, value: at });
    }
    at = afterComma(tokens, at);
  }
  return members;
}

/** The index after the next comma of this literal, or of the bracket that closes it. */
function afterComma(tokens: readonly Token[], from: number): number {
  let depth = 0;
  for (let at = from; at < tokens.length; at++) {
    if (opens(tokens[at]) || isMark(tokens[at], '(')) depth++;
    else if (closes(tokens[at]) || isMark(tokens[at], ')')) {
      if (depth === 0) return at;
      depth--;
    } else if (depth === 0 && isMark(tokens[at], ',')) return at + 1;
  }
  return tokens.length;
}

function isMark(token: Token | undefined, ...texts: readonly string[]): boolean {
  return token?.kind === 'mark' && texts.includes(token.text);
}

const opens = (token: Token | undefined) => isMark(token, '{', '[');
const closes = (token: Token | undefined) => isMark(token, '}', ']');
