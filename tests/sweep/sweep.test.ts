import { known } from '../../core/domain/fact.ts';
import { AUTHORITY_ARN, PAYMENTS, PKI, WEB } from '../builders/accounts.ts';
import { aCertificate } from '../builders/certificates.ts';
import { sharingPolicy } from '../builders/policy.ts';
import { REGION, SweepWorld } from '../fakes/sweep-world.ts';

/** So many private certificates in use in an account, of the CA of the tests. */
function fill(world: SweepWorld, account: string, count: number): readonly string[] {
  const arns = Array.from({ length: count }, (_, index) => arnOf(account, index));
  for (const [index, arn] of arns.entries())
    world.aws.acm.set(arn, {
      certificate: aCertificate({ arn, account, region: REGION, serial: `${account}${index}`, usedBy: ['arn:lb'] }),
      authorityArn: AUTHORITY_ARN,
    });
  return arns;
}

const arnOf = (account: string, index: number): string =>
  `arn:aws:acm:${REGION}:${account}:certificate/00000000-0000-0000-0000-${String(index).padStart(12, '0')}`;

const records = async (world: SweepWorld, account: string) =>
  (await world.inventory.ofPlace(account, REGION)).items.map(({ arn }) => arn);

test('a first sweep describes each certificate once, and keeps it with its CA and verdict', async () => {
  const world = new SweepWorld();
  const [first = ''] = fill(world, PKI, 3);
  const sweep = await world.sweep('one');
  expect(sweep).toMatchObject({ status: 'finished', planned: 3, read: 3, unreadable: 0 });
  expect(sweep.totals).toMatchObject({ certificates: 3, changed: 3, verdicts: { renewable: 3 } });
  expect(world.aws.callsIn(PKI)).toMatchObject({ 'acm:SearchCertificates': 1, 'acm:DescribeCertificate': 3 });
  expect((await world.inventory.recordsOf([first])).get(first)).toMatchObject({
    authorityArn: AUTHORITY_ARN,
    usedBy: ['arn:lb'],
    management: { by: 'acm', evidence: 'kind' },
    verdict: { verdict: 'renewable' },
    version: 1,
  });
});

test('a warm sweep asks for each page of the search, and describes what has changed or is being renewed alone', async () => {
  const world = new SweepWorld();
  world.aws.pageSize = 5;
  const arns = fill(world, PAYMENTS, 11);
  await world.sweep('cold');
  world.aws.calls.length = 0;
  world.clock.forward(3600);
  await world.sweep('warm');
  expect(world.aws.callsIn(PAYMENTS)).toEqual({
    'acm:SearchCertificates': 3,
    'tag:GetResources': 1,
    'iam:ListServerCertificates': 1,
    'rolesanywhere:ListTrustAnchors': 1,
  });
  const [changed = '', renewing = ''] = arns;
  alter(world, changed, { notAfter: '2027-11-01T12:00:00.000Z' });
  alter(world, renewing, { renewal: known({ status: 'PENDING_AUTO_RENEWAL', reason: 'PCA_ACCESS_DENIED' }) });
  for (const expected of [2, 1]) {
    world.aws.calls.length = 0;
    world.clock.forward(3600);
    await world.sweep(`again ${expected}`);
    expect(world.aws.callsIn(PAYMENTS)['acm:DescribeCertificate']).toBe(expected);
  }
});

test('1,001 certificates that nothing happened to are three searches', async () => {
  const world = new SweepWorld();
  fill(world, PAYMENTS, 1001);
  await world.sweep('cold');
  expect(world.aws.callsIn(PAYMENTS)).toMatchObject({ 'acm:SearchCertificates': 3, 'acm:DescribeCertificate': 1001 });
  world.aws.calls.length = 0;
  world.clock.forward(3600);
  expect(await world.sweep('warm')).toMatchObject({ totals: { certificates: 1001, changed: 0 } });
  expect(world.aws.callsIn(PAYMENTS)).toMatchObject({ 'acm:SearchCertificates': 3 });
  expect(world.aws.callsIn(PAYMENTS)['acm:DescribeCertificate']).toBeUndefined();
});

test.each<[string, object, boolean]>([
  ['was imported and is not in use', { kind: 'imported', inUse: false }, false],
  ['is public and not in use', { kind: 'public', inUse: false }, false],
  ['has expired', { kind: 'public', inUse: false, status: 'EXPIRED' }, false],
  ['is private: which CA it is of, no search tells', { inUse: false }, true],
  ['is in use: by what, no search tells', { kind: 'imported' }, true],
  ['names no domain', { kind: 'imported', inUse: false, domainName: undefined }, true],
  ['waits for its validation', { kind: 'public', inUse: false, status: 'PENDING_VALIDATION' }, true],
  ['failed', { kind: 'public', inUse: false, status: 'FAILED' }, true],
  ['was renewed', { kind: 'public', inUse: false, renewal: known({ status: 'SUCCESS' }) }, true],
])('a certificate is described where the search leaves something open: one that %s', async (_, different, isAsked) => {
  const world = new SweepWorld();
  const [arn = ''] = fill(world, PKI, 1);
  alter(world, arn, { ...different, usedBy: 'inUse' in different ? [] : ['arn:lb'] });
  const sweep = await world.sweep('one', { request: { dryRun: false, include: { expired: true, revoked: false } } });
  expect(sweep.totals).toMatchObject({ certificates: 1, changed: 1 });
  expect(world.aws.callsIn(PKI)['acm:DescribeCertificate'] ?? 0).toBe(isAsked ? 1 : 0);
  expect((await world.inventory.recordsOf([arn])).get(arn)?.usedBy).toEqual('inUse' in different ? [] : ['arn:lb']);
});

test('a CA is read once a sweep, however many accounts and certificates use it', async () => {
  const world = new SweepWorld();
  for (const account of [PKI, PAYMENTS]) fill(world, account, 5);
  world.authorities.one.policy = known(sharingPolicy());
  await world.sweep('one');
  const asked = world.authorities.asked.filter((each) => each.endsWith(AUTHORITY_ARN)).toSorted();
  expect(asked).toEqual([`grants ${AUTHORITY_ARN}`, `policy ${AUTHORITY_ARN}`]);
});

test('an account that denies everything is a gap with its fix, the others are read, and nothing of it is gone or resolved', async () => {
  const world = new SweepWorld();
  for (const account of [PKI, PAYMENTS, WEB]) fill(world, account, 2);
  world.authorities.one.grants = known([]);
  await world.sweep('before');
  const open = await world.inspections.openCertificateFindings(PAYMENTS, REGION);
  world.aws.silent.set(`* ${PAYMENTS}`, 'access-denied');
  world.clock.forward(3600);
  const sweep = await world.sweep('after');
  expect(sweep).toMatchObject({ planned: 3, read: 2, unreadable: 1 });
  expect(world.coverage.open).toEqual([`RegionUnreadable#${PAYMENTS}/${REGION}`]);
  expect(await records(world, PAYMENTS)).toHaveLength(2);
  expect(await world.inspections.openCertificateFindings(PAYMENTS, REGION)).toEqual(open);
  world.aws.silent.clear();
  world.clock.forward(3600);
  await world.sweep('later');
  expect(world.coverage.open).toEqual([]);
});

test('what a complete listing no longer has is gone, with the date, and its finding is resolved', async () => {
  const world = new SweepWorld();
  const [arn = '', stays = ''] = fill(world, PKI, 2);
  for (const each of [arn, stays]) alter(world, each, { kind: 'imported', notAfter: '2026-12-01T12:00:00.000Z' });
  await world.sweep('one');
  expect(await world.inspections.openCertificateFindings(PKI, REGION)).toHaveLength(2);
  world.aws.acm.delete(arn);
  world.clock.forward(3600);
  const sweep = await world.sweep('two');
  expect(sweep.totals).toMatchObject({ gone: 1, findings: { opened: 0, changed: 0, resolved: 1 } });
  expect((await world.inventory.recordsOf([arn])).get(arn)?.goneAt).toBe('2026-11-22T11:00:00.000Z');
  expect(await records(world, PKI)).toEqual([stays]);
});

test('a listing whose place AWS forgets is begun anew, and after three times a gap from which nothing is gone', async () => {
  const world = new SweepWorld();
  fill(world, PKI, 30);
  await world.sweep('before');
  world.aws.pageSize = 10;
  world.aws.forgets = 2;
  world.clock.forward(3600);
  expect(await world.sweep('twice')).toMatchObject({ read: 3, totals: { gone: 0 } });
  world.aws.forgets = Infinity;
  world.clock.forward(3600);
  expect(await world.sweep('forever')).toMatchObject({ read: 2, unreadable: 1, totals: { gone: 0 } });
  expect(await records(world, PKI)).toHaveLength(30);
});

test('a missing permission is found by the sweep, told once, and resolved once it is granted', async () => {
  const world = new SweepWorld();
  fill(world, PKI, 2);
  world.authorities.one.grants = known([]);
  await world.sweep('one');
  world.clock.forward(3600);
  await world.sweep('two');
  const codes = async () => (await world.ledger.of(AUTHORITY_ARN)).map(({ code, state }) => `${code} ${state}`);
  expect(await codes()).toEqual(['PermissionMissing OPEN']);
  expect(world.ledger.sent.filter(({ subject }) => subject.includes('PermissionMissing'))).toHaveLength(1);
  // Whether it is repaired, guard-authority decides.
  expect(world.requested).toEqual([AUTHORITY_ARN]);
  world.authorities.add();
  world.clock.forward(3600);
  await world.sweep('three');
  expect(await codes()).toEqual(['PermissionMissing RESOLVED']);
  expect(await world.inspections.openCertificateFindings(PKI, REGION)).toEqual([]);
});

test('a dry run, and an assessment of another date, write neither inventory nor findings', async () => {
  const world = new SweepWorld();
  fill(world, PKI, 2);
  world.authorities.one.grants = known([]);
  const sweep = await world.sweep('dry', { request: { dryRun: true } });
  expect(sweep.totals).toMatchObject({ certificates: 2, verdicts: { 'not-renewable': 2 } });
  expect(sweep.totals?.findings.opened).toBeGreaterThan(0);
  await world.sweep('later', { request: { dryRun: false, asOf: '2027-11-25T12:00:00.000Z' } });
  expect(await records(world, PKI)).toEqual([]);
  expect(await world.ledger.of(AUTHORITY_ARN)).toEqual([]);
  expect(world.ledger.sent).toEqual([]);
});

function alter(world: SweepWorld, arn: string, different: object): void {
  const held = world.aws.acm.get(arn);
  if (held !== undefined) world.aws.acm.set(arn, { ...held, certificate: { ...held.certificate, ...different } });
}
