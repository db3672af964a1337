import { LoadtestError } from '../../core/errors.ts';

/** Why an argument may not reach k6, by its long and short forms. */
const refused: readonly { readonly flags: readonly string[]; readonly reason: string }[] = [
  {
    flags: ['--vus', '-u', '--duration', '-d', '--iterations', '-i', '--stage', '-s'],
    reason: 'it would replace the planned load: give it to loadtest, before the "--"',
  },
  { flags: ['--tag'], reason: 'it would drop the script\'s own tags: give it to loadtest, before the "--"' },
  { flags: ['--env', '-e'], reason: 'give it to loadtest, before the "--", so that bundling sees it too' },
  {
    flags: ['--paused', '-p', '--linger', '-l', '--address', '-a', '--no-setup', '--no-teardown'],
    reason: 'the coordinator starts, sets up and ends all workers together',
  },
  { flags: ['--type', '-t'], reason: 'workers run an archive' },
  { flags: ['--help', '-h'], reason: 'k6 would print its help and do nothing else' },
  {
    flags: ['--execution-segment', '--execution-segment-sequence'],
    reason: 'the coordinator gives each worker its segment: see --workers',
  },
  {
    flags: ['--out', '-o'],
    reason: 'workers stream to the coordinator: see `loadtest report` for other formats',
  },
  {
    flags: ['--config', '-c'],
    reason: 'it would change options behind the plan: use the configuration of loadtest',
  },
  {
    flags: ['--no-thresholds', '--summary-mode', '--summary-export'],
    reason: 'thresholds and summary are those of all workers',
  },
  { flags: ['--system-tags'], reason: 'the result needs its tags: set `systemTags` in the script' },
  {
    flags: ['--blacklist-ip', '--block-hostnames'],
    reason: 'the guard decides what may be dialled: see `targets`',
  },
  {
    flags: ['--rps'],
    reason: 'the guard shares the rate ceiling among workers: see `targets[].maxRatePerSec`',
  },
  { flags: ['--log-output', '--log-format', '--quiet', '-q'], reason: "loadtest reads k6's log" },
];

/** k6's switches of one letter: another option may follow in the same argument, as in `-vu10`. */
const switchLetters = /^-[hlpqvw]*/;

/** The options that an argument sets, as it is written: `--vus=3` gives `--vus`, `-vu10` gives `-v` and `-u`. */
function optionsIn(arg: string): string[] {
  if (arg.startsWith('--')) return [arg.split('=')[0] ?? arg];
  if (!/^-[a-z]/i.test(arg)) return [];
  const switches = switchLetters.exec(arg)?.[0] ?? '-';
  return [...arg.slice(1, switches.length + 1)].map((letter) => `-${letter}`);
}

/** Throws `USAGE` with the reason of every argument after `--` that would break the protocol of a run. */
export function checkK6Args(args: readonly string[]): void {
  const problems = args.flatMap(optionsIn).flatMap((name) => {
    const rule = refused.find(({ flags }) => flags.includes(name));
    return rule ? [`${name} cannot be passed on to k6: ${rule.reason}`] : [];
  });
  if (problems.length > 0) throw new LoadtestError('USAGE', problems.join('; '));
}
