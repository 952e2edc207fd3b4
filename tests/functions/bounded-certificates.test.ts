import { known } from '../../core/domain/fact.ts';
import { PAYMENTS } from '../builders/accounts.ts';
import { aDescription, unread } from '../builders/authority-facts.ts';
import { CERTIFICATE_ARN, ISSUED_ARN, renewing } from '../builders/certificates.ts';
import { FakeWorld } from '../fakes/fake-world.ts';

/** A state's data has 256 KiB, SNS's message and EventBridge's entry as much. */
const KB = 1000;
const HOLDER = 'arn:aws:states:eu-west-1:111122223333:execution:renewguard-guard-certificate:1';
const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

let world: FakeWorld;
beforeEach(() => (world = new FakeWorld()));

const inspect = (certificateArn = CERTIFICATE_ARN) =>
  world.inspectCertificate({ certificateArn, eventName: 'AWS Health Event', inspections: 3 });

const conclude = async (certificateArn = CERTIFICATE_ARN) =>
  world.concludeCertificate({ ...(await inspect(certificateArn)), holder: HOLDER });

test('an event that names a hundred certificates, and much else, is less than 64 KB when they are identified', async () => {
  const entities = Array.from({ length: 100 }, (_, index) => ({
    entityValue: `arn:aws-us-gov:acm:us-gov-west-1:${PAYMENTS}:certificate/${'0'.repeat(60)}${index}`,
    note: 'x'.repeat(1000),
  }));
  const others = Array.from({ length: 100 }, () => ({ entityValue: 'y'.repeat(1000) }));
  const identified = await world.identifyCertificates({
    'detail-type': 'AWS Health Event',
    resources: [],
    detail: { affectedEntities: [...entities, ...others] },
  });
  expect(identified.certificates).toHaveLength(100);
  expect(bytesOf(identified)).toBeLessThan(64 * KB);
});

test('a name of 30 KB that somebody had a private CA sign is handed on, and told shortened', async () => {
  world.issued.add({ domainName: 'x'.repeat(30 * KB), notAfter: '2026-12-01T10:00:00.000Z' });
  const inspected = await inspect(ISSUED_ARN);
  expect(bytesOf(inspected)).toBeLessThan(64 * KB);
  const outcome = await world.concludeCertificate({ ...inspected, holder: HOLDER });
  expect(outcome).toMatchObject({ code: 'UnmanagedExpiring', notices: 1 });
  expect(bytesOf(outcome)).toBeLessThan(8 * KB);
  const [notice] = world.ledger.sent;
  expect(bytesOf(notice)).toBeLessThan(16 * KB);
  expect(notice?.subject.length).toBeLessThanOrEqual(100);
});

test('everything wrong with a CA at once makes an outcome of less than 32 KB', async () => {
  world.certificates.add({ renewal: renewing({ reason: 'PCA_ACCESS_DENIED' }) });
  world.authorities.one.description = known(
    aDescription({ status: 'DISABLED', usageMode: 'SHORT_LIVED_CERTIFICATE', notAfter: '2026-12-01T10:00:00.000Z' }),
  );
  world.authorities.one.grants = known([]);
  const outcome = await conclude();
  expect(outcome).toMatchObject({ code: 'RenewalStuck', remedy: { length: expect.any(Number) as number } });
  expect(bytesOf(outcome)).toBeLessThan(32 * KB);
  for (const notice of world.ledger.sent) expect(bytesOf(notice)).toBeLessThan(64 * KB);
});

test('what AWS says at its longest, of all that is asked, makes an outcome of less than 16 KB', async () => {
  const wordy = unread('acm-pca:ListPermissions');
  const long = wordy.known ? wordy : { ...wordy, why: { ...wordy.why, message: 'z'.repeat(500) } };
  const standing = world.authorities.one;
  Object.assign(standing, { description: long, grants: long, policy: long });
  world.certificates.add();
  const outcome = await conclude();
  expect(outcome).toMatchObject({ verdict: 'undeterminable', notices: 1 });
  expect(bytesOf(outcome)).toBeLessThan(16 * KB);
});
