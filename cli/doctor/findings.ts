import { access, constants } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Context } from '../../core/context.ts';
import { LoadtestError, messageOf } from '../../core/errors.ts';
import { explainK6, type K6Explanation } from '../../runner/k6/explain.ts';
import { type LoadedConfig, loadConfig } from '../config/config.ts';
import type { Finding } from '../screen/findings.ts';
import { readVersions } from '../version.ts';

const leastNode = [20, 19] as const;

/** Looks at this machine, without changing it and without the network. */
export async function examineMachine(
  ctx: Context,
  configFile: string | undefined,
): Promise<readonly Finding[]> {
  const { node } = readVersions();
  const config = await loadConfig(ctx, { file: configFile }).catch((error: unknown) => asExpected(error));
  const isLoaded = !(config instanceof LoadtestError);
  return [
    nodeFinding(node),
    k6Finding(await explainK6(ctx), isLoaded && config.config.k6.offline),
    isLoaded ? configFinding(config) : brokenConfig(config),
    await resultsFinding(isLoaded ? resolve(config.root, config.config.resultsDir) : ctx.cwd),
  ];
}

/** Finds fault with a node that is too old. */
export function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isRecent = major > leastNode[0] || (major === leastNode[0] && minor >= leastNode[1]);
  if (isRecent) return { name: 'node', state: 'ok', found: version };
  return {
    name: 'node',
    state: 'missing',
    found: version,
    hint: `install node ${leastNode.join('.')} or later`,
  };
}

/** Says which k6 a run would use, or how it would come by one. */
export function k6Finding(explanation: K6Explanation, offline: boolean): Finding {
  const { chosen, places, accepted, providedVersion, archiveUrl, go } = explanation;
  if (chosen)
    return { name: 'k6', state: 'ok', found: `${chosen.version} at ${chosen.path} (${chosen.origin})` };
  const looked = places.map(({ origin, description }) => `${origin}: ${description}`).join('; ');
  const found = `no k6 ${accepted} (${looked})`;
  const named = places.find(({ origin }) => origin === 'LOADTEST_K6');
  const install = `install k6 v${providedVersion} on PATH, or set LOADTEST_K6 to its path`;
  if (offline || (named && named.state !== 'missing'))
    return { name: 'k6', state: 'missing', found, hint: install };
  if (archiveUrl !== null)
    return { name: 'k6', state: 'note', found, hint: `the first run gets it from ${archiveUrl}` };
  if (go.usable)
    return { name: 'k6', state: 'note', found, hint: `the first run builds it with go ${go.version}` };
  return { name: 'k6', state: 'missing', found, hint: `${install}; ${go.reason}` };
}

function configFinding({ file }: LoadedConfig): Finding {
  if (file !== undefined) return { name: 'configuration', state: 'ok', found: file };
  return {
    name: 'configuration',
    state: 'note',
    found: 'none, so defaults apply',
    hint: 'run "loadtest init" to get one',
  };
}

function brokenConfig(error: LoadtestError): Finding {
  const places = error.places.map(({ file, line, message }) =>
    `${file}:${line ?? 1} ${message ?? ''}`.trim(),
  );
  return {
    name: 'configuration',
    state: 'missing',
    found: [error.message, ...places].join('; '),
    ...(error.hint !== undefined && { hint: error.hint }),
  };
}

/** The directory need not exist: it is made in the nearest one that does. */
async function resultsFinding(directory: string): Promise<Finding> {
  const name = 'results';
  for (let existing = directory; ; existing = dirname(existing)) {
    try {
      await access(existing, constants.W_OK);
      return { name, state: 'ok', found: directory };
    } catch (error) {
      const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (isAbsent && existing !== dirname(existing)) continue;
      const found = `${directory} is not writable: ${messageOf(error)}`;
      return { name, state: 'missing', found, hint: 'set resultsDir to a directory that you may write to' };
    }
  }
}

function asExpected(error: unknown): LoadtestError {
  if (error instanceof LoadtestError) return error;
  throw error;
}
