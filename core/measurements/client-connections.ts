import type { HeldConnections, SeriesPoint, StepResult } from '../records/index.ts';
import { secondMs } from './bin-grid.ts';

interface Second {
  readonly openedBy: Map<string, number>;
  readonly closedBy: Map<string, number>;
  sent: number;
  received: number;
}

/** What k6 says of a connection that was made; one that failed has another status, or none. */
const upgraded = '101';

/**
 * WebSockets as the clients held them, second by second. k6 counts a session when it is made and measures it when it is
 * closed; those that it cuts when a scenario ends it does not measure, so a scenario's connections end with its last step.
 */
export class ClientConnections {
  readonly #seconds = new Map<number, Second>();
  readonly #endMsOf = new Map<string, number>();
  #seen = 0;
  #open: { readonly atEnd: readonly number[]; readonly opened: readonly number[] } | undefined;

  constructor(steps: readonly Pick<StepResult, 'scenario' | 'endMs'>[]) {
    for (const { scenario, endMs } of steps)
      this.#endMsOf.set(scenario, Math.max(endMs, this.#endMsOf.get(scenario) ?? 0));
  }

  add({ tMs, tags, ...point }: SeriesPoint): void {
    const second = Math.floor(tMs / secondMs);
    const scenario = tags.scenario ?? '';
    if (point.metric === 'ws_sessions' && point.type === 'counter') {
      if (tags.status === upgraded) count(this.#at(second).openedBy, scenario, point.delta);
    }
    if (point.metric === 'ws_session_duration' && point.type === 'trend')
      count(this.#at(second).closedBy, scenario, point.histogram.count);
    if (point.metric === 'ws_msgs_sent' && point.type === 'counter') this.#at(second).sent += point.delta;
    if (point.metric === 'ws_msgs_received' && point.type === 'counter')
      this.#at(second).received += point.delta;
  }

  /** The means over the seconds whose middle lies between the times; `undefined` where the run made no connection. */
  between(startMs: number, endMs: number): HeldConnections | undefined {
    const levels = this.#levels();
    if (!levels) return undefined;
    const first = Math.ceil(startMs / secondMs - 0.5);
    const seconds = Array.from({ length: Math.ceil(endMs / secondMs - 0.5) - first }, (_, i) => first + i);
    const mean = (of: (second: number) => number) =>
      seconds.reduce((sum, second) => sum + of(second), 0) / Math.max(1, seconds.length);
    return {
      open: mean((second) => levels.atEnd[Math.min(second, levels.atEnd.length - 1)] ?? 0),
      openedPerSec: mean((second) => levels.opened[second] ?? 0),
      sentPerSec: mean((second) => this.#seconds.get(second)?.sent ?? 0),
      receivedPerSec: mean((second) => this.#seconds.get(second)?.received ?? 0),
    };
  }

  #at(second: number): Second {
    const known = this.#seconds.get(second);
    if (known) return known;
    this.#seen = Math.max(this.#seen, second + 1);
    const made = { openedBy: new Map(), closedBy: new Map(), sent: 0, received: 0 };
    this.#seconds.set(second, made);
    return made;
  }

  /** Connections open at the end of each second, and opened in it; worked out once, when all points are there. */
  #levels() {
    if (this.#open) return this.#open;
    const scenarios = new Set([...this.#seconds.values()].flatMap(({ openedBy }) => [...openedBy.keys()]));
    if (scenarios.size === 0) return undefined;
    const length = Math.max(this.#seen, ...[...this.#endMsOf.values()].map(secondAfter));
    const atEnd = new Array<number>(length).fill(0);
    const opened = new Array<number>(length).fill(0);
    for (const scenario of scenarios) {
      const end = secondAfter(this.#endMsOf.get(scenario) ?? Infinity);
      let level = 0;
      for (let second = 0; second < Math.min(end, length); second++) {
        const made = this.#seconds.get(second)?.openedBy.get(scenario) ?? 0;
        level = Math.max(0, level + made - (this.#seconds.get(second)?.closedBy.get(scenario) ?? 0));
        atEnd[second] = (atEnd[second] ?? 0) + level;
        opened[second] = (opened[second] ?? 0) + made;
      }
    }
    this.#open = { atEnd, opened };
    return this.#open;
  }
}

const secondAfter = (tMs: number) => Math.ceil(tMs / secondMs);

function count(counts: Map<string, number>, name: string, by: number): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}
