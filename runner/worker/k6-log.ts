import { parseK6LogLine } from '../bundle/k6-error.ts';

const maxTailLines = 50;
const maxLineLength = 4_000;
const maxMessageLength = 2_000;
const maxMessages = 100;
const repeatsPassedOn = 3;
const quotedUrl = /"[^"]*"/g;

/** The name under which exceptions are counted once there are too many different ones. */
const otherExceptions = 'other exceptions';

/**
 * Follows k6's log: counts the exceptions of iterations by message, keeps the last lines, and passes on what a
 * reader wants to see: all that the script prints, and of what k6 says itself the first few lines of a kind, since it
 * may say the same for every request. What is kept is bounded, whatever the script throws.
 */
export class K6Log {
  readonly #exceptions = new Counts();
  readonly #kinds = new Counts();
  readonly #tail: string[] = [];
  readonly #passOn: (line: string) => void;

  constructor(passOn: (line: string) => void) {
    this.#passOn = passOn;
  }

  add(line: string): void {
    if (line.trim() === '') return;
    this.#tail.push(line.slice(0, maxLineLength));
    if (this.#tail.length > maxTailLines) this.#tail.shift();
    if (this.#repeats(line) <= repeatsPassedOn) this.#passOn(line);
  }

  /** How often each exception was thrown; those past the hundredth message are counted under one heading. */
  get exceptions(): Record<string, number> {
    return this.#exceptions.toRecord();
  }

  get tail(): string {
    return this.#tail.join('\n');
  }

  /** How many lines like this one there have been; 0 for those that are never too many. */
  #repeats(line: string): number {
    const parsed = parseK6LogLine(line);
    if (!parsed || parsed.source === 'console') return 0;
    const { level, source, message } = parsed;
    if (level === 'error' && source === 'stacktrace') return this.#exceptions.add(message);
    return this.#kinds.add(`${level} ${message.replace(quotedUrl, '')}`);
  }
}

/** Counts texts, of which it knows the first hundred apart. */
class Counts {
  readonly #counts = new Map<string, number>();

  /** Gives how often the text has been added. */
  add(text: string): number {
    const key = text.slice(0, maxMessageLength);
    const known = this.#counts.has(key) || this.#counts.size < maxMessages ? key : otherExceptions;
    const count = (this.#counts.get(known) ?? 0) + 1;
    this.#counts.set(known, count);
    return count;
  }

  toRecord(): Record<string, number> {
    return Object.fromEntries(this.#counts);
  }
}
