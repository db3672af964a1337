import { headlineOf, parseK6LogLine } from '../bundle/k6-error.ts';

const maxTailLines = 50;
const maxMessages = 100;
const repeatsPassedOn = 3;

/**
 * Follows k6's log: counts the exceptions of iterations by message, keeps the last lines, and passes on what a
 * reader wants to see, of an exception only the first few occurrences.
 */
export class K6Log {
  readonly #counts = new Map<string, number>();
  readonly #tail: string[] = [];
  readonly #passOn: (line: string) => void;

  constructor(passOn: (line: string) => void) {
    this.#passOn = passOn;
  }

  add(line: string): void {
    if (line.trim() === '') return;
    this.#tail.push(line);
    if (this.#tail.length > maxTailLines) this.#tail.shift();
    const parsed = parseK6LogLine(line);
    if (parsed?.level !== 'error' || parsed.source !== 'stacktrace') {
      this.#passOn(line);
      return;
    }
    if (this.#count(parsed.message) <= repeatsPassedOn) this.#passOn(line);
  }

  /** How often each exception was thrown; messages past the hundredth are counted under one heading. */
  get exceptions(): Record<string, number> {
    return Object.fromEntries(this.#counts);
  }

  get tail(): string {
    return this.#tail.join('\n');
  }

  #count(message: string): number {
    const known = this.#counts.has(message) || this.#counts.size < maxMessages;
    const key = known ? message : `${headlineOf(message)} (and others)`;
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    return count;
  }
}
