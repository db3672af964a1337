import { combineExitCodes, exitCode } from '../../core/exit-code.ts';
import type {
  RunEnd,
  RunResult,
  ServerThresholdResult,
  ServerThresholdSpec,
} from '../../core/records/index.ts';
import { serverThresholdText, worstWindow } from '../../core/thresholds/server-threshold.ts';

/**
 * A result with its thresholds on servers judged, from all that was observed, and verdict and exit code to match.
 * `aborting` is the one for which the load was stopped.
 */
export function judgeServers(
  result: RunResult,
  specs: readonly ServerThresholdSpec[] = [],
  aborting?: ServerThresholdSpec,
): RunResult {
  if (specs.length === 0) return result;
  const serverThresholds = specs.map((spec) => outcomeOf(spec, result, spec === aborting));
  const isMissed = serverThresholds.some(({ ok }) => !ok);
  const isStopped = aborting !== undefined && result.end.by === 'user';
  const others = isStopped && result.exitCode === exitCode.interrupted ? exitCode.ok : result.exitCode;
  return {
    ...result,
    ...(isStopped && { end: endBy(aborting) }),
    serverThresholds,
    ...(isMissed && { verdict: 'fail', exitCode: combineExitCodes([others, exitCode.thresholdsFailed]) }),
  };
}

/**
 * A stored result judged again, now that its servers were read again: what failed for its thresholds on servers alone
 * may have passed.
 */
export function judgeServersAgain(result: RunResult, specs: readonly ServerThresholdSpec[] = []): RunResult {
  const { thresholds, end, validity } = result;
  const isDueToServers =
    result.exitCode === exitCode.thresholdsFailed &&
    end.by === 'schedule' &&
    thresholds.every(({ ok }) => ok) &&
    result.serverThresholds?.some(({ ok }) => !ok);
  if (!isDueToServers) return judgeServers(result, specs);
  const code = validity.level === 'invalid' ? exitCode.invalidResult : exitCode.ok;
  return judgeServers({ ...result, verdict: 'pass', exitCode: code }, specs);
}

function outcomeOf(
  { abortOnFail: _, ...spec }: ServerThresholdSpec,
  { observed, durationMs }: RunResult,
  aborted: boolean,
): ServerThresholdResult {
  const worst = worstWindow({ ...spec, abortOnFail: false }, observed, durationMs);
  return {
    ...spec,
    ok: !aborted && (worst?.ok ?? false),
    observed: worst?.value ?? null,
    atMs: worst?.startMs ?? null,
    unit: worst?.unit ?? '',
    aborted,
  };
}

/** The load was stopped as a user stops it; the reason was another. */
function endBy(aborting: ServerThresholdSpec): RunEnd {
  const { metric, expression } = serverThresholdText(aborting);
  return { by: 'threshold', message: `${metric}: ${expression}` };
}
