import { CERTIFICATE_EVENTS, ISSUANCE_RECORDS } from '../../core/domain/certificates/certificate-trigger.ts';
import { AUTHORITY_ARN, PAYMENTS } from '../builders/accounts.ts';
import { CERTIFICATE_ARN, ISSUED_ARN } from '../builders/certificates.ts';
import { anIssuance } from '../builders/issuances.ts';
import { refusalFrom } from '../builders/refusals.ts';
import { FakeWorld } from '../fakes/fake-world.ts';

const OTHER_ARN = CERTIFICATE_ARN.replace('00000000-', '99999999-');
const EXPIRING = 'ACM Certificate Approaching Expiration';
const LONG = 'x'.repeat(200_000);

const event = (type: string, different: object = {}) => ({
  version: '0',
  source: 'aws.acm',
  'detail-type': type,
  resources: [CERTIFICATE_ARN],
  detail: { DaysToExpiry: 31 },
  ...different,
});

const record = (eventName: string, detail: object = {}) => ({
  'detail-type': 'AWS API Call via CloudTrail',
  detail: { eventName, responseElements: { certificateArn: ISSUED_ARN }, ...detail },
});

const details = (serviceEventDetails: object = {}, detail: object = {}) => ({
  'detail-type': 'AWS Service Event via CloudTrail',
  detail: {
    eventName: 'IssueCertificateDetails',
    userIdentity: { accountId: PAYMENTS, invokedBy: 'acm-pca.amazonaws.com' },
    responseElements: null,
    resources: [
      { type: 'AWS::ACMPCA::CertificateAuthority', ARN: AUTHORITY_ARN },
      { type: 'AWS::ACMPCA::Certificate', ARN: ISSUED_ARN },
    ],
    serviceEventDetails: { status: 'ISSUED', ...serviceEventDetails },
    ...detail,
  },
});

const identify = (input: unknown) => new FakeWorld().identifyCertificates(input);

const only = (certificateArn: string, eventName: string, reported?: object) => ({
  certificates: [{ certificateArn, eventName, alone: true, ...(reported && { reported }) }],
  skipped: null,
});

test.each([CERTIFICATE_ARN, ISSUED_ARN])('a person names the certificate: %s', async (certificateArn) => {
  expect(await identify({ certificateArn })).toEqual(only(certificateArn, 'manual'));
});

test.each(CERTIFICATE_EVENTS)('%s names the certificate in its resources, whole and trimmed', async (type) => {
  expect(await identify(event(type))).toEqual(only(CERTIFICATE_ARN, type));
  expect(await identify({ 'detail-type': type, resources: [CERTIFICATE_ARN] })).toEqual(only(CERTIFICATE_ARN, type));
});

test.each([undefined, null, {}, [], 'text', { CommonName: null, InUse: 'TRUE' }, { CommonName: LONG }])(
  'what else an event of ACM says is not looked at: %#',
  async (detail) => {
    expect(await identify(event(EXPIRING, { detail, account: 7 }))).toEqual(only(CERTIFICATE_ARN, EXPIRING));
  },
);

test('AWS Health names certificates as resources, as entities or both, each once', async () => {
  const entities = [{ entityValue: CERTIFICATE_ARN }, { entityValue: OTHER_ARN, status: 'IMPAIRED' }];
  const both = event('AWS Health Event', { detail: { affectedEntities: entities } });
  const expected = [CERTIFICATE_ARN, OTHER_ARN].map((certificateArn) => ({
    certificateArn,
    eventName: 'AWS Health Event',
    alone: false,
  }));
  expect(await identify(both)).toEqual({ certificates: expected, skipped: null });
  expect(await identify({ ...both, resources: [] })).toEqual({ certificates: expected, skipped: null });
  expect(await identify({ ...both, resources: null, detail: { affectedEntities: entities.slice(1) } })).toEqual(
    only(OTHER_ARN, 'AWS Health Event'),
  );
});

test('the record of a direct issuance names the certificate, in its answer or among its resources', async () => {
  expect(await identify(record('IssueCertificate'))).toEqual(only(ISSUED_ARN, 'IssueCertificate', {}));
  expect(await identify(details())).toEqual(only(ISSUED_ARN, 'IssueCertificateDetails'));
});

test('the record as the rules trim it says the same: what it lacks is an empty text', async () => {
  const issued = { eventName: 'IssueCertificate', userIdentity: { invokedBy: '' } };
  expect(await identify({ detail: { ...issued, responseElements: { certificateArn: ISSUED_ARN } } })).toEqual(
    only(ISSUED_ARN, 'IssueCertificate', {}),
  );
  expect(await identify({ detail: details({ requesterServicePrincipal: '' }).detail })).toEqual(
    only(ISSUED_ARN, 'IssueCertificateDetails'),
  );
});

const ACM = 'acm.amazonaws.com';
const ACM_ASKED = 'ACM asked for it: its own events tell of the certificate';

test.each<[string, unknown, string]>([
  [
    'a call that failed',
    record('IssueCertificate', { errorCode: 'AccessDenied', responseElements: null }),
    'IssueCertificate failed with AccessDenied: nothing was issued',
  ],
  ['an issuance that failed', details({ status: 'FAILED' }), 'the issuance failed: there is no certificate'],
  ['a first issuance by ACM', record('IssueCertificate', { userIdentity: { invokedBy: ACM } }), ACM_ASKED],
  ['a renewal by ACM', details({ requesterServicePrincipal: ACM }), ACM_ASKED],
  ['another call', record('RevokeCertificate'), 'RevokeCertificate issues no certificate'],
  ['a name that every object has', record('constructor'), 'constructor issues no certificate'],
  [
    'an event about no renewal',
    event('ACM Certificate Rotated'),
    "ACM Certificate Rotated is about no certificate's renewal",
  ],
  ['an event of a name of its own', event('toString'), "toString is about no certificate's renewal"],
])('for %s there is nothing to do, and the reason is told', async (_, input, skipped) => {
  expect(await identify(input)).toEqual({ certificates: [], skipped });
});

test.each(ISSUANCE_RECORDS)('of a record of %s nothing but the ARN is believed', async (eventName) => {
  const hostile = record(eventName, { certificateArn: OTHER_ARN, requestParameters: { csr: LONG } });
  expect(await identify({ ...hostile, certificateArn: OTHER_ARN, resources: [OTHER_ARN] })).toEqual(
    only(ISSUED_ARN, eventName, eventName === 'IssueCertificate' ? {} : undefined),
  );
});

test('an ARN of any partition is taken', async () => {
  const arn = CERTIFICATE_ARN.replace('arn:aws:', 'arn:aws-us-gov:').replace('eu-west-1', 'us-gov-west-1');
  expect(await identify({ certificateArn: arn })).toEqual(only(arn, 'manual'));
});

test('what an event names beside certificates is told, and keeps none of them from being inspected', async () => {
  const entities = [{ entityValue: 'AWS_ACCOUNT' }, null, { entityValue: CERTIFICATE_ARN }];
  const mixed = event('AWS Health Event', { resources: [], detail: { affectedEntities: entities } });
  const { certificates, skipped } = await identify(mixed);
  expect(certificates).toMatchObject([{ certificateArn: CERTIFICATE_ARN, alone: true }]);
  expect(skipped).toMatch(/^resources\.0: expected arn:.*, got "AWS_ACCOUNT"; resources\.1: expected .*, got nothing$/);
});

const numbered = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    entityValue: `arn:aws:acm:eu-west-1:${PAYMENTS}:certificate/${index}`,
  }));

test('five hundred certificates of one event are taken, within what a state may carry; more are told', async () => {
  const many = (count: number) =>
    identify({ 'detail-type': 'AWS Health Event', resources: [], detail: { affectedEntities: numbered(count) } });
  const taken = await many(500);
  expect(taken).toMatchObject({ certificates: { length: 500 }, skipped: null });
  expect(JSON.stringify(taken).length).toBeLessThan(256 * 1024);
  expect(await many(501)).toMatchObject({
    certificates: { length: 500 },
    skipped: expect.stringMatching(/^1 more/) as string,
  });
});

test.each<[unknown, string]>([
  [null, 'input'],
  [[], 'input'],
  ['ACM Certificate Expired', 'input'],
  [42, 'input'],
  [{}, 'certificateArn'],
  [{ certificateArn: null }, 'certificateArn'],
  [{ certificateArn: '' }, 'certificateArn'],
  [{ certificateArn: 42 }, 'certificateArn'],
  [{ certificateArn: [CERTIFICATE_ARN] }, 'certificateArn'],
  [{ certificateArn: AUTHORITY_ARN }, 'certificateArn'],
  [{ certificateArn: LONG }, 'certificateArn'],
  [{ certificateARN: CERTIFICATE_ARN }, 'certificateArn'],
  [event(EXPIRING, { resources: undefined }), 'resources'],
  [event(EXPIRING, { resources: null }), 'resources'],
  [event(EXPIRING, { resources: [] }), 'resources'],
  [event(EXPIRING, { resources: CERTIFICATE_ARN }), 'resources'],
  [event(EXPIRING, { resources: { 0: CERTIFICATE_ARN } }), 'resources'],
  [event(EXPIRING, { resources: [7, LONG] }), 'resources.0'],
  [event(EXPIRING, { resources: [LONG] }), 'resources.0'],
  [event(EXPIRING, { 'detail-type': 7 }), 'detail-type'],
  [event('AWS Health Event', { detail: null }), 'detail'],
  [event('AWS Health Event', { detail: 'text' }), 'detail'],
  [event('AWS Health Event', { detail: { affectedEntities: {} } }), 'detail.affectedEntities'],
  [{ detail: null }, 'detail'],
  [{ detail: [] }, 'detail'],
  [{ detail: 'IssueCertificate' }, 'detail'],
  [{ detail: {} }, 'detail.eventName'],
  [record('IssueCertificate', { eventName: 1 }), 'detail.eventName'],
  [record('IssueCertificate', { errorCode: 403 }), 'detail.errorCode'],
  [record('IssueCertificate', { userIdentity: 'root' }), 'detail.userIdentity'],
  [record('IssueCertificate', { userIdentity: { invokedBy: {} } }), 'detail.userIdentity.invokedBy'],
  [record('IssueCertificate', { responseElements: [] }), 'detail.responseElements'],
  [record('IssueCertificate', { responseElements: { certificateArn: {} } }), 'detail.responseElements.certificateArn'],
  [record('IssueCertificate', { responseElements: null }), 'detail.responseElements.certificateArn'],
  [record('IssueCertificate', { responseElements: {} }), 'detail.responseElements.certificateArn'],
  [
    record('IssueCertificate', { responseElements: { certificateArn: 'arn:aws:s3:::bucket' } }),
    'detail.responseElements.certificateArn',
  ],
  [details({}, { resources: 'none' }), 'detail.resources'],
  [details({}, { resources: [] }), 'detail.resources'],
  [details({}, { resources: [null, 7, { type: 'AWS::ACMPCA::Certificate' }] }), 'detail.resources'],
  [details({}, { resources: [{ type: 'AWS::ACMPCA::Certificate', ARN: AUTHORITY_ARN }] }), 'detail.resources'],
  [details({ status: 1 }), 'detail.serviceEventDetails.status'],
  [details({}, { serviceEventDetails: 'none' }), 'detail.serviceEventDetails'],
])('input %# is refused, and the field is named', async (input, field) => {
  const refusal = await refusalFrom(identify(input));
  expect(refusal.field).toBe(field);
  expect(refusal.message.length).toBeLessThan(600);
});

test.each([record('IssueCertificate'), details()])(
  'a record of what RenewGuard issued itself, without its token, asks for nothing: %#',
  async (told) => {
    const world = new FakeWorld();
    await world.issuances.openIssuance(anIssuance({ state: 'issued', issued: { certificateArn: ISSUED_ARN } }));
    expect(await world.identifyCertificates(told)).toEqual({
      certificates: [],
      skipped: 'RenewGuard asked for it itself',
    });
    expect((await identify(told)).certificates).toHaveLength(1);
  },
);

const ADA = `arn:aws:iam::${PAYMENTS}:user/ada`;
const TEMPLATE = 'arn:aws:acm-pca:::template/EndEntityCertificate/V1';

test('what a record tells of who asked, when and by which template goes with the certificate, as reported', async () => {
  const called = record('IssueCertificate', {
    eventTime: '2026-11-22T10:18:43Z',
    userIdentity: { arn: ADA, invokedBy: 'cloudformation.amazonaws.com' },
    requestParameters: { templateArn: TEMPLATE, idempotencyToken: 'one' },
  });
  expect(await identify(called)).toEqual(
    only(ISSUED_ARN, 'IssueCertificate', {
      issuedAt: '2026-11-22T10:18:43.000Z',
      requestedBy: ADA,
      invokedBy: 'cloudformation.amazonaws.com',
      templateArn: TEMPLATE,
    }),
  );
  const ended = details({ requesterServicePrincipal: 'kafka.amazonaws.com' }, { eventTime: '2026-11-22T10:18:44Z' });
  expect(await identify(ended)).toEqual(
    only(ISSUED_ARN, 'IssueCertificateDetails', {
      issuedAt: '2026-11-22T10:18:44.000Z',
      invokedBy: 'kafka.amazonaws.com',
    }),
  );
});

test('what is no text or no time is not reported, and what is long is cut', async () => {
  const { certificates } = await identify(
    record('IssueCertificate', {
      eventTime: 'yesterday',
      requestParameters: { templateArn: 7 },
      userIdentity: { arn: LONG },
    }),
  );
  expect(certificates).toMatchObject([{ reported: { requestedBy: LONG.slice(0, 1024) } }]);
  expect(Object.keys(certificates[0]?.reported ?? {})).toEqual(['requestedBy']);
});
