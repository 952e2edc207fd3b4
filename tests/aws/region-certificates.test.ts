import { judgeCertificate } from '../../core/domain/certificates/certificate-verdict.ts';
import type { Certificate } from '../../core/domain/certificates/certificate.ts';
import { known } from '../../core/domain/fact.ts';
import { gatherRegionCertificates } from '../../core/gathering/region-certificates.ts';
import { AUTHORITY_ARN, PAYMENTS, PKI } from '../builders/accounts.ts';
import { unread } from '../builders/authority-facts.ts';
import { exported, NOW, renewing } from '../builders/certificates.ts';
import { sharingPolicy } from '../builders/policy.ts';
import { FakeAccounts } from '../fakes/fake-accounts.ts';
import { FakeAuthorities } from '../fakes/fake-authorities.ts';
import { FakeCertificates } from '../fakes/fake-certificates.ts';
import { FakeMemory } from '../fakes/fake-memory.ts';

const REGION = 'eu-west-1';
const OTHER_CA = AUTHORITY_ARN.replace('11111111-', '22222222-');
const arnOf = (id: string, account = PKI) => `arn:aws:acm:${REGION}:${account}:certificate/${id}`;
/** Younger than its request by no day, and long before its first attempt: nothing has begun. */
const quiet = { createdAt: '2026-09-01T12:00:00.000Z', exported: false };
const due = { ...quiet, notAfter: '2026-12-20T12:00:00.000Z' };
const DENIED = unread('acm:SearchCertificates');

let certificates: FakeCertificates;
let authorities: FakeAuthorities;
let consumers: FakeAccounts;
let memory: FakeMemory;
let progress: string[];

beforeEach(() => {
  certificates = new FakeCertificates();
  authorities = new FakeAuthorities();
  consumers = new FakeAccounts();
  memory = new FakeMemory();
  progress = [];
});

const add = (id: string, different: Partial<Certificate> = {}, authorityArn = AUTHORITY_ARN, account = PKI): string =>
  certificates.add({ arn: arnOf(id, account), account, ...quiet, ...different }, authorityArn).arn;

/** The same, and its CA is remembered. */
const addSeen: typeof add = (...of) => {
  const arn = add(...of);
  memory.authorities.set(arn, of[2] ?? AUTHORITY_ARN);
  return arn;
};

async function gather(account = PKI) {
  const onProgress = (done: number, total: number) => progress.push(`${done}/${total}`);
  const ports = { certificates, authorities, consumers, memory, onProgress };
  const gathered = await gatherRegionCertificates(ports, account, REGION, NOW);
  if (!gathered.known) throw new Error(gathered.why.message);
  return gathered.value;
}

/** Each certificate's verdict by its id. */
async function verdicts(account = PKI): Promise<Readonly<Record<string, string>>> {
  const facts = await gather(account);
  return Object.fromEntries(
    facts.map((each): [string, string] => [
      each.certificate.arn.split('/').at(-1) ?? '',
      judgeCertificate(each, NOW).reason,
    ]),
  );
}

describe('which calls are made', () => {
  test('cold: each private certificate is described once, its CA remembered, and each CA asked once', async () => {
    const arns = ['a', 'b', 'c'].map((id) => add(id));
    expect(await verdicts()).toEqual({ a: 'Renewable', b: 'Renewable', c: 'Renewable' });
    expect(certificates.asked).toEqual(['list', ...arns]);
    expect(authorities.asked).toEqual([`list ${PKI}`, `grants ${AUTHORITY_ARN}`]);
    expect([...memory.authorities]).toEqual(arns.map((arn) => [arn, AUTHORITY_ARN]));
    expect(consumers.asked).toEqual([]);
    expect(progress).toEqual(['1/3', '2/3', '3/3']);
  });

  test('warm: no certificate is described', async () => {
    for (const id of ['a', 'b', 'c']) addSeen(id);
    expect(await verdicts()).toEqual({ a: 'Renewable', b: 'Renewable', c: 'Renewable' });
    expect(certificates.asked).toEqual(['list']);
    expect(authorities.asked).toEqual([`list ${PKI}`, `grants ${AUTHORITY_ARN}`]);
  });

  test('without certificates nothing but the listing', async () => {
    expect(await gather()).toEqual([]);
    expect([certificates.asked, authorities.asked]).toEqual([['list'], []]);
  });

  test('for public, imported and ended ones nothing but the listing', async () => {
    add('public', { kind: 'public' });
    add('imported', { kind: 'imported' });
    add('acme', { kind: 'acme' });
    for (const status of ['EXPIRED', 'REVOKED', 'FAILED', 'PENDING_VALIDATION'] as const) add(status, { status });
    expect(await verdicts()).toMatchObject({ public: 'Renewable', imported: 'Unmanaged', EXPIRED: 'ExpiredInUse' });
    expect([certificates.asked, authorities.asked]).toEqual([['list'], []]);
  });

  test('the search is made once, however many renewals may have begun', async () => {
    for (const id of ['a', 'b']) addSeen(id, { ...due, renewal: renewing({ status: 'SUCCESS' }) });
    addSeen('c');
    await gather();
    expect(certificates.asked).toEqual(['list', 'search']);
  });

  test('only a renewal that is held up, failed or left an old copy behind is described', async () => {
    const stuck = addSeen('stuck', { ...due, renewal: renewing({ reason: 'PCA_ACCESS_DENIED' }) });
    const failed = addSeen('failed', { ...due, renewal: renewing({ status: 'FAILED' }) });
    const left = addSeen('left', { ...exported, eligibility: 'INELIGIBLE', renewal: renewing({ status: 'SUCCESS' }) });
    addSeen('renewed', { ...due, notAfter: '2027-12-20T12:00:00.000Z', createdAt: '2025-01-01T00:00:00.000Z' });
    addSeen('quiet');
    expect(await verdicts()).toEqual({
      stuck: 'PCA_ACCESS_DENIED',
      failed: 'RenewalFailed',
      left: 'ReexportNeeded',
      renewed: 'Renewable',
      quiet: 'Renewable',
    });
    expect(certificates.asked.toSorted()).toEqual(['list', 'search', stuck, failed, left].toSorted());
  });

  test('a certificate that is described for its CA is described for its renewal by the same call', async () => {
    const arn = add('a', { ...due, renewal: renewing({ reason: 'PCA_ACCESS_DENIED' }) });
    expect(await verdicts()).toEqual({ a: 'PCA_ACCESS_DENIED' });
    expect(certificates.asked).toEqual(['list', arn]);
  });

  test('a renewal that should have begun and was not found is known not to have', async () => {
    addSeen('a', { ...due, notAfter: '2027-01-23T12:00:00.000Z' });
    expect(await verdicts()).toEqual({ a: 'Renewable' });
    add('b', due);
    expect(await verdicts()).toMatchObject({ b: 'RenewalOverdue' });
  });
});

describe('what AWS does not tell', () => {
  test('where ACM can’t be listed, nothing is known', async () => {
    certificates.listing = unread('acm:ListCertificates');
    const ports = { certificates, authorities, consumers, memory };
    expect(await gatherRegionCertificates(ports, PKI, REGION, NOW)).toEqual(certificates.listing);
    expect([certificates.asked, authorities.asked]).toEqual([['list'], []]);
  });

  test('where the search is refused, those whose renewal may have begun are described one by one', async () => {
    certificates.search = DENIED;
    const stuck = addSeen('stuck', { ...due, renewal: renewing({ reason: 'PCA_ACCESS_DENIED' }) });
    const begun = addSeen('begun', { ...due, renewal: renewing({ status: 'SUCCESS' }) });
    addSeen('quiet');
    expect(await verdicts()).toMatchObject({ stuck: 'PCA_ACCESS_DENIED', quiet: 'Renewable' });
    expect(certificates.asked).toEqual(['list', 'search', stuck, begun]);
  });

  test('a certificate whose description is denied is undeterminable, and the others are judged', async () => {
    certificates.answers.set(add('a'), [unread('acm:DescribeCertificate')]);
    add('b');
    expect(await verdicts()).toEqual({ a: 'RenewalUndeterminable', b: 'Renewable' });
    expect(memory.authorities.has(arnOf('a'))).toBe(false);
  });

  test('a renewal whose description is throttled is undeterminable', async () => {
    const arn = addSeen('a', { ...due, renewal: renewing({ reason: 'PCA_ACCESS_DENIED' }) });
    certificates.answers.set(arn, [unread('acm:DescribeCertificate', 'throttled')]);
    expect(await verdicts()).toEqual({ a: 'RenewalUndeterminable' });
  });

  test('the CA that is remembered is judged all the same: what is certain counts', async () => {
    const arn = addSeen('a', { ...due, renewal: renewing({ reason: 'PCA_ACCESS_DENIED' }) });
    certificates.answers.set(arn, [unread('acm:DescribeCertificate', 'throttled')]);
    authorities.one.grants = known([]);
    expect(await verdicts()).toEqual({ a: 'PermissionMissing' });
  });

  test('a certificate that was deleted after it was listed is left out', async () => {
    certificates.deletedSince.add(add('gone'));
    certificates.deletedSince.add(addSeen('gone-too', { ...due, renewal: renewing() }));
    add('there');
    expect(await verdicts()).toEqual({ there: 'Renewable' });
  });

  test('where the CAs can’t be listed, each is described by itself', async () => {
    authorities.listing = unread('acm-pca:ListCertificateAuthorities');
    addSeen('a');
    addSeen('b');
    expect(await verdicts()).toEqual({ a: 'Renewable', b: 'Renewable' });
    expect(authorities.asked.toSorted()).toEqual(
      [`list ${PKI}`, `describe ${AUTHORITY_ARN}`, `grants ${AUTHORITY_ARN}`].toSorted(),
    );
  });

  test('a CA of the account that its list lacks is gone', async () => {
    addSeen('a', {}, OTHER_CA);
    expect(await verdicts()).toEqual({ a: 'AuthorityDeleted' });
    expect(authorities.asked).toEqual([`list ${PKI}`, `grants ${OTHER_CA}`]);
  });
});

describe('a CA of another account', () => {
  test('is asked for its description and policy, and the account for its role and organisation, once', async () => {
    authorities.one.policy = known(sharingPolicy());
    authorities.add(OTHER_CA).policy = known(sharingPolicy({ Resource: OTHER_CA }));
    addSeen('a', {}, AUTHORITY_ARN, PAYMENTS);
    addSeen('b', {}, AUTHORITY_ARN, PAYMENTS);
    addSeen('c', {}, OTHER_CA, PAYMENTS);
    expect(await verdicts(PAYMENTS)).toEqual({ a: 'Renewable', b: 'Renewable', c: 'Renewable' });
    expect(authorities.asked.toSorted()).toEqual(
      [AUTHORITY_ARN, OTHER_CA].flatMap((arn) => [`describe ${arn}`, `policy ${arn}`]).toSorted(),
    );
    expect(consumers.asked.toSorted()).toEqual([`organization ${PAYMENTS}`, `role ${PAYMENTS}`]);
  });

  test('that may not be read makes its certificates undeterminable, and nobody else’s', async () => {
    const foreign = AUTHORITY_ARN.replace(PKI, PAYMENTS);
    const standing = authorities.add(foreign);
    standing.description = unread('acm-pca:DescribeCertificateAuthority', 'access-denied', PAYMENTS);
    standing.policy = unread('acm-pca:GetPolicy', 'access-denied', PAYMENTS);
    addSeen('a', {}, foreign);
    addSeen('b');
    expect(await verdicts()).toEqual({ a: 'RenewalUndeterminable', b: 'Renewable' });
  });
});
