import { known } from '../../core/domain/fact.ts';
import { AUTHORITY_ARN, PAYMENTS, STRANGER } from '../builders/accounts.ts';
import { aDescription, unread } from '../builders/authority-facts.ts';
import { CERTIFICATE_ARN, exported, ISSUED_ARN, renewing, unused } from '../builders/certificates.ts';
import { sharingPolicy } from '../builders/policy.ts';
import { refusalFrom } from '../builders/refusals.ts';
import { FakeWorld } from '../fakes/fake-world.ts';

const EXPIRING = 'ACM Certificate Approaching Expiration';
const asked = { certificateArn: CERTIFICATE_ARN, eventName: EXPIRING, inspections: 0 };
const SOON = '2026-12-20T10:00:00.000Z';

let world: FakeWorld;
beforeEach(() => (world = new FakeWorld()));

const inspect = (different: object = {}) => world.inspectCertificate({ ...asked, ...different });

describe('the verdict on what is read live', () => {
  test.each<[string, (w: FakeWorld) => unknown, object, object]>([
    ['renewable', (w) => w.certificates.add(), { verdict: 'renewable', reason: 'Renewable' }, { action: 'leave' }],
    [
      'not renewable: the CA’s permission is missing',
      (w) => [w.certificates.add(), (w.authorities.one.grants = known([]))],
      { verdict: 'not-renewable', code: 'RenewalBlocked', reason: 'PermissionMissing', severity: 'high' },
      { action: 'alert' },
    ],
    [
      'not renewable: ACM says why',
      (w) => w.certificates.add({ renewal: renewing({ reason: 'PCA_ACCESS_DENIED' }) }),
      { verdict: 'not-renewable', code: 'RenewalStuck', reason: 'PCA_ACCESS_DENIED' },
      { action: 'alert' },
    ],
    [
      'not renewable: given up',
      (w) => w.certificates.add({ renewal: renewing({ status: 'FAILED' }) }),
      { verdict: 'not-renewable', code: 'RenewalFailed', severity: 'critical' },
      { action: 'reissue', strategy: 'acm-managed' },
    ],
    [
      'not renewable: renewed, and not exported since',
      (w) => w.certificates.add({ ...exported, eligibility: 'INELIGIBLE', renewal: renewing({ status: 'SUCCESS' }) }),
      { verdict: 'not-renewable', code: 'ReexportNeeded', outage: '2027-01-19T12:00:00.000Z' },
      { action: 'reissue', strategy: 'export' },
    ],
    [
      'not renewable: nobody uses it',
      (w) => w.certificates.add(unused),
      { verdict: 'not-renewable', code: 'NotEligible', severity: 'low' },
      { action: 'alert' },
    ],
    [
      'unmanaged, and about to end',
      (w) => w.certificates.add({ kind: 'imported', notAfter: SOON }),
      { verdict: 'unmanaged', code: 'ImportedExpiring', outage: SOON },
      { action: 'reissue', strategy: 'acm-import' },
    ],
    [
      'unmanaged, with time left',
      (w) => w.certificates.add({ kind: 'imported' }),
      { verdict: 'unmanaged', reason: 'Unmanaged' },
      { action: 'leave' },
    ],
    [
      'out of force, in use',
      (w) => w.certificates.add({ status: 'EXPIRED', notAfter: '2026-11-20T10:00:00.000Z' }),
      { verdict: 'out-of-force', code: 'ExpiredInUse', severity: 'critical' },
      { action: 'reissue', strategy: 'acm-managed' },
    ],
    [
      'out of force, revoked',
      (w) => w.certificates.add({ status: 'REVOKED', inUse: false }),
      { verdict: 'out-of-force', reason: 'Revoked' },
      { action: 'leave' },
    ],
  ])('is %s', async (_, given, verdict, plan) => {
    given(world);
    const inspected = await inspect();
    expect(inspected).toMatchObject({ next: 'conclude', gone: false, inspections: 1, judged: { verdict, plan } });
    expect(inspected).toMatchObject({ certificateArn: CERTIFICATE_ARN, inspectedAt: '2026-11-22T10:00:00.000Z' });
    expect(world.counted).toEqual({});
  });

  test('is the same whatever the event said', async () => {
    world.certificates.add();
    const expired = await inspect({ eventName: 'ACM Certificate Expired' });
    expect(expired.judged.verdict).toMatchObject({ verdict: 'renewable' });
    expect(await inspect({ eventName: 'manual' })).toEqual(expired);
  });

  test('names the certificate, its account, its domain and its CA, where it has them', async () => {
    world.certificates.add();
    expect((await inspect()).judged.certificate).toEqual({
      arn: CERTIFICATE_ARN,
      account: '111122223333',
      domainName: 'www.example.com',
      authorityArn: AUTHORITY_ARN,
    });
    world.certificates.standing.clear();
    const { domainName: _, ...nameless } = world.certificates.add();
    world.certificates.standing.set(CERTIFICATE_ARN, known({ certificate: nameless, authorityArn: AUTHORITY_ARN }));
    expect((await inspect()).judged.certificate).not.toHaveProperty('domainName');
  });

  test('on a direct issuance is made of the certificate itself, and no CA is asked', async () => {
    world.issued.add({ notAfter: SOON });
    const inspected = await inspect({ certificateArn: ISSUED_ARN, eventName: 'IssueCertificate' });
    expect(inspected).toMatchObject({ next: 'conclude', judged: { verdict: { code: 'UnmanagedExpiring' } } });
    expect([world.authorities.reads, world.certificates.asked]).toEqual([0, []]);
  });
});

describe('a certificate of another account than its CA', () => {
  const arn = CERTIFICATE_ARN.replace('111122223333', PAYMENTS);
  beforeEach(() => world.certificates.add({ arn, account: PAYMENTS }));

  test('is renewable where the CA is shared with it', async () => {
    world.authorities.one.policy = known(sharingPolicy());
    // The permission serves the CA's own account only.
    world.authorities.one.grants = known([]);
    expect(await inspect({ certificateArn: arn })).toMatchObject({ judged: { verdict: { verdict: 'renewable' } } });
  });

  test.each<[string, (w: FakeWorld) => unknown, string]>([
    ['the share', () => undefined, 'PolicyMissing'],
    ['ACM’s role there', (w) => w.accounts.roles.set(PAYMENTS, known(false)), 'ServiceLinkedRoleMissing'],
  ])('is not renewable without %s', async (_, given, reason) => {
    if (reason !== 'PolicyMissing') world.authorities.one.policy = known(sharingPolicy());
    given(world);
    expect(await inspect({ certificateArn: arn })).toMatchObject({
      judged: { verdict: { code: 'RenewalBlocked', reason }, certificate: { account: PAYMENTS } },
    });
  });
});

describe('a certificate that does not exist', () => {
  test('is left alone where nothing was ever found about it', async () => {
    const inspected = await inspect();
    expect(inspected).toMatchObject({ next: 'leave', gone: true, judged: { plan: { action: 'leave' } } });
    expect(inspected.judged.verdict).toMatchObject({ verdict: 'out-of-force', reason: 'Gone' });
  });

  test('is concluded where it was inspected before: its finding ends', async () => {
    await world.inspections.noteInspection(CERTIFICATE_ARN, '2026-11-01T10:00:00.000Z');
    expect(await inspect()).toMatchObject({ next: 'conclude', gone: true });
    expect(await inspect({ eventName: 'manual' })).toMatchObject({ next: 'conclude', gone: true });
  });

  test('and that a person names is an error, with the ARN', async () => {
    const outcome: unknown = await inspect({ eventName: 'manual' }).catch((error: unknown) => error);
    expect(outcome).toMatchObject({
      name: 'CertificateNotFound',
      message: `certificateArn: account 111122223333 has no certificate ${CERTIFICATE_ARN} in eu-west-1; check the ARN`,
    });
  });

  test.each(['IssueCertificate', 'manual'])('of a private CA is treated alike: %s', async (eventName) => {
    const asking = inspect({ certificateArn: ISSUED_ARN, eventName });
    if (eventName === 'manual') await expect(asking).rejects.toMatchObject({ name: 'CertificateNotFound' });
    else expect(await asking).toMatchObject({ next: 'leave', gone: true });
  });
});

describe('what AWS does not answer', () => {
  const passing = [
    ['throttled', unread('acm:DescribeCertificate', 'throttled')],
    ['out of order', unread('acm:DescribeCertificate', 'unavailable')],
    ['denied', unread('acm:DescribeCertificate')],
  ] as const;

  test.each(passing)('is asked again after 5, 30 and 120 seconds, then concluded: %s', async (_, fact) => {
    world.certificates.standing.set(CERTIFICATE_ARN, fact);
    const pauses: unknown[] = [];
    for (let inspections = 0; ; inspections += 1) {
      const { next, inspectAgainAfter, judged, ...inspected } = await inspect({ inspections });
      expect(judged.verdict).toMatchObject({ verdict: 'undeterminable', code: 'RenewalUndeterminable' });
      expect(inspected).toMatchObject({ gone: false, inspections: inspections + 1 });
      pauses.push(inspectAgainAfter);
      if (next === 'conclude') break;
      expect(next).toBe('inspect-again');
    }
    expect(pauses).toEqual([5, 30, 120, undefined]);
    expect(world.counted).toEqual({ CertificateInspectedAgain: 3 });
  });

  test('about the CA is asked again as well', async () => {
    world.certificates.add();
    world.authorities.one.grants = unread('acm-pca:ListPermissions', 'throttled');
    expect(await inspect()).toMatchObject({ next: 'inspect-again', inspectAgainAfter: 5 });
    world.authorities.standing.clear();
    world.authorities.add();
    expect(await inspect({ inspections: 1 })).toMatchObject({
      next: 'conclude',
      judged: { verdict: { verdict: 'renewable' } },
    });
  });

  test('matters no more where something certain was read beside it', async () => {
    world.certificates.add();
    world.authorities.one.grants = unread('acm-pca:ListPermissions', 'throttled');
    world.authorities.one.description = known(aDescription({ status: 'DISABLED' }));
    expect(await inspect()).toMatchObject({ next: 'conclude', judged: { verdict: { code: 'RenewalBlocked' } } });
  });

  test('while it is being issued is asked again until it is', async () => {
    world.issued.add();
    world.issued.answers.set(ISSUED_ARN, [unread('acm-pca:GetCertificate', 'unavailable')]);
    const issuing = { certificateArn: ISSUED_ARN, eventName: 'IssueCertificate' };
    expect(await inspect(issuing)).toMatchObject({ next: 'inspect-again', inspectAgainAfter: 5 });
    expect(await inspect({ ...issuing, inspections: 1 })).toMatchObject({
      next: 'conclude',
      judged: { verdict: { verdict: 'unmanaged' }, plan: { action: 'leave' } },
    });
  });

  test('because the account is none that can be read is concluded at once, as undeterminable', async () => {
    const arn = CERTIFICATE_ARN.replace('111122223333', STRANGER);
    world.certificates.standing.set(arn, unread('sts:AssumeRole', 'not-configured', STRANGER));
    expect(await inspect({ certificateArn: arn })).toMatchObject({
      next: 'conclude',
      gone: false,
      judged: {
        certificate: { arn, account: STRANGER },
        verdict: { verdict: 'undeterminable', severity: 'medium' },
        plan: { action: 'alert' },
      },
    });
  });
});

test('what is handed on is a certificate’s verdict, without the doubts and checks it was made of', async () => {
  world.certificates.add();
  const handedOn = Object.keys((await inspect()).judged.verdict);
  expect(handedOn).toEqual(expect.arrayContaining(['verdict', 'reason', 'message', 'remedy']));
  for (const left of ['checks', 'unread']) expect(handedOn).not.toContain(left);
});

test.each<[unknown, string]>([
  [null, 'input'],
  [[], 'input'],
  [{}, 'certificateArn'],
  [{ ...asked, certificateArn: 7 }, 'certificateArn'],
  [{ ...asked, certificateArn: AUTHORITY_ARN }, 'certificateArn'],
  [{ ...asked, eventName: undefined }, 'eventName'],
  [{ ...asked, inspections: '0' }, 'inspections'],
  [{ ...asked, inspections: -1 }, 'inspections'],
  [{ ...asked, inspections: Number.NaN }, 'inspections'],
])('input %# is refused, and the field is named', async (input, field) => {
  expect((await refusalFrom(world.inspectCertificate(input))).field).toBe(field);
});
