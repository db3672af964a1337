import { LoadtestError } from '../core/errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const proxies = /^(https?|no|all)_proxy$/i;
const configuresK6 = /^(K6_|OTEL_)/i;

/** Whether a variable would change k6 itself, and with it the measurement, rather than the script. */
function reachesK6(name: string): boolean {
  return configuresK6.test(name) || proxies.test(name);
}

/** The names in an environment that are kept away from k6. */
export function scrubbedNames(env: Environment): string[] {
  return Object.keys(env).filter(reachesK6).sort();
}

/**
 * The environment in which every k6 process of a run sees the script: the user's own without what configures k6
 * (`K6_*`, `OTEL_*`, proxies), and the variables given with `-e`. A script reads both as `__ENV`.
 */
export function k6Environment(env: Environment, variables: Readonly<Record<string, string>>): Environment {
  const kept = Object.entries(env).filter(([name]) => !reachesK6(name));
  return {
    ...Object.fromEntries(kept),
    ...variables,
    K6_NO_USAGE_REPORT: 'true',
    K6_AUTO_EXTENSION_RESOLUTION: 'false',
    // k6 has a file of options in the user's directory for configuration, which no plan shows.
    XDG_CONFIG_HOME: '/nonexistent',
  };
}

/** Throws `USAGE` if a variable given with `-e` would configure k6 itself. */
export function checkVariables(variables: Readonly<Record<string, string>>): void {
  const refused = Object.keys(variables).filter(reachesK6);
  if (refused.length === 0) return;
  throw new LoadtestError('USAGE', `-e ${refused.join(', -e ')} would configure k6 itself, not the script`, {
    hint: 'use the matching option of loadtest, or another name for a variable of the script',
  });
}
