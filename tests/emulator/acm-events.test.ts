import {
  GetAccountConfigurationCommand,
  PutAccountConfigurationCommand,
  RequestCertificateCommand,
  RevokeCertificateCommand,
} from '@aws-sdk/client-acm';
import { RevokeCertificateCommand as RevokeByCaCommand } from '@aws-sdk/client-acm-pca';
import { issuance, issued } from './kit/authorities.ts';
import { describe as described, imported, importable } from './kit/certificates.ts';
import { type Delivered, type FakeCloud, startCloud } from './kit/cloud.ts';
import { type Bench, DAY, freshAccount, startBench } from './kit/emulator.ts';
import { exportOf, managed, managedAcross, moveTo, next, permit, renewed } from './kit/renewals.ts';

let cloud: FakeCloud;
let bench: Bench;
beforeEach(async () => {
  cloud = await startCloud();
  bench = await startBench({ cloudEndpoint: cloud.url });
});
afterEach(async () => {
  await bench.stop();
  await cloud.stop();
});

/** Waits until nothing is pending, then gives the events of a kind. */
async function eventsOf(kind: (event: Delivered) => boolean): Promise<Delivered[]> {
  for (let attempt = 0; attempt < 1000; attempt++) {
    if (((await bench.admin('GET', '/deliveries')).body as { pending: number }).pending === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return cloud.events.filter(kind);
}

const typed = (detailType: string) => eventsOf((event) => event.detailType === detailType);
const named = (name: string) => eventsOf(({ record }) => record.eventName === name);

const seconds = (moment: Date | undefined) => moment?.toISOString().replace(/\.\d+Z$/, 'Z');
const daysToExpiry = (events: Delivered[]) => events.map(({ record }) => record['DaysToExpiry']);

const AVAILABLE = 'ACM Certificate Available';
const APPROACHING = 'ACM Certificate Approaching Expiration';
const EXPIRED = 'ACM Certificate Expired';
const REQUIRED = 'ACM Certificate Renewal Action Required';
const HEALTH = 'AWS Health Event';

const loadBalancer = ['arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/x'];
const putInUse = (certificateArn: string) =>
  bench.admin('POST', '/certificates/in-use', { certificateArn, inUseBy: loadBalancer });

/** A public certificate in use; its domain is validated, until a test says otherwise. */
async function published(account = freshAccount()) {
  const acm = bench.acm(account);
  const request = new RequestCertificateCommand({ DomainName: 'www.example.com', ValidationMethod: 'DNS' });
  const { CertificateArn: arn = '' } = await acm.send(request);
  const validated = (domainValidated: boolean) =>
    bench.admin('POST', '/certificates/public', { certificateArn: arn, domainValidated });
  await validated(true);
  await putInUse(arn);
  const { NotAfter, IssuedAt } = await described(acm, arn);
  const end = NotAfter?.getTime() ?? NaN;
  return {
    acm,
    arn,
    account,
    validated,
    end,
    IssuedAt,
    daysBefore: (days: number) => new Date(end - days * DAY * 1000),
  };
}

describe('Certificate Available', () => {
  test('tells an issuance, in the form of the service', async () => {
    const { account, arn, certificate } = await managed(bench);
    const [event, ...others] = await typed(AVAILABLE);
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
    const { arn, acm, daysBefore } = await managed(bench);
    await putInUse(arn);
    await moveTo(bench, daysBefore(60));
    const [, event] = await typed(AVAILABLE);
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
    const acm = bench.acm(freshAccount());
    const what = importable();
    const arn = await imported(acm, what);
    await imported(acm, what, arn);
    const events = await typed(AVAILABLE);
    expect(events.map(({ record, resources }) => [record['Action'], record['CertificateType'], resources])).toEqual([
      ['IMPORT', 'IMPORTED', [arn]],
      ['REIMPORT', 'IMPORTED', [arn]],
    ]);
  });

  test('tells how the domain of a public certificate was validated', async () => {
    await published();
    const [event] = await typed(AVAILABLE);
    expect(event?.record).toMatchObject({
      Action: 'ISSUANCE',
      CertificateType: 'AMAZON_ISSUED',
      DomainValidationMethod: 'DNS',
    });
  });

  test('is silent about a request that failed', async () => {
    const { acm } = await managed(bench);
    const gone = 'arn:aws:acm-pca:eu-west-1:111122223333:certificate-authority/11111111-2222-3333-4444-555555555555';
    await acm.send(new RequestCertificateCommand({ DomainName: 'a.example.com', CertificateAuthorityArn: gone }));
    await bench.advance(60);
    expect(await typed(AVAILABLE)).toHaveLength(1);
  });
});

describe('Certificate Approaching Expiration', () => {
  test('comes daily from 45 days before the end of a private certificate, eligible or not', async () => {
    const { arn, account, daysBefore } = await managed(bench, { exported: false });
    await moveTo(bench, new Date(daysBefore(45).getTime() - 20_000));
    expect(await typed(APPROACHING)).toEqual([]);
    await moveTo(bench, daysBefore(-1));
    const events = await typed(APPROACHING);
    expect(daysToExpiry(events)).toEqual(Array.from({ length: 45 }, (_, index) => 45 - index));
    expect(events[0]).toEqual({
      account,
      region: 'eu-west-1',
      source: 'renewguard.drill',
      detailType: APPROACHING,
      time: daysBefore(45).getTime() / 1000,
      resources: [arn],
      record: { DaysToExpiry: 45, CommonName: 'www.example.com' },
    });
  });

  test('comes from 45 days before the end of an imported certificate, from 30 of a public one', async () => {
    const { arn } = await published();
    const other = await imported(bench.acm(freshAccount()));
    await bench.admin('POST', '/certificates/in-use', { certificateArn: arn, inUseBy: [] });
    await bench.advance(200 * DAY);
    const events = await typed(APPROACHING);
    const first = (of: string) => daysToExpiry(events.filter(({ resources }) => resources[0] === of))[0];
    expect([first(arn), first(other)]).toEqual([30, 45]);
  });

  test('comes when the account says, also for certificates that are there already', async () => {
    const { acm, daysBefore } = await managed(bench, { exported: false });
    const read = async () => (await acm.send(new GetAccountConfigurationCommand({}))).ExpiryEvents;
    expect(await read()).toEqual({ DaysBeforeExpiry: 45 });
    const put = { IdempotencyToken: 'x', ExpiryEvents: { DaysBeforeExpiry: 3 } };
    await acm.send(new PutAccountConfigurationCommand(put));
    expect(await read()).toEqual({ DaysBeforeExpiry: 3 });
    await moveTo(bench, daysBefore(0));
    expect(daysToExpiry(await typed(APPROACHING))).toEqual([3, 2, 1]);
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
    await expect(bench.acm(freshAccount()).send(command)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(message) as string,
    });
  });
});

describe('Certificate Expired', () => {
  test('comes at the end of a certificate that ACM issued', async () => {
    const { arn, certificate, daysBefore } = await managed(bench, { permitted: false });
    await moveTo(bench, daysBefore(0));
    const [event] = await typed(EXPIRED);
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
    await imported(bench.acm(freshAccount()));
    await bench.advance(100 * DAY);
    expect(await typed(APPROACHING)).toHaveLength(45);
    expect(await typed(EXPIRED)).toEqual([]);
  });
});

describe('Renewal Action Required', () => {
  test('comes at 45, 30, 15, 3 and 1 days while a private renewal fails, with its reason', async () => {
    const { arn, certificate, daysBefore } = await managed(bench, { permitted: false });
    await moveTo(bench, daysBefore(0));
    const events = await typed(REQUIRED);
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
    const { pca, root, daysBefore } = await managed(bench, { permitted: false });
    await moveTo(bench, new Date(daysBefore(30).getTime() - 60_000));
    await permit(pca, root);
    await moveTo(bench, daysBefore(30));
    expect(daysToExpiry(await typed(REQUIRED))).toEqual([45]);
    expect(daysToExpiry(await typed(APPROACHING)).at(-1)).toBe(31);
  });

  test('does not come for what is not eligible', async () => {
    await managed(bench, { permitted: false, exported: false });
    await bench.advance(400 * DAY);
    expect(await typed(REQUIRED)).toEqual([]);
    expect(await typed(HEALTH)).toEqual([]);
  });
});

describe('a public certificate', () => {
  test('is renewed 45 days before its end while its domain is validated', async () => {
    const { acm, arn, daysBefore } = await published();
    const before = await described(acm, arn);
    await moveTo(bench, new Date(daysBefore(45).getTime() - 20_000));
    expect((await described(acm, arn)).RenewalSummary).toBeUndefined();
    await moveTo(bench, daysBefore(45));
    const after = await described(acm, arn);
    expect(after).toMatchObject({ Status: 'ISSUED', RenewalSummary: { RenewalStatus: 'SUCCESS' } });
    expect(after.Serial).not.toBe(before.Serial);
    expect((await typed(AVAILABLE)).map(({ record }) => record['Action'])).toEqual(['ISSUANCE', 'RENEWAL']);
  });

  test('waits for its validation, is told about from 30 days on, and FAILED when it ends', async () => {
    const { acm, arn, validated, daysBefore } = await published();
    await validated(false);
    await moveTo(bench, daysBefore(45));
    const { RenewalSummary } = await described(acm, arn);
    expect(RenewalSummary).toMatchObject({ RenewalStatus: 'PENDING_VALIDATION' });
    expect(RenewalSummary?.RenewalStatusReason).toBeUndefined();
    expect(RenewalSummary?.DomainValidationOptions).toHaveLength(1);
    await moveTo(bench, daysBefore(0));
    expect(await described(acm, arn)).toMatchObject({ Status: 'EXPIRED', RenewalSummary: { RenewalStatus: 'FAILED' } });
    const events = await typed(REQUIRED);
    expect(daysToExpiry(events)).toEqual([30, 15, 3, 1]);
    expect(events[0]?.record).toMatchObject({
      CertificateType: 'AMAZON_ISSUED',
      DomainValidationMethod: 'DNS',
      RenewalStatusReason: 'PENDING_DOMAIN_VALIDATION',
      InUse: true,
    });
    const health = await typed(HEALTH);
    expect(health).toHaveLength(5);
    expect(health[0]?.record).toMatchObject({ eventTypeCode: 'AWS_ACM_RENEWAL_STATE_CHANGE' });
  });

  test('heals at the next hour after the record is back', async () => {
    const { acm, arn, validated, daysBefore } = await published();
    await validated(false);
    await moveTo(bench, daysBefore(20));
    await validated(true);
    await bench.advance(3600);
    expect((await described(acm, arn)).RenewalSummary?.RenewalStatus).toBe('SUCCESS');
  });
});

test('AWS Health tells a failing private renewal at 45, 30, 15, 7, 3 and 1 days, overwriting one event', async () => {
  const { account, arn, daysBefore } = await managed(bench, { permitted: false });
  await moveTo(bench, daysBefore(0));
  const events = await typed(HEALTH);
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

describe('an issuance', () => {
  const DETAILS = 'IssueCertificateDetails';

  test('by a client is an event of acm-pca and a record of the service, with the certificate that was signed', async () => {
    const { account, pca, root } = await managed(bench);
    const before = (await named(DETAILS)).length;
    const { arn } = await issued(pca, issuance(root));
    const event = (await typed('ACM Private CA Certificate Issuance')).at(-1);
    expect(event).toMatchObject({ account, resources: [root, arn], record: { result: 'success' } });
    const records = (await named(DETAILS)).slice(before);
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({ account, detailType: 'AWS Service Event via CloudTrail', resources: [] });
    const serial = (arn.split('/').at(-1) ?? '').toUpperCase();
    expect(records[0]?.record).toMatchObject({
      eventType: 'AwsServiceEvent',
      userIdentity: { accountId: account, invokedBy: 'acm-pca.amazonaws.com' },
      requestParameters: null,
      responseElements: null,
      resources: [
        { accountId: account, type: 'AWS::ACMPCA::CertificateAuthority', ARN: root },
        { accountId: account, type: 'AWS::ACMPCA::Certificate', ARN: arn },
      ],
      serviceEventDetails: {
        tbsCertificate: expect.stringMatching(/^MII/) as string,
        issuerAuthorityKeyIdentifier: expect.stringMatching(/^([0-9A-F]{2}:){19}[0-9A-F]{2}$/) as string,
        issuerName: expect.stringContaining('CN=Test CA') as string,
        subject: expect.stringContaining('CN=') as string,
        notAfter: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string,
        templateArn: 'arn:aws:acm-pca:::template/EndEntityCertificate/V1',
        signingAlgorithm: 'SHA256WITHECDSA',
        status: 'ISSUED',
        requesterAccountId: account,
        requesterArn: `arn:aws:iam::${account}:root`,
      },
    });
    const { serialNumber } = records[0]?.record['serviceEventDetails'] as { serialNumber: string };
    expect(serialNumber.replaceAll(':', '').padStart(32, '0')).toBe(serial);
  });

  test('that ACM asks for on renewal names ACM, in the account of the CA', async () => {
    const { account, arn, root, daysBefore } = await managed(bench);
    const [before, calls] = [(await named(DETAILS)).length, (await named('IssueCertificate')).length];
    await moveTo(bench, daysBefore(60));
    const [details, ...none] = (await named(DETAILS)).slice(before);
    expect(none).toEqual([]);
    const said = details?.record['serviceEventDetails'];
    expect(said).toMatchObject({ requesterServicePrincipal: 'acm.amazonaws.com', status: 'ISSUED' });
    expect(said).not.toHaveProperty('requesterAccountId');
    const [call] = (await named('IssueCertificate')).slice(calls);
    expect(call?.record).toMatchObject({
      userIdentity: { type: 'AWSService', invokedBy: 'acm.amazonaws.com' },
      sourceIPAddress: 'acm.amazonaws.com',
      requestParameters: { certificateAuthorityArn: root },
      recipientAccountId: account,
    });
    expect(call?.record.errorCode).toBeUndefined();
    expect(call?.time).toBe(daysBefore(60).getTime() / 1000);
    expect(arn).toContain(account);
  });

  test("of another account's CA is told to both accounts, ACM coming as its service-linked role", async () => {
    const { account, owner, daysBefore } = await managedAcross(bench);
    const [before, calls] = [(await named(DETAILS)).length, (await named('IssueCertificate')).length];
    await moveTo(bench, daysBefore(60));
    const details = (await named(DETAILS)).slice(before);
    expect(details.map((each) => each.account).sort()).toEqual([account, owner].sort());
    expect(new Set(details.map(({ record }) => record['sharedEventID'])).size).toBe(1);
    const records = (await named('IssueCertificate')).slice(calls);
    expect(records.map((each) => each.account).sort()).toEqual([account, owner].sort());
    expect(records[0]?.record.userIdentity).toMatchObject({
      type: 'AssumedRole',
      accountId: account,
      arn: `arn:aws:sts::${account}:assumed-role/AWSServiceRoleForCertificateManager/acm`,
      invokedBy: 'acm.amazonaws.com',
      sessionContext: { sessionIssuer: { userName: 'AWSServiceRoleForCertificateManager' } },
    });
  });

  test('that ACM is denied leaves no record', async () => {
    const { daysBefore } = await managed(bench, { permitted: false });
    const before = (await named('IssueCertificate')).length;
    await moveTo(bench, daysBefore(50));
    expect(await named('IssueCertificate')).toHaveLength(before);
  });
});

describe('a revocation', () => {
  const REVOKED = 'ACM Certificate Revoked';

  test('through ACM makes an exported certificate REVOKED, and ends its renewals and events', async () => {
    const { acm, pca, root, arn, certificate } = await managed(bench);
    await acm.send(new RevokeCertificateCommand({ CertificateArn: arn, RevocationReason: 'KEY_COMPROMISE' }));
    const after = await described(acm, arn);
    expect(after).toMatchObject({
      Status: 'REVOKED',
      RevocationReason: 'KEY_COMPROMISE',
      RevokedAt: expect.any(Date) as Date,
      RenewalEligibility: 'INELIGIBLE',
    });
    const [event] = await typed(REVOKED);
    expect(event?.resources).toEqual([arn]);
    expect(event?.record).toEqual({
      CertificateType: 'PRIVATE',
      CommonName: 'www.example.com',
      CertificateExpirationDate: seconds(certificate.NotAfter),
      Exportable: true,
    });
    const again = new RevokeByCaCommand({
      CertificateAuthorityArn: root,
      CertificateSerial: certificate.Serial ?? '',
      RevocationReason: 'UNSPECIFIED',
    });
    await expect(pca.send(again)).rejects.toMatchObject({ name: 'RequestAlreadyProcessedException' });
    await bench.advance(400 * DAY);
    expect(await described(acm, arn)).toMatchObject({ Status: 'REVOKED', Serial: certificate.Serial });
    expect([...(await typed(APPROACHING)), ...(await typed(EXPIRED))]).toEqual([]);
  });

  test('through the CA reaches the certificate of ACM, if it is the current one', async () => {
    const { acm, pca, root, arn, certificate } = await managed(bench);
    await renewed(acm, arn);
    const revoke = (serial = '') =>
      pca.send(
        new RevokeByCaCommand({
          CertificateAuthorityArn: root,
          CertificateSerial: serial,
          RevocationReason: 'CERTIFICATE_AUTHORITY_COMPROMISE',
        }),
      );
    await revoke(certificate.Serial);
    expect((await described(acm, arn)).Status).toBe('ISSUED');
    await revoke((await described(acm, arn)).Serial);
    expect(await described(acm, arn)).toMatchObject({ Status: 'REVOKED', RevocationReason: 'CA_COMPROMISE' });
    expect(await typed(REVOKED)).toHaveLength(1);
    expect(await typed('ACM Private CA Certificate Revocation')).toHaveLength(2);
  });

  test('is refused for what was not exported, is in use, imported, revoked, or for reasons no CA has', async () => {
    const { acm, arn } = await managed(bench, { exported: false });
    const revoke = (CertificateArn = arn, RevocationReason: 'SUPERSEDED' | 'CERTIFICATE_HOLD' = 'SUPERSEDED') =>
      acm.send(new RevokeCertificateCommand({ CertificateArn, RevocationReason }));
    const refused = { name: 'ValidationException' };
    await expect(revoke()).rejects.toMatchObject({
      ...refused,
      message: expect.stringContaining('exported') as string,
    });
    await exportOf(acm, arn);
    await expect(revoke(arn, 'CERTIFICATE_HOLD')).rejects.toMatchObject(refused);
    await putInUse(arn);
    await expect(revoke()).rejects.toMatchObject({ name: 'ResourceInUseException' });
    await bench.admin('POST', '/certificates/in-use', { certificateArn: arn, inUseBy: [] });
    await expect(revoke(await imported(acm))).rejects.toMatchObject(refused);
    await revoke();
    await expect(revoke()).rejects.toMatchObject(refused);
  });
});

test('at one moment the attempt comes first, then what it leaves to tell', async () => {
  const { daysBefore } = await managed(bench, { permitted: false });
  await moveTo(bench, new Date(daysBefore(30).getTime() - 1000));
  const { happened } = await next(bench);
  expect(happened.map(({ kind, detailType }) => detailType ?? kind)).toEqual([
    'renewal',
    APPROACHING,
    REQUIRED,
    HEALTH,
  ]);
});
