/** The shell that runs a command of the configuration, and its arguments. */
export function shellOf(
  command: string,
  platform: NodeJS.Platform = process.platform,
): { file: string; args: string[] } {
  return platform === 'win32'
    ? { file: 'cmd.exe', args: ['/d', '/s', '/c', command] }
    : { file: '/bin/sh', args: ['-c', command] };
}
