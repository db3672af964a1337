import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename, join } from 'node:path';
import { sendFile } from '../coordinator/control-server.ts';
import { coordinatorPorts } from '../coordinator/ports.ts';
import { readerVariables } from './settings.ts';

/** The program of a reader's pod: it serves the files of a directory at the path of the coordinator's, until it is ended. */
const directory = process.env[readerVariables.directory] ?? '';
const server = createServer((request, response) => {
  const file = join(directory, basename(request.url ?? ''));
  void sendFile(existsSync(file) ? file : undefined, response);
}).listen(coordinatorPorts.control, '127.0.0.1');

process.on('SIGTERM', () => server.close());
