import { known } from '../../core/domain/fact.ts';
import { AUTHORITY_ARN } from '../builders/accounts.ts';
import { aGrant, unread } from '../builders/authority-facts.ts';
import { CERTIFICATE_ARN, exported, renewing, unused } from '../builders/certificates.ts';
import { refusalFrom } from '../builders/refusals.ts';
import { FakeWorld } from '../fakes/fake-world.ts';

const STUCK = { renewal: renewing({ reason: 'PCA_ACCESS_DENIED' }) };
const EXPIRING = 'ACM Certificate Approaching Expiration';
const HOLDER = 'arn:aws:states:eu-west-1:111122223333:execution:renewguard-guard-certificate:1';

let world: FakeWorld;
beforeEach(() => (world = new FakeWorld()));

/** What an inspection hands on now. */
const inspected = async (eventName = EXPIRING) => {
  const asked = { certificateArn: CERTIFICATE_ARN, eventName, inspections: 3 };
  return { ...(await world.inspectCertificate(asked)), holder: HOLDER };
};

const stuck = () => (world.certificates.add(STUCK), inspected());
const well = () => (world.certificates.add(), inspected());
const unreadNow = () => (
  world.certificates.standing.set(CERTIFICATE_ARN, unread('acm:DescribeCertificate')),
  inspected()
);
const gone = () => (world.certificates.standing.clear(), inspected());

/** Each inspection concluded, an hour after the one before. */
async function after(...inspections: readonly (() => Promise<object>)[]): Promise<readonly string[]> {
  for (const inspection of inspections) {
    await world.concludeCertificate(await inspection());
    world.clock.forward(3600);
  }
  return world.told;
}

const times = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item);

describe('what people are told', () => {
  test.each<[string, readonly (() => Promise<object>)[], readonly string[]]>([
    ['nothing, while all is well', [well, well], []],
    ['one alert, however often ACM says the same', times(45, stuck), ['HIGH RenewalStuck']],
    ['one resolution, however often it is well', [stuck, well, well], ['HIGH RenewalStuck', 'RESOLVED RenewalStuck']],
    [
      'a new alert where it comes back',
      [stuck, well, stuck],
      ['HIGH RenewalStuck', 'RESOLVED RenewalStuck', 'HIGH RenewalStuck'],
    ],
    ['that nobody knows, once', [unreadNow, unreadNow], ['MEDIUM RenewalUndeterminable']],
    [
      'no more than that, while what was wrong can’t be seen',
      [stuck, unreadNow, unreadNow, stuck],
      ['HIGH RenewalStuck'],
    ],
    [
      'what it is, once it can be read',
      [unreadNow, stuck, well],
      ['MEDIUM RenewalUndeterminable', 'HIGH RenewalStuck', 'RESOLVED RenewalStuck'],
    ],
    ['that a certificate with a finding is gone', [stuck, gone, gone], ['HIGH RenewalStuck', 'RESOLVED RenewalStuck']],
    ['nothing of a certificate that is gone and was well', [well, gone], []],
  ])('is %s', async (_, inspections, told) => {
    expect(await after(...inspections)).toEqual(told);
  });

  test('names what is wrong, until when, the plan and the command', async () => {
    world.authorities.one.grants = known([]);
    const outcome = await world.concludeCertificate(await stuck());
    expect(outcome).toMatchObject({
      certificateArn: CERTIFICATE_ARN,
      verdict: 'not-renewable',
      code: 'RenewalStuck',
      reason: 'PCA_ACCESS_DENIED',
      severity: 'high',
      firstAttempt: '2027-08-02T12:00:00.000Z',
      outage: '2027-10-01T12:00:00.000Z',
      plan: { action: 'alert' },
      notices: 1,
    });
    const [notice] = world.ledger.sent;
    for (const part of [
      'RenewalStuck: www.example.com',
      'Outage:      2027-10-01T12:00:00.000Z',
      'Plan:        alert',
      `aws acm-pca create-permission --certificate-authority-arn ${AUTHORITY_ARN}`,
    ])
      expect(`${notice?.subject}\n${notice?.text}`).toContain(part);
    expect(notice?.detailType).toBe('RenewGuard Certificate Finding Opened');
  });

  test('is the strategy, where the certificate is to be replaced', async () => {
    world.certificates.add({ kind: 'imported', notAfter: '2026-12-20T10:00:00.000Z' });
    await world.concludeCertificate(await inspected());
    expect(world.told).toEqual(['HIGH ImportedExpiring']);
    expect(world.ledger.sent[0]?.text).toContain('Plan:        reissue by strategy acm-import');
  });

  test('that a renewal came through, before what is to be done after it', async () => {
    await after(stuck, () => {
      world.certificates.add({ ...exported, eligibility: 'INELIGIBLE', renewal: renewing({ status: 'SUCCESS' }) });
      return inspected('ACM Certificate Available');
    });
    expect(world.told).toEqual(['HIGH RenewalStuck', 'RESOLVED RenewalStuck', 'HIGH ReexportNeeded']);
  });

  test('is nothing yet of what was issued just now and nobody uses, but by hand it is told', async () => {
    world.certificates.add(unused);
    const early = await world.concludeCertificate(await inspected('ACM Certificate Available'));
    expect(early).toMatchObject({ reason: 'NotEligible', plan: { action: 'leave' }, notices: 0 });
    await world.concludeCertificate(await inspected('manual'));
    expect(world.told).toEqual(['LOW NotEligible']);
  });

  test('is nothing of a direct issuance that can’t be read yet, but by hand it is told', async () => {
    world.certificates.standing.set(CERTIFICATE_ARN, unread('acm-pca:GetCertificate'));
    for (const eventName of ['IssueCertificate', 'IssueCertificateDetails'])
      expect(await world.concludeCertificate(await inspected(eventName))).toMatchObject({
        reason: 'RenewalUndeterminable',
        plan: { action: 'leave' },
        notices: 0,
      });
    await world.concludeCertificate(await inspected('manual'));
    expect(world.told).toEqual(['MEDIUM RenewalUndeterminable']);
  });

  test('is a new outage, where behind the same ARN is another certificate by now', async () => {
    await after(stuck, () => (world.certificates.add({ ...STUCK, notAfter: '2027-12-01T12:00:00.000Z' }), inspected()));
    expect(world.told).toEqual(['HIGH RenewalStuck', 'HIGH RenewalStuck']);
  });
});

describe('inspections that overtake each other', () => {
  test('an older one never overwrites a newer one: mended stays mended', async () => {
    world.authorities.one.grants = known([]);
    const older = await well();
    world.clock.forward(1);
    world.authorities.one.grants = known([aGrant()]);
    const newer = await well();
    expect(await world.concludeCertificate(newer)).toMatchObject({ verdict: 'renewable', notices: 0 });
    expect(await world.concludeCertificate(older)).toEqual({ certificateArn: CERTIFICATE_ARN, superseded: true });
    expect(world.told).toEqual([]);
  });

  test('an older one does not resolve what a newer one found', async () => {
    const older = await well();
    world.clock.forward(1);
    const newer = await stuck();
    for (const inspection of [newer, older]) await world.concludeCertificate(inspection);
    expect(world.told).toEqual(['HIGH RenewalStuck']);
    expect(await world.inspections.findingOf(CERTIFICATE_ARN)).toMatchObject({ state: 'OPEN', version: 1 });
  });

  test('a newer one that could determine nothing stands in no certain one’s way', async () => {
    const older = await stuck();
    world.clock.forward(1);
    const newer = await unreadNow();
    for (const inspection of [newer, older]) await world.concludeCertificate(inspection);
    expect(world.told).toEqual(['MEDIUM RenewalUndeterminable', 'HIGH RenewalStuck']);
  });

  test('one that could determine nothing, and that a certain one overtook, says nothing', async () => {
    const older = await unreadNow();
    world.clock.forward(1);
    const newer = await well();
    await world.concludeCertificate(newer);
    expect(await world.concludeCertificate(older)).toEqual({ certificateArn: CERTIFICATE_ARN, superseded: true });
    expect(world.told).toEqual([]);
  });

  test('one that was overtaken between writing and sending sends what it wrote, in its turn', async () => {
    const older = await stuck();
    world.ledger.unavailable = 1;
    await expect(world.concludeCertificate(older)).rejects.toMatchObject({ name: 'AwsUnavailable' });
    world.clock.forward(1);
    const newer = { ...(await well()), holder: `${HOLDER}2` };
    expect(await world.concludeCertificate(newer)).toMatchObject({ verdict: 'renewable', notices: 0 });
    expect(await world.concludeCertificate(older)).toMatchObject({ superseded: true });
    expect(world.told).toEqual(['HIGH RenewalStuck', 'RESOLVED RenewalStuck']);
  });

  test('of one moment both conclude, and one notice is sent', async () => {
    const [one, two] = [await stuck(), await stuck()];
    const outcomes = await Promise.all([one, two].map((each) => world.concludeCertificate(each).catch(String)));
    expect(outcomes.filter((outcome) => typeof outcome === 'string')).toEqual(['AwsUnavailable: another wrote first']);
    await world.concludeCertificate(two);
    expect(world.told).toEqual(['HIGH RenewalStuck']);
  });
});

describe('a try that fails', () => {
  test('because another wrote first is tried again, and changes nothing more', async () => {
    world.inspections.conflicts = 1;
    const inspection = await stuck();
    await expect(world.concludeCertificate(inspection)).rejects.toMatchObject({ name: 'AwsUnavailable' });
    expect(world.told).toEqual([]);
    expect(await world.concludeCertificate(inspection)).toMatchObject({ notices: 1 });
  });

  test('between writing and sending is made up for by the next try: nothing is lost or told twice', async () => {
    world.ledger.unavailable = 2;
    const inspection = await stuck();
    for (let tries = 0; tries < 2; tries += 1)
      await expect(world.concludeCertificate(inspection)).rejects.toMatchObject({ name: 'AwsUnavailable' });
    expect(await world.concludeCertificate(inspection)).toMatchObject({ notices: 1 });
    expect(await world.concludeCertificate(inspection)).toMatchObject({ notices: 0 });
    expect(world.told).toEqual(['HIGH RenewalStuck']);
  });

  test('between two changes is made up for in order', async () => {
    await after(stuck);
    world.certificates.add({ ...exported, eligibility: 'INELIGIBLE', renewal: renewing({ status: 'SUCCESS' }) });
    const inspection = await inspected('ACM Certificate Available');
    world.ledger.unavailable = 1;
    await expect(world.concludeCertificate(inspection)).rejects.toMatchObject({ name: 'AwsUnavailable' });
    await world.concludeCertificate(inspection);
    expect(world.told).toEqual(['HIGH RenewalStuck', 'RESOLVED RenewalStuck', 'HIGH ReexportNeeded']);
  });

  test('for good leaves its notice to the next inspection', async () => {
    world.ledger.unavailable = 1;
    await expect(world.concludeCertificate(await stuck())).rejects.toThrow();
    world.clock.forward(24 * 3600);
    await world.concludeCertificate(await stuck());
    expect(world.told).toEqual(['HIGH RenewalStuck']);
  });
});

test('each verdict is counted, and the notices', async () => {
  await after(well, stuck, stuck, unreadNow, gone);
  expect(world.counted).toEqual({
    CertificateRenewable: 1,
    CertificateNotRenewable: 2,
    CertificateUndeterminable: 1,
    CertificateOutOfForce: 1,
    NoticesSent: 2,
  });
});

test.each<[object, string]>([
  [{ certificateArn: 7 }, 'certificateArn'],
  [{ certificateArn: AUTHORITY_ARN }, 'certificateArn'],
  [{ holder: '' }, 'holder'],
  [{ holder: undefined }, 'holder'],
  [{ inspectedAt: 'yesterday' }, 'inspectedAt'],
  [{ inspectedAt: '2026-11-22T10:00:00+01:00' }, 'inspectedAt'],
  [{ inspectedAt: 1 }, 'inspectedAt'],
  [{ gone: 'false' }, 'gone'],
  [{ judged: [] }, 'judged'],
  [{ judged: null }, 'judged'],
])('input %# is refused, and the field is named', async (different, field) => {
  const input = { ...(await well()), ...different };
  expect((await refusalFrom(world.concludeCertificate(input))).field).toBe(field);
  expect(world.told).toEqual([]);
});
