import type { StepFold } from '../result/steps.ts';
import { setUp, unpause, untilReady } from './barrier.ts';
import { tearDown } from './finish.ts';
import { durationOf, type Session } from './session.ts';
import { failed, stopAll, type Watched, watch } from './watch.ts';

/** How a run went up to the workers' release. */
export interface Course extends Watched {
  /** Wall clock just before the unpause; absent if it did not come to that. */
  readonly startedAtMs?: number;
}

export interface CourseEvents {
  /** Called at the unpause, with its time on the context's monotonic clock. */
  onUnpause(originMs: number): void;
  /** Called once a second while the load runs. */
  onTick(elapsedMs: number): void;
}

/** All phases of a run. What setup has made, teardown removes, whatever came between them. */
export async function takeCourse(session: Session, fold: StepFold, events: CourseEvents): Promise<Course> {
  session.enter('start');
  await untilReady(session);
  if (session.stop.aborted) return stoppedByUser(session);
  session.enter('setup');
  if (!(await setUp(session))) return stoppedByUser(session);
  const startedAtMs = session.ctx.now();
  const watched = session.stop.aborted ? stoppedByUser(session) : await load(session, fold, events);
  session.enter('teardown');
  const left = await tearDown(session);
  const failure = watched.failure ?? left;
  return { ...watched, startedAtMs, ...(failure && { failure }) };
}

/** The load from its start on all workers until it is over on all of them. */
async function load(session: Session, fold: StepFold, events: CourseEvents): Promise<Watched> {
  const watched = await startAndWatch(session, fold, events).catch(failed);
  if (watched.end.by !== 'schedule') await stopAll(session);
  session.merge.end((session.originMs ?? 0) + durationOf(session));
  return watched;
}

async function startAndWatch(session: Session, fold: StepFold, events: CourseEvents): Promise<Watched> {
  events.onUnpause(await unpause(session));
  session.enter('load');
  return watch(session, fold, events.onTick);
}

function stoppedByUser({ stop }: Session): Watched {
  return { end: { by: 'user', message: String(stop.reason) } };
}
