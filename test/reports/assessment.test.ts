import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../core/records/index.ts';
import { makeModel } from './fixtures.ts';

const met = makeModel().result.thresholds.filter(({ ok }) => ok);
const valid: RunResult['validity'] = { level: 'valid', reasons: [] };
const invalid: RunResult['validity'] = {
  level: 'invalid',
  reasons: [{ code: 'lost-worker', level: 'invalid', message: 'a worker was lost', observed: 1, limit: 0 }],
};

describe('verdict and validity', () => {
  it.each<[string, Partial<RunResult>, string, string]>([
    [
      'met and believable',
      { verdict: 'pass', thresholds: met, validity: valid },
      'good',
      'met its thresholds, and the measurement can be believed',
    ],
    [
      'met, but broken',
      { verdict: 'pass', thresholds: met, validity: invalid },
      'good',
      'shows nothing about the system',
    ],
    [
      'no thresholds',
      { verdict: 'pass', thresholds: [], serverThresholds: [], validity: valid },
      'neutral',
      'Nothing was judged',
    ],
    [
      'missed and believable',
      { validity: valid },
      'bad',
      'did not meet its thresholds, and the measurement can be believed',
    ],
    [
      'interrupted while all was well',
      { verdict: 'fail', thresholds: met, validity: valid, end: { by: 'user', message: 'SIGINT' } },
      'bad',
      'did not succeed, so it decides nothing',
    ],
    ['missed and suspect', {}, 'bad', 'rule out the load generator'],
  ])('%s', (_, change, tone, meaning) => {
    const model = makeModel(change);
    expect(model.verdict.tone).toBe(tone);
    expect(model.meaning).toContain(meaning);
  });

  it('names the missed threshold with what was observed', () => {
    expect(makeModel().verdict.reasons).toEqual([
      expect.stringMatching(/^http_req_duration p\(95\)<150: observed \d+ ms$/),
    ]);
  });

  it('adds the numbers of a reason whose sentence has none', () => {
    expect(makeModel({ validity: invalid }).validity.reasons).toEqual([
      'A worker was lost (lost-worker, observed 1, limit 0)',
    ]);
  });

  it('says how a run ended before its time', () => {
    const model = makeModel({ thresholds: [], end: { by: 'script', message: 'exec.test.abort()' } });
    expect(model.verdict.reasons).toContain('The run was ended by the script: exec.test.abort()');
  });

  it('says what failed, where, and what to do', () => {
    const place = { file: 'scenarios/checkout.ts', line: 4, column: 2 };
    const failure = {
      code: 'SCRIPT_EXCEPTION' as const,
      message: 'setup threw',
      hint: 'start the API',
      places: [place],
    };
    expect(makeModel({ thresholds: [], end: { by: 'failure' }, failure }).verdict.reasons).toEqual([
      'The run could not be carried through',
      'Setup threw (SCRIPT_EXCEPTION)',
      'scenarios/checkout.ts:4:2',
      'Hint: start the API',
    ]);
  });

  it('marks a tile whose percentile rests on too few samples', () => {
    const { metrics } = makeModel().result;
    const duration = metrics.http_req_duration;
    if (duration?.type !== 'trend') throw new Error('the fixture has a trend');
    const model = makeModel({
      metrics: { ...metrics, http_req_duration: { ...duration, tooFewFor: ['p99'] } },
    });
    expect(model.tiles.find(({ label }) => label === 'Latency p99')?.note).toBe('too few samples');
  });

  it('reports whole iterations where no HTTP request was made', () => {
    const { http_reqs: _, ...metrics } = makeModel().result.metrics;
    const model = makeModel({ metrics });
    expect(model.main.latency).toBe('iteration_duration');
    expect(model.headline).toContain('iterations');
  });
});

describe('the intended load', () => {
  const intended = { ratePerSec: 80, derivation: ['1,000 users'], mix: { browse: 0.7, buy: 0.3 } };

  it('is compared with the step that held it', () => {
    const { achieved } = makeModel({
      intended,
      achieved: { ratePerSec: 79, requestsPerSec: 160, stepIndex: 1 },
    });
    expect(achieved).toMatchObject({
      sentence: '79/s of 80/s iterations were started in step 2: 98.8 % of the intended load.',
      derivation: ['1,000 users'],
    });
    expect(achieved?.rows.slice(0, 2)).toEqual([
      { name: 'step 1', intended: '40/s', achieved: '40/s', difference: '0 %' },
      { name: 'step 2', intended: '80/s', achieved: '80/s', difference: '0 %' },
    ]);
  });

  it('is compared with the whole run where no step held it', () => {
    const model = makeModel({
      intended,
      achieved: { ratePerSec: 60, requestsPerSec: 160, stepIndex: null },
      steps: [],
    });
    expect(model.achieved?.sentence).toBe(
      '60/s of 80/s iterations were started over the whole run, ramps included: 75 % of the intended load.',
    );
  });

  it.each([
    ['was counted', { browse: 0.65, buy: 0.35 }, ['65 %', '-5 points'], ['35 %', '+5 points']],
    ['was counted in part', { browse: 1 }, ['100 %', '+30 points'], ['0 %', '-30 points']],
    ['was not counted', undefined, ['not counted', ''], ['not counted', '']],
  ])('shows the mix that %s', (_, mix, browse, buy) => {
    const achieved = { ratePerSec: 80, requestsPerSec: 160, stepIndex: 1, ...(mix && { mix }) };
    const rows = makeModel({ intended, achieved, steps: [] }).achieved?.rows;
    expect(rows?.map((row) => [row.achieved, row.difference])).toEqual([browse, buy]);
  });

  it('shows a mix that was counted without being wanted', () => {
    const achieved = { ratePerSec: 80, requestsPerSec: 160, stepIndex: 1, mix: { search: 1 } };
    const { mix: _, ...stated } = intended;
    expect(makeModel({ intended: stated, achieved, steps: [] }).achieved?.rows).toEqual([
      { name: 'search', intended: '–', achieved: '100 %', difference: '' },
    ]);
  });
});
