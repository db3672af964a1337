import { kernelFile } from './kernel-file.ts';
import type { PidLookup } from './process.ts';
import { listPids, readStat } from './process-reading.ts';
import { type ProcessStat, parseListeners } from './procfs.ts';

/**
 * Finds the process that listens on a TCP port of this machine; of several that share the socket, the one that the
 * others descend from. It looks through the open files of all processes, but not again for a socket that it could not
 * find there.
 */
export function portLookup(port: number, procRoot = '/proc'): () => PidLookup {
  let hidden: string | undefined;
  return () => {
    const tables = ['net/tcp', 'net/tcp6'].map((table) => kernelFile.text(`${procRoot}/${table}`) ?? '');
    const sockets = tables
      .flatMap((table) => parseListeners(table, port))
      .map((inode) => `socket:[${inode}]`);
    if (sockets.length === 0) return { unavailable: `nothing listens on port ${port}` };
    const found = sockets.join() === hidden ? undefined : findHolder(new Set(sockets), procRoot);
    if (found === undefined) {
      hidden = sockets.join();
      return { unavailable: `the process that listens on port ${port} belongs to another user` };
    }
    // It forwards to a server in another network namespace; its own CPU says nothing about that server.
    if (found.name.startsWith('docker-proxy')) {
      return { unavailable: `the server on port ${port} runs in a container: name its process by pid` };
    }
    return found.pid;
  };
}

function findHolder(sockets: ReadonlySet<string>, procRoot: string): ProcessStat | undefined {
  const holders = new Map<number, ProcessStat>();
  for (const pid of listPids(procRoot)) {
    if (!holdsOneOf(sockets, `${procRoot}/${pid}/fd`)) continue;
    const stat = readStat(procRoot, pid);
    if (stat !== undefined) holders.set(pid, stat);
  }
  return [...holders.values()].find(({ parentPid }) => !holders.has(parentPid));
}

function holdsOneOf(sockets: ReadonlySet<string>, directory: string): boolean {
  const files = kernelFile.names(directory) ?? [];
  return files.some((file) => sockets.has(kernelFile.target(`${directory}/${file}`) ?? ''));
}

/** The pid that stands in a file. */
export function pidInFile(file: string): PidLookup {
  const text = (kernelFile.text(file) ?? '').trim();
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  return {
    unavailable: text === '' ? `there is no pid in ${file}` : `${file} holds "${text.slice(0, 20)}", no pid`,
  };
}
