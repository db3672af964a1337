import { parseArgs } from 'node:util';
import { z } from 'zod';
import { numeric, type Settings, settingsSchema } from './settings.ts';

const processSchema = z.strictObject({
  port: numeric(z.int().min(0).max(65_535)).default(4000).describe('port; 0: any free one'),
  host: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('address to listen on; 0.0.0.0, every one, in a container'),
  withParent: z
    .preprocess((value) => (value === 'true' ? true : value), z.boolean())
    .default(false)
    .describe('end when standard input ends, as it does when the parent is gone'),
  help: z.boolean().default(false).describe('print this text'),
});

/** How the process is started: its own switches and the service's settings. */
export interface Launch extends Readonly<z.output<typeof processSchema>> {
  readonly settings: Settings;
}

/** All that is wrong with the flags and the environment, one sentence each. */
export class LaunchError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'LaunchError';
    this.problems = problems;
  }
}

const environmentPrefix = 'SAMPLE_API_';
const switches = { ...processSchema.shape, ...settingsSchema.shape };

interface Given {
  readonly key: string;
  /** The flag or the variable, as the user wrote it. */
  readonly name: string;
  readonly value: unknown;
}

/** The start from flags (`--cpu-ms 4`), else the environment (`SAMPLE_API_CPU_MS=4`), else defaults. Throws `LaunchError`. */
export function parseLaunch(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Launch {
  const { flags, positionals } = flagsOf(args);
  const given = new Map([...variablesOf(env), ...flags].map((one) => [one.key, one]));
  const own: Record<string, unknown> = {};
  const service: Record<string, unknown> = {};
  for (const { key, value } of given.values()) (key in processSchema.shape ? own : service)[key] = value;

  const launch = processSchema.safeParse(own);
  const settings = settingsSchema.safeParse(service);
  const issues = [...(launch.error?.issues ?? []), ...(settings.error?.issues ?? [])];
  const problems = [
    ...positionals.map((text) => `unexpected argument "${text}"`),
    ...issues.flatMap((issue) => describeIssue(issue, given)),
  ];
  if (problems.length > 0 || !launch.success || !settings.success) throw new LaunchError(problems);
  return { ...launch.data, settings: settings.data };
}

/** The help text: every switch with its meaning and default. */
export function helpText(): string {
  const defaults: Record<string, unknown> = { ...processSchema.parse({}), ...settingsSchema.parse({}) };
  const lines = Object.entries(switches).map(([key, schema]) => {
    const value = defaults[key];
    const suffix = typeof value === 'number' || typeof value === 'string' ? ` (default ${value})` : '';
    return `  ${flagOf(key).padEnd(20)} ${schema.description}${suffix}`;
  });
  return [
    'sample-api: a small shop with a known CPU demand, to be loaded',
    '',
    ...lines,
    '',
    `Each is also read from the environment: --cpu-ms from ${variableOf('cpuMs')}.`,
    '',
  ].join('\n');
}

function flagsOf(args: readonly string[]) {
  const options = Object.fromEntries(
    Object.entries(switches).map(([key, schema]) => [
      flagOf(key).slice(2),
      { type: schema.safeParse(true).success ? ('boolean' as const) : ('string' as const) },
    ]),
  );
  const { values, positionals } = parseArgs({
    args: [...args],
    options,
    strict: false,
    allowPositionals: true,
  });
  const flags = Object.entries(values).map(
    ([name, value]): Given => ({
      key: name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
      name: `--${name}`,
      value,
    }),
  );
  return { flags, positionals };
}

function variablesOf(env: Readonly<Record<string, string | undefined>>): Given[] {
  return Object.entries(env)
    .filter(([name]) => name.startsWith(environmentPrefix))
    .map(([name, value]) => ({
      key: name
        .slice(environmentPrefix.length)
        .toLowerCase()
        .replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
      name,
      value,
    }));
}

function describeIssue(issue: z.core.$ZodIssue, given: ReadonlyMap<string, Given>): string[] {
  const nameOf = (key: string) => given.get(key)?.name ?? flagOf(key);
  if (issue.code === 'unrecognized_keys' && issue.path.length === 0) {
    return issue.keys.map((key) => `unknown switch ${nameOf(key)}`);
  }
  const key = String(issue.path[0]);
  const message = issue.message.charAt(0).toLowerCase() + issue.message.slice(1);
  const value = given.get(key)?.value;
  return [`${nameOf(key)}: ${message}${value === undefined ? '' : `, got "${value}"`}`];
}

function flagOf(key: string): string {
  return `--${kebabCase(key)}`;
}

function variableOf(key: string): string {
  return environmentPrefix + kebabCase(key).replaceAll('-', '_').toUpperCase();
}

function kebabCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
