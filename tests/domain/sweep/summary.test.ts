import fc from 'fast-check';
import { completenessOf } from '../../../core/domain/sweep/completeness.ts';
import { digestOf } from '../../../core/domain/sweep/digest.ts';
import { FATES } from '../../../core/domain/sweep/projection.ts';
import {
  forecasts,
  forecastWith,
  NAMED_BREAKS,
  noForecast,
  sweepSummary,
  type Foretold,
} from '../../../core/domain/sweep/summary.ts';
import { PAYMENTS, PKI } from '../../builders/accounts.ts';
import { anOutcome, aPlace, aRecord, aSweep } from '../../builders/inventory.ts';
import { errorsIn, schemaOf } from '../../builders/schemas.ts';

const ASOF = '2027-06-01T00:00:00.000Z';
const schema = schemaOf('sweep-summary.v1');

const foretold: fc.Arbitrary<Foretold> = fc
  .record({
    arn: fc.uuid().map((id) => `arn:${id}`),
    fate: fc.constantFrom(...FATES),
    day: fc.integer({ min: 1, max: 9 }),
  })
  .map(({ arn, fate, day }) => ({
    arn,
    projection: { fate, renewals: 0, at: `2027-01-0${day}T00:00:00.000Z`, why: 'because' },
  }));

describe('a forecast', () => {
  test('counts what becomes of certificates, and names what breaks, the first first', () => {
    const at = (day: string) =>
      ({ fate: 'breaks', renewals: 0, at: `2027-01-${day}T00:00:00.000Z`, why: 'because' }) as const;
    const forecast = forecastWith(noForecast(ASOF), [
      { arn: 'arn:b', name: 'b.example.com', owner: 'web', projection: at('20') },
      { arn: 'arn:a', projection: at('10') },
      { arn: 'arn:c', projection: { fate: 'renews', renewals: 1 } },
    ]);
    expect(forecast.fates).toMatchObject({ breaks: 2, renews: 1, stays: 0 });
    expect(forecast.breaks).toEqual([
      { arn: 'arn:a', at: '2027-01-10T00:00:00.000Z', why: 'because' },
      { arn: 'arn:b', name: 'b.example.com', owner: 'web', at: '2027-01-20T00:00:00.000Z', why: 'because' },
    ]);
  });

  test('is the same in parts as at once', () => {
    const whole = fc.array(foretold, { maxLength: 2 * NAMED_BREAKS });
    fc.assert(
      fc.property(whole, whole, (one, other) => {
        const [a, b] = [forecastWith(noForecast(ASOF), one), forecastWith(noForecast(ASOF), other)];
        expect(forecasts(a, b)).toEqual(forecastWith(noForecast(ASOF), [...other, ...one]));
        expect(forecasts(a, b).breaks.length).toBeLessThanOrEqual(NAMED_BREAKS);
      }),
      { numRuns: 30 },
    );
  });
});

describe('the report of a sweep', () => {
  const why = [{ kind: 'access-denied', operation: 'sts:AssumeRole', account: PAYMENTS, message: 'no' } as const];
  const shut = aPlace({ account: PAYMENTS });
  const completeness = completenessOf(
    [aPlace(), shut],
    [anOutcome(), anOutcome({ place: shut, outcome: 'unreadable', why })],
  );
  const sweep = aSweep({
    planned: 2,
    read: 1,
    unreadable: 1,
    skipped: [{ account: '123456789012', why: 'suspended' }],
  });
  const summary = sweepSummary(sweep, completeness, { digest: digestOf([aRecord()]), forecast: noForecast(ASOF) });

  test('tells first what could not be read', () => {
    expect(summary.coverage).toMatchObject({
      planned: 2,
      read: 1,
      unreadable: 1,
      said: ['1 of 2 places read; 1 could not be read.', '1 left out on purpose before it began.'],
    });
    expect(summary.coverage.open.map(({ place }) => place.account)).toEqual([PAYMENTS]);
    expect(summary.digest?.certificates).toBe(1);
  });

  test('is as its schema says', () => {
    expect(errorsIn(schema, summary)).toEqual([]);
    expect(errorsIn(schema, sweepSummary(aSweep({ asOf: ASOF, dryRun: true }), completeness))).toEqual([]);
    expect(errorsIn(schema, { ...summary, schemaVersion: '2' })).not.toEqual([]);
    expect(errorsIn(schema, { ...summary, coverage: { ...summary.coverage, said: undefined } })).not.toEqual([]);
    expect(errorsIn(schema, { ...summary, sweep: { ...sweep, status: PKI } })).not.toEqual([]);
  });
});
