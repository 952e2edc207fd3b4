import { CERTIFICATE_EVENTS } from '../../core/domain/certificates/certificate-trigger.ts';
import { CERTIFICATE_ARN } from '../builders/certificates.ts';
import { FakeWorld } from '../fakes/fake-world.ts';
import { rulesFor, samples, targetOf, trimmed, type Event } from './samples.ts';

const ofCertificates = samples.filter(([, event]) => targetOf(event) === 'GuardCertificate');
const sample = Object.fromEntries(samples);
const EXPIRING = 'acm-certificate-approaching-expiration.json';
const HEALTH = 'health-acm-renewal-failure.json';
const CALL = 'acm-pca-issue-certificate.json';
const DETAILS = 'acm-pca-issue-certificate-details.json';

const different = (file: string, detail: object): Event => {
  const event = sample[file]!;
  return { ...event, detail: { ...event.detail, ...detail } };
};

const identified = (event: unknown) => new FakeWorld().identifyCertificates(event);

describe.each(ofCertificates)('%s', (file, event) => {
  test('asks for one certificate, whole and as its rule trims it', async () => {
    const whole = await identified(event);
    expect(whole).toMatchObject({ certificates: [{ alone: true }], skipped: null });
    expect(await identified(trimmed(event))).toEqual(whole);
    const arns = whole.certificates.map(({ certificateArn }) => certificateArn);
    expect(arns).toEqual([
      file.startsWith('acm-pca-') ? expect.stringContaining(':certificate-authority/') : CERTIFICATE_ARN,
    ]);
  });

  test('with another source matches nothing, as a drill the same rule where drills are accepted', () => {
    expect(rulesFor({ ...event, source: 'com.example' }, true)).toEqual([]);
    expect(rulesFor({ ...event, source: 'renewguard.drill' }, true)).toEqual(rulesFor(event));
    expect(rulesFor({ ...event, source: 'renewguard.drill' })).toEqual([]);
  });

  test('is trimmed to less than 2 KB, whatever else it carries', () => {
    const bloated = { ...event, detail: { ...event.detail, note: 'x'.repeat(200_000) } };
    expect(JSON.stringify(trimmed(bloated)).length).toBeLessThan(2000);
  });
});

test('the rules take no common name for granted, and no type of a boolean', () => {
  expect(sample[EXPIRING]!.detail).not.toHaveProperty('CommonName');
  expect(sample['acm-certificate-renewal-action-required.json']!.detail).toMatchObject({ InUse: 'TRUE' });
  for (const detail of [{}, { InUse: true }, { InUse: 'FALSE', CommonName: null }])
    expect(rulesFor({ ...sample[EXPIRING]!, detail })).toEqual(['CertificateEvent']);
});

test.each(['ACM Certificate Rotated', 'ACM Certificate Revoked By CA', 'AWS API Call via CloudTrail'])(
  'an event of ACM of type %s starts nothing',
  (type) => {
    expect(CERTIFICATE_EVENTS).not.toContain(type);
    expect(rulesFor({ ...sample[EXPIRING]!, 'detail-type': type })).toEqual([]);
  },
);

test.each<[string, object]>([
  ['another service', { service: 'EC2' }],
  ['no certificate', { affectedEntities: [] }],
  ['no entities at all', { affectedEntities: undefined }],
  ['something that is no ARN', { affectedEntities: [{ entityValue: 'AWS_ACCOUNT' }] }],
])('an event of AWS Health about %s starts nothing', (_, detail) => {
  expect(rulesFor(different(HEALTH, detail))).toEqual([]);
});

test('an event of AWS Health about several certificates asks for each of them once', async () => {
  const arns = [1, 2, 3].map((id) => CERTIFICATE_ARN.replace(/4{12}$/, String(id).padStart(12, '0')));
  const affectedEntities = arns.map((entityValue) => ({ entityValue, status: 'IMPAIRED' }));
  const event = { ...different(HEALTH, { affectedEntities }), resources: arns.slice(1) };
  expect(rulesFor(event)).toEqual(['CertificateHealthEvent']);
  const whole = await identified(event);
  expect(whole.certificates.map(({ certificateArn }) => certificateArn).toSorted()).toEqual(arns);
  expect(await identified(trimmed(event))).toEqual(whole);
});

test.each<[string, Event]>([
  ['a call that ACM made for somebody', different(CALL, { userIdentity: { invokedBy: 'acm.amazonaws.com' } })],
  ['a call that failed', different(CALL, { errorCode: 'AccessDeniedException', responseElements: null })],
  ['an issuance that ACM asked for', details({ requesterServicePrincipal: 'acm.amazonaws.com' })],
  ['an issuance that failed', details({ status: 'FAILED' })],
])('%s starts nothing, and asks for nothing where it comes by another way', async (_, event) => {
  expect(rulesFor(event)).toEqual([]);
  expect(await identified(event)).toMatchObject({ certificates: [], skipped: expect.any(String) as string });
});

test.each<[string, Event]>([
  ['a call through another service', different(CALL, { userIdentity: { invokedBy: 'cloudformation.amazonaws.com' } })],
  ['an issuance for another service', details({ requesterServicePrincipal: 'iot.amazonaws.com' })],
])('%s is nobody’s but the caller’s: it is looked at', async (_, event) => {
  expect(rulesFor(event)).toHaveLength(1);
  const whole = await identified(event);
  expect(whole.certificates).toHaveLength(1);
  expect(await identified(trimmed(event))).toEqual(whole);
});

function details(some: object): Event {
  const serviceEventDetails = sample[DETAILS]!.detail.serviceEventDetails as object;
  return different(DETAILS, { serviceEventDetails: { ...serviceEventDetails, ...some } });
}
