/** Sends a signal to a process group, named by its leader; a group that is gone is what was wanted. */
export function signalGroup(leader: number | undefined, signal: NodeJS.Signals): void {
  reach(leader, signal);
}

/** Whether a process group, named by its leader, still has a process. */
export function isGroupAlive(leader: number | undefined): boolean {
  return reach(leader, 0);
}

function reach(leader: number | undefined, signal: NodeJS.Signals | 0): boolean {
  if (leader === undefined) return false;
  try {
    return process.kill(-leader, signal);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}
