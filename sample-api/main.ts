import { once } from 'node:events';
import { helpText, type Launch, LaunchError, parseLaunch } from './launch.ts';
import { createSampleApi } from './service.ts';

const exitCode = { usage: 2, environment: 3 } as const;

async function serve({ port, host, withParent, settings }: Launch): Promise<void> {
  const service = createSampleApi(settings);
  const url = await service.listen(port, host);
  const ends = [once(process, 'SIGTERM'), once(process, 'SIGINT')];
  if (withParent) ends.push(once(process.stdin.resume(), 'close'));

  process.stdout.write(`${JSON.stringify({ url, pid: process.pid })}\n`);
  await Promise.race(ends);
  process.stdin.destroy();
  await service.close();
}

function fail(code: number, problems: readonly string[], hint: string): void {
  for (const problem of problems) process.stderr.write(`error: ${problem}\n`);
  process.stderr.write(`hint: ${hint}\n`);
  process.exitCode = code;
}

try {
  const launch = parseLaunch(process.argv.slice(2), process.env);
  if (launch.help) process.stdout.write(helpText());
  else await serve(launch);
} catch (error) {
  if (error instanceof LaunchError) {
    fail(exitCode.usage, error.problems, '--help lists all switches');
  } else if (error instanceof Error && 'syscall' in error && error.syscall === 'listen') {
    fail(exitCode.environment, [error.message], 'choose another port, or 0 for any free one');
  } else {
    throw error;
  }
}
