import type { IssuedRow } from '../../core/sweep/ports.ts';
import { AUTHORITY_ARN, PAYMENTS, PKI } from '../builders/accounts.ts';
import { aCertificate } from '../builders/certificates.ts';
import { REGION, SweepWorld } from '../fakes/sweep-world.ts';

const serialOf = (digit: string): string => digit.repeat(32);
const issuedArn = (digit: string): string => `${AUTHORITY_ARN}/certificate/${serialOf(digit)}`;

/** A row of the CA's audit report: in force for ten days more. */
const row = (digit: string, different: Partial<IssuedRow> = {}): IssuedRow => ({
  arn: issuedArn(digit),
  serial: serialOf(digit),
  subject: `CN=device-${digit}.example.com,O=Example`,
  notBefore: '2026-01-01T00:00:00.000Z',
  notAfter: '2026-12-02T00:00:00.000Z',
  issuedAt: '2026-01-01T00:00:00.000Z',
  templateArn: 'arn:aws:acm-pca:::template/EndEntityCertificate/V1',
  ...different,
});

const inAcm = (world: SweepWorld, account: string, different: object): void => {
  const arn = `arn:aws:acm:${REGION}:${account}:certificate/00000000-0000-0000-0000-000000000001`;
  const { authorityArn, ...certificate } = { authorityArn: AUTHORITY_ARN, ...different };
  world.aws.acm.set(arn, { certificate: aCertificate({ arn, account, region: REGION, ...certificate }), authorityArn });
};

const recordOf = async (world: SweepWorld, digit: string) =>
  (await world.inventory.recordsOf([issuedArn(digit)])).get(issuedArn(digit));

const openAbout = async (world: SweepWorld): Promise<readonly string[]> =>
  (await world.inspections.openCertificateFindings(PKI, REGION)).map(
    ({ certificateArn, code }) => `${code} ${certificateArn.slice(-1)}`,
  );

test('what a CA issued to others than ACM is in the inventory, with its owner’s account and the evidence, and is alerted on', async () => {
  const world = new SweepWorld();
  world.aws.issued.set(AUTHORITY_ARN, [row('a')]);
  await world.sweep('one');
  expect(await recordOf(world, 'a')).toMatchObject({
    source: 'acm-pca',
    kind: 'issued',
    status: 'ISSUED',
    account: PKI,
    authorityArn: AUTHORITY_ARN,
    domainName: 'device-a.example.com',
    management: { by: 'nobody', evidence: 'acm-inventory' },
    verdict: { verdict: 'unmanaged', code: 'UnmanagedExpiring' },
  });
  expect(await openAbout(world)).toEqual(['UnmanagedExpiring a']);
});

test.each<[string, (world: SweepWorld) => void, Partial<IssuedRow>]>([
  ['which the report says ACM requested', () => undefined, { requestedByServicePrincipal: 'acm.amazonaws.com' }],
  ['whose serial number ACM of another account has', (world) => inAcm(world, PAYMENTS, { serial: serialOf('a') }), {}],
])('a certificate %s is ACM’s, not unmanaged', async (_, prepare, different) => {
  const world = new SweepWorld();
  prepare(world);
  world.aws.issued.set(AUTHORITY_ARN, [row('a', different)]);
  await world.sweep('one');
  expect(await recordOf(world, 'a')).toBeUndefined();
  expect(await openAbout(world)).toEqual([]);
});

test('a certificate that was imported into ACM is watched there: it is alerted on once', async () => {
  const world = new SweepWorld();
  const { notAfter } = row('a');
  inAcm(world, PKI, { kind: 'imported', serial: serialOf('a'), notAfter, authorityArn: undefined });
  world.aws.issued.set(AUTHORITY_ARN, [row('a')]);
  await world.sweep('one');
  expect(await recordOf(world, 'a')).toMatchObject({ management: { by: 'nobody', evidence: 'acm-inventory' } });
  expect(await openAbout(world)).toEqual(['ImportedExpiring 1']);
});

test('a CA’s own certificate, what has ended and what was revoked are nobody’s trouble', async () => {
  const world = new SweepWorld();
  world.aws.issued.set(AUTHORITY_ARN, [
    row('a', { templateArn: 'arn:aws:acm-pca:::template/SubordinateCACertificate_PathLen0/V1' }),
    row('b', { notAfter: '2026-11-01T00:00:00.000Z' }),
    row('c', { revokedAt: '2026-11-01T00:00:00.000Z' }),
  ]);
  await world.sweep('one');
  expect(await openAbout(world)).toEqual([]);
  expect(await recordOf(world, 'a')).toMatchObject({ verdict: { reason: 'AuthorityCertificate' } });
  expect([await recordOf(world, 'b'), await recordOf(world, 'c')]).toEqual([undefined, undefined]);
});

test('expired and revoked certificates are in the inventory where they are asked for', async () => {
  const world = new SweepWorld();
  world.aws.issued.set(AUTHORITY_ARN, [
    row('b', { notAfter: '2026-11-01T00:00:00.000Z' }),
    row('c', { revokedAt: '2026-11-01T00:00:00.000Z' }),
    row('d', { revokedAt: '2026-11-01T00:00:00.000Z', issuedAt: '2025-01-01T00:00:00.000Z' }),
  ]);
  const issuedBetween = { from: '2026-01-01T00:00:00.000Z', to: '2026-12-31T00:00:00.000Z' };
  await world.sweep('one', { request: { dryRun: false, include: { expired: true, revoked: true, issuedBetween } } });
  expect(await recordOf(world, 'b')).toMatchObject({ status: 'EXPIRED' });
  expect(await recordOf(world, 'c')).toMatchObject({ status: 'REVOKED', revokedAt: '2026-11-01T00:00:00.000Z' });
  expect(await recordOf(world, 'd')).toBeUndefined();
});

test('what is revoked later resolves its finding, and a report’s old rows are not worked on again', async () => {
  const world = new SweepWorld();
  world.aws.issued.set(AUTHORITY_ARN, [row('a'), row('b')]);
  await world.sweep('one');
  world.aws.issued.set(AUTHORITY_ARN, [row('a', { revokedAt: '2026-11-22T10:30:00.000Z' }), row('b')]);
  world.clock.forward(3600);
  world.inventory.calls.length = 0;
  await world.sweep('two');
  expect(await openAbout(world)).toEqual(['UnmanagedExpiring b']);
  expect(await recordOf(world, 'a')).toMatchObject({ status: 'REVOKED', version: 2 });
  expect(await recordOf(world, 'b')).toMatchObject({ version: 1 });
});

test('a report that fails is a gap that is named, and what was known of the CA stays', async () => {
  const world = new SweepWorld();
  world.aws.issued.set(AUTHORITY_ARN, [row('a')]);
  await world.sweep('one');
  world.aws.silent.set(`acm-pca:CreateCertificateAuthorityAuditReport ${PKI}`, 'access-denied');
  world.clock.forward(3600);
  expect(await world.sweep('two')).toMatchObject({ read: 2, unreadable: 1 });
  expect(world.coverage.open).toEqual([`RegionUnreadable#${PKI}/${REGION}`]);
  expect(await openAbout(world)).toEqual(['UnmanagedExpiring a']);
});
