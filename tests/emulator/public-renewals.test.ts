import { describe as described } from './kit/certificates.ts';
import { daysToExpiry, DETAIL_TYPES, type EventBench, startEventBench } from './kit/events.ts';
import { moveTo } from './kit/renewals.ts';
import { published } from './kit/public.ts';

let stage: EventBench;
beforeEach(async () => void (stage = await startEventBench()));
afterEach(() => stage.stop());

describe('a public certificate', () => {
  test('is renewed 45 days before its end while its domain is validated', async () => {
    const { acm, arn, daysBefore } = await published(stage.bench);
    const before = await described(acm, arn);
    await moveTo(stage.bench, new Date(daysBefore(45).getTime() - 20_000));
    expect((await described(acm, arn)).RenewalSummary).toBeUndefined();
    await moveTo(stage.bench, daysBefore(45));
    const after = await described(acm, arn);
    expect(after).toMatchObject({ Status: 'ISSUED', RenewalSummary: { RenewalStatus: 'SUCCESS' } });
    expect(after.Serial).not.toBe(before.Serial);
    expect((await stage.typed(DETAIL_TYPES.available)).map(({ record }) => record['Action'])).toEqual([
      'ISSUANCE',
      'RENEWAL',
    ]);
  });

  test('waits for its validation, is told about from 30 days on, and FAILED when it ends', async () => {
    const { acm, arn, validated, daysBefore } = await published(stage.bench);
    await validated(false);
    await moveTo(stage.bench, daysBefore(45));
    const { RenewalSummary } = await described(acm, arn);
    expect(RenewalSummary).toMatchObject({ RenewalStatus: 'PENDING_VALIDATION' });
    expect(RenewalSummary?.RenewalStatusReason).toBeUndefined();
    expect(RenewalSummary?.DomainValidationOptions).toHaveLength(1);
    await moveTo(stage.bench, daysBefore(0));
    expect(await described(acm, arn)).toMatchObject({ Status: 'EXPIRED', RenewalSummary: { RenewalStatus: 'FAILED' } });
    const events = await stage.typed(DETAIL_TYPES.required);
    expect(daysToExpiry(events)).toEqual([30, 15, 3, 1]);
    expect(events[0]?.record).toMatchObject({
      CertificateType: 'AMAZON_ISSUED',
      DomainValidationMethod: 'DNS',
      RenewalStatusReason: 'PENDING_DOMAIN_VALIDATION',
      InUse: true,
    });
    const health = await stage.typed(DETAIL_TYPES.health);
    expect(health).toHaveLength(5);
    expect(health[0]?.record).toMatchObject({ eventTypeCode: 'AWS_ACM_RENEWAL_STATE_CHANGE' });
  });

  test('heals at the next hour after the record is back', async () => {
    const { acm, arn, validated, daysBefore } = await published(stage.bench);
    await validated(false);
    await moveTo(stage.bench, daysBefore(20));
    await validated(true);
    await stage.bench.advance(3600);
    expect((await described(acm, arn)).RenewalSummary?.RenewalStatus).toBe('SUCCESS');
  });
});
