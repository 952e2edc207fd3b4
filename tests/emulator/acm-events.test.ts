import {
  GetAccountConfigurationCommand,
  PutAccountConfigurationCommand,
  RequestCertificateCommand,
} from '@aws-sdk/client-acm';
import { describe as described, imported, importable } from './kit/certificates.ts';
import { DAY, freshAccount } from './kit/emulator.ts';
import { daysToExpiry, DETAIL_TYPES, type EventBench, putInUse, seconds, startEventBench } from './kit/events.ts';
import { managed, moveTo, next, permit } from './kit/renewals.ts';
import { published } from './kit/public.ts';

let stage: EventBench;
beforeEach(async () => void (stage = await startEventBench()));
afterEach(() => stage.stop());

describe('Certificate Available', () => {
  test('tells an issuance, in the form of the service', async () => {
    const { account, arn, certificate } = await managed(stage.bench);
    const [event, ...others] = await stage.typed(DETAIL_TYPES.available);
    expect(others).toEqual([]);
    expect(event).toMatchObject({ account, region: 'eu-west-1', source: 'renewguard.drill', resources: [arn] });
    expect(event?.record).toEqual({
      Action: 'ISSUANCE',
      CertificateType: 'PRIVATE',
      CommonName: 'www.example.com',
      CertificateCreatedDate: seconds(certificate.IssuedAt),
      CertificateExpirationDate: seconds(certificate.NotAfter),
      DaysToExpiry: 395,
      InUse: false,
      Exported: false,
    });
  });

  test('tells a renewal, at its time', async () => {
    const { arn, acm, daysBefore } = await managed(stage.bench);
    await putInUse(stage.bench, arn);
    await moveTo(stage.bench, daysBefore(60));
    const [, event] = await stage.typed(DETAIL_TYPES.available);
    expect(event?.time).toBe(daysBefore(60).getTime() / 1000);
    expect(event?.record).toEqual({
      Action: 'RENEWAL',
      CertificateType: 'PRIVATE',
      CommonName: 'www.example.com',
      CertificateCreatedDate: seconds(daysBefore(60)),
      CertificateExpirationDate: seconds((await described(acm, arn)).NotAfter),
      DaysToExpiry: 395,
      InUse: true,
      Exported: false,
    });
  });

  test('tells imports and reimports', async () => {
    const acm = stage.bench.acm(freshAccount());
    const what = importable();
    const arn = await imported(acm, what);
    await imported(acm, what, arn);
    const events = await stage.typed(DETAIL_TYPES.available);
    expect(events.map(({ record, resources }) => [record['Action'], record['CertificateType'], resources])).toEqual([
      ['IMPORT', 'IMPORTED', [arn]],
      ['REIMPORT', 'IMPORTED', [arn]],
    ]);
  });

  test('tells how the domain of a public certificate was validated', async () => {
    await published(stage.bench);
    const [event] = await stage.typed(DETAIL_TYPES.available);
    expect(event?.record).toMatchObject({
      Action: 'ISSUANCE',
      CertificateType: 'AMAZON_ISSUED',
      DomainValidationMethod: 'DNS',
    });
  });

  test('is silent about a request that failed', async () => {
    const { acm } = await managed(stage.bench);
    const gone = 'arn:aws:acm-pca:eu-west-1:111122223333:certificate-authority/11111111-2222-3333-4444-555555555555';
    await acm.send(new RequestCertificateCommand({ DomainName: 'a.example.com', CertificateAuthorityArn: gone }));
    await stage.bench.advance(60);
    expect(await stage.typed(DETAIL_TYPES.available)).toHaveLength(1);
  });
});

describe('Certificate Approaching Expiration', () => {
  test('comes daily from 45 days before the end of a private certificate, eligible or not', async () => {
    const { arn, account, daysBefore } = await managed(stage.bench, { exported: false });
    await moveTo(stage.bench, new Date(daysBefore(45).getTime() - 20_000));
    expect(await stage.typed(DETAIL_TYPES.approaching)).toEqual([]);
    await moveTo(stage.bench, daysBefore(-1));
    const events = await stage.typed(DETAIL_TYPES.approaching);
    expect(daysToExpiry(events)).toEqual(Array.from({ length: 45 }, (_, index) => 45 - index));
    expect(events[0]).toEqual({
      account,
      region: 'eu-west-1',
      source: 'renewguard.drill',
      detailType: DETAIL_TYPES.approaching,
      time: daysBefore(45).getTime() / 1000,
      resources: [arn],
      record: { DaysToExpiry: 45, CommonName: 'www.example.com' },
    });
  });

  test('comes from 45 days before the end of an imported certificate, from 30 of a public one', async () => {
    const { arn } = await published(stage.bench);
    const other = await imported(stage.bench.acm(freshAccount()));
    await stage.bench.admin('POST', '/certificates/in-use', { certificateArn: arn, inUseBy: [] });
    await stage.bench.advance(200 * DAY);
    const events = await stage.typed(DETAIL_TYPES.approaching);
    const first = (of: string) => daysToExpiry(events.filter(({ resources }) => resources[0] === of))[0];
    expect([first(arn), first(other)]).toEqual([30, 45]);
  });

  test('comes when the account says, also for certificates that are there already', async () => {
    const { acm, daysBefore } = await managed(stage.bench, { exported: false });
    const read = async () => (await acm.send(new GetAccountConfigurationCommand({}))).ExpiryEvents;
    expect(await read()).toEqual({ DaysBeforeExpiry: 45 });
    const put = { IdempotencyToken: 'x', ExpiryEvents: { DaysBeforeExpiry: 3 } };
    await acm.send(new PutAccountConfigurationCommand(put));
    expect(await read()).toEqual({ DaysBeforeExpiry: 3 });
    await moveTo(stage.bench, daysBefore(0));
    expect(daysToExpiry(await stage.typed(DETAIL_TYPES.approaching))).toEqual([3, 2, 1]);
  });

  test('is configured by the first request of a token, for an hour, whatever a later one of that token says', async () => {
    const acm = stage.bench.acm(freshAccount());
    const put = (IdempotencyToken: string, DaysBeforeExpiry: number) =>
      acm.send(new PutAccountConfigurationCommand({ IdempotencyToken, ExpiryEvents: { DaysBeforeExpiry } }));
    const read = async () => (await acm.send(new GetAccountConfigurationCommand({}))).ExpiryEvents?.DaysBeforeExpiry;
    await put('first', 10);
    await put('second', 20);
    await put('first', 30);
    expect(await read()).toBe(20);
    await stage.bench.advance(3601);
    await put('first', 30);
    expect(await read()).toBe(30);
  });

  test.each([
    [
      'without a token',
      { ExpiryEvents: { DaysBeforeExpiry: 3 } },
      "1 validation error detected: Value null at 'idempotencyToken' failed to satisfy constraint: Member must not be null",
    ],
    ['without events', { IdempotencyToken: 'x' }, 'Configuration for events is empty.'],
    ['without days', { IdempotencyToken: 'x', ExpiryEvents: {} }, 'Configuration for events is empty.'],
    ['for 0 days', { IdempotencyToken: 'x', ExpiryEvents: { DaysBeforeExpiry: 0 } }, 'greater than or equal to 1'],
    ['for 46 days', { IdempotencyToken: 'x', ExpiryEvents: { DaysBeforeExpiry: 46 } }, 'less than or equal to 45'],
  ])('is not configured %s', async (_, input, message) => {
    const command = new PutAccountConfigurationCommand(
      input as ConstructorParameters<typeof PutAccountConfigurationCommand>[0],
    );
    await expect(stage.bench.acm(freshAccount()).send(command)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(message) as string,
    });
  });
});

describe('Certificate Expired', () => {
  test('comes at the end of a certificate that ACM issued', async () => {
    const { arn, certificate, daysBefore } = await managed(stage.bench, { permitted: false });
    await moveTo(stage.bench, daysBefore(0));
    const [event] = await stage.typed(DETAIL_TYPES.expired);
    expect(event).toMatchObject({ resources: [arn], time: daysBefore(0).getTime() / 1000 });
    expect(event?.record).toEqual({
      CertificateType: 'PRIVATE',
      CommonName: 'www.example.com',
      CertificateCreatedDate: seconds(certificate.IssuedAt),
      CertificateExpirationDate: seconds(certificate.NotAfter),
      InUse: false,
      Exported: true,
    });
  });

  test('never comes for an imported one', async () => {
    await imported(stage.bench.acm(freshAccount()));
    await stage.bench.advance(100 * DAY);
    expect(await stage.typed(DETAIL_TYPES.approaching)).toHaveLength(45);
    expect(await stage.typed(DETAIL_TYPES.expired)).toEqual([]);
  });
});

describe('Renewal Action Required', () => {
  test('comes at 45, 30, 15, 3 and 1 days while a private renewal fails, with its reason', async () => {
    const { arn, certificate, daysBefore } = await managed(stage.bench, { permitted: false });
    await moveTo(stage.bench, daysBefore(0));
    const events = await stage.typed(DETAIL_TYPES.required);
    expect(daysToExpiry(events)).toEqual([45, 30, 15, 3, 1]);
    expect(events[1]).toMatchObject({ resources: [arn], time: daysBefore(30).getTime() / 1000 });
    expect(events[1]?.record).toEqual({
      CertificateType: 'PRIVATE',
      CommonName: 'www.example.com',
      RenewalStatusReason: 'PCA_ACCESS_DENIED',
      DaysToExpiry: 30,
      CertificateExpirationDate: seconds(certificate.NotAfter),
      InUse: false,
      Exported: true,
    });
  });

  test('does not come when the attempt at that very moment succeeds', async () => {
    const { pca, root, daysBefore } = await managed(stage.bench, { permitted: false });
    await moveTo(stage.bench, new Date(daysBefore(30).getTime() - 60_000));
    await permit(pca, root);
    await moveTo(stage.bench, daysBefore(30));
    expect(daysToExpiry(await stage.typed(DETAIL_TYPES.required))).toEqual([45]);
    expect(daysToExpiry(await stage.typed(DETAIL_TYPES.approaching)).at(-1)).toBe(31);
  });

  test('does not come for what is not eligible', async () => {
    await managed(stage.bench, { permitted: false, exported: false });
    await stage.bench.advance(400 * DAY);
    expect(await stage.typed(DETAIL_TYPES.required)).toEqual([]);
    expect(await stage.typed(DETAIL_TYPES.health)).toEqual([]);
  });
});

test('AWS Health tells a failing private renewal at 45, 30, 15, 7, 3 and 1 days, overwriting one event', async () => {
  const { account, arn, daysBefore } = await managed(stage.bench, { permitted: false });
  await moveTo(stage.bench, daysBefore(0));
  const events = await stage.typed(DETAIL_TYPES.health);
  expect(events.map(({ time }) => time)).toEqual(
    [45, 30, 15, 7, 3, 1].map((days) => daysBefore(days).getTime() / 1000),
  );
  expect(new Set(events.map(({ record }) => record['eventArn'])).size).toBe(1);
  expect(events[0]).toMatchObject({ account, region: 'eu-west-1', resources: [arn] });
  const date = expect.stringMatching(/^[A-Z][a-z]{2}, [1-9]\d? [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/) as string;
  expect(events[0]?.record).toEqual({
    eventArn: expect.stringMatching(
      /^arn:aws:health:eu-west-1::event\/ACM\/AWS_ACM_RENEWAL_FAILURE\/AWS_ACM_RENEWAL_FAILURE-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    ) as string,
    service: 'ACM',
    eventTypeCode: 'AWS_ACM_RENEWAL_FAILURE',
    eventTypeCategory: 'scheduledChange',
    startTime: date,
    endTime: date,
    eventDescription: [
      { language: 'en_US', latestDescription: expect.stringContaining('PCA_ACCESS_DENIED') as string },
    ],
    affectedEntities: [{ entityValue: arn }],
  });
});

test('at one moment the attempt comes first, then what it leaves to tell', async () => {
  const { daysBefore } = await managed(stage.bench, { permitted: false });
  await moveTo(stage.bench, new Date(daysBefore(30).getTime() - 1000));
  const { happened } = await next(stage.bench);
  expect(happened.map(({ kind, detailType }) => detailType ?? kind)).toEqual([
    'renewal',
    DETAIL_TYPES.approaching,
    DETAIL_TYPES.required,
    DETAIL_TYPES.health,
  ]);
});
