/** Minutes that a task is kept after it was needed, and started before it is. */
const keptMinutes = 15;
const aheadMinutes = 4;

/**
 * Tasks by minute of a policy that knows the load: the most that any minute from 15 before to 4 after needs, over a cycle.
 * No real policy is as cheap; it is the measure that one is held against.
 */
export function foreseenTasks(needed: readonly number[]): readonly number[] {
  const at = (minute: number) => needed[(minute + needed.length) % needed.length] ?? 0;
  return needed.map((_, minute) => {
    let most = 0;
    for (let offset = -keptMinutes; offset <= aheadMinutes; offset++)
      most = Math.max(most, at(minute + offset));
    return most;
  });
}
