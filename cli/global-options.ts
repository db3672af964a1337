import { switchOption, valueOption } from './option.ts';
import { anyText, oneOf } from './value.ts';

/** The options that every command takes, before or after its name. */
export const globalOptions = {
  config: valueOption(
    '-c, --config <file>',
    'the configuration, else loadtest.config.* upward from here',
    anyText,
    {
      env: 'LOADTEST_CONFIG',
    },
  ),
  json: switchOption('--json', 'machine-readable: the record on stdout, errors as JSON lines on stderr'),
  quiet: switchOption('-q, --quiet', 'say nothing but the result and errors'),
  verbose: switchOption('-v, --verbose', 'say more about what is done'),
  debug: switchOption('--debug', 'show the stack of errors'),
  color: valueOption('--color <when>', 'colour the output', oneOf('auto', 'always', 'never')),
  noColor: switchOption('--no-color', 'the same as --color never'),
};
