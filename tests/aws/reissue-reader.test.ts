import { TagCertificateAuthorityCommand } from '@aws-sdk/client-acm-pca';
import { AddTagsToCertificateCommand } from '@aws-sdk/client-acm';
import { Authorities } from '../../core/aws/authorities.ts';
import type { AccountReader } from '../../core/aws/accounts.ts';
import type { ReadingClients } from '../../core/aws/clients.ts';
import { readFact } from '../../core/aws/errors.ts';
import { AccountReissueReader } from '../../core/aws/reissue-reader.ts';
import { parseAuthorityArn, parseCertificateArn } from '../../core/domain/arn.ts';
import { activeRoot, issuance, issued, pendingAuthority } from '../emulator/kit/authorities.ts';
import { importable, imported, requested } from '../emulator/kit/certificates.ts';
import { type Bench, DAY, freshAccount, startBench } from '../emulator/kit/emulator.ts';
import { AUTHORITY_ARN, PAYMENTS, STRANGER } from '../builders/accounts.ts';
import { CERTIFICATE_ARN, ISSUED_ARN } from '../builders/certificates.ts';
import { failure, output, StubAws } from '../fakes/stub-aws.ts';
import { accountsFrom, letAssume } from './reading.ts';

let bench: Bench;
beforeAll(async () => void (bench = await startBench()));
afterAll(() => bench.stop());
afterEach(() => bench.admin('DELETE', '/faults'));

/** Reads every account of the emulator with its own rights. */
const everyAccount: AccountReader = {
  read: (account, region, operation, ask) =>
    readFact(operation, account, () =>
      ask({ acm: bench.acm(account, region), pca: bench.pca(account, region) } as ReadingClients),
    ),
};

function reading() {
  const account = freshAccount();
  const reader = new AccountReissueReader(everyAccount, new Authorities(everyAccount, 'eu-west-1'));
  return { account, reader, acm: bench.acm(account), pca: bench.pca(account) };
}

const ofAccount = (arn: string, account: string) => arn.replace(/\d{12}/, account);

describe('a certificate', () => {
  test('of ACM is given out with its chain, imported or private', async () => {
    const { reader, acm, pca } = reading();
    const what = importable();
    const pem = await reader.pemOf(parseCertificateArn(await imported(acm, what)));
    expect(pem).toEqual({
      known: true,
      value: { certificate: what.Certificate.toString(), chain: what.CertificateChain.toString() },
    });
    const root = await activeRoot(pca);
    const { CertificateArn: arn } = await requested(acm, { CertificateAuthorityArn: root });
    expect(await reader.pemOf(parseCertificateArn(arn))).toMatchObject({
      value: { certificate: expect.stringContaining('BEGIN CERTIFICATE') as string },
    });
  });

  test('of a private CA is given out by the CA', async () => {
    const { reader, pca } = reading();
    const { arn, Certificate, CertificateChain } = await issued(pca, issuance(await activeRoot(pca)));
    expect(await reader.pemOf(parseCertificateArn(arn))).toEqual({
      known: true,
      value: { certificate: Certificate, chain: CertificateChain },
    });
  });

  test('that is not there, or was never issued, is known to be none', async () => {
    const { account, reader, acm, pca } = reading();
    for (const arn of [CERTIFICATE_ARN, ISSUED_ARN])
      expect(await reader.pemOf(parseCertificateArn(ofAccount(arn, account)))).toEqual({ known: true });
    const CertificateAuthorityArn = await activeRoot(pca);
    const { CertificateArn, Status } = await requested(acm, { CertificateAuthorityArn, KeyAlgorithm: 'RSA_2048' });
    expect(Status).toBe('FAILED');
    expect(await reader.pemOf(parseCertificateArn(CertificateArn))).toEqual({ known: true });
  });

  test.each([
    ['AccessDeniedException', 'access-denied'],
    ['ThrottlingException', 'throttled'],
  ])('is not known where the service answers %s', async (error, kind) => {
    const { account, reader } = reading();
    for (const service of ['acm', 'acm-pca'])
      await bench.admin('POST', '/faults', { service, operation: '*', account, error });
    for (const [arn, operation] of [
      [CERTIFICATE_ARN, 'acm:GetCertificate'],
      [ISSUED_ARN, 'acm-pca:GetCertificate'],
    ] as const)
      expect(await reader.pemOf(parseCertificateArn(ofAccount(arn, account)))).toMatchObject({
        known: false,
        why: { kind, operation, account },
      });
    const authority = parseAuthorityArn(ofAccount(AUTHORITY_ARN, account));
    expect(await reader.tagsOf(parseCertificateArn(ofAccount(CERTIFICATE_ARN, account)))).toMatchObject({
      why: { kind },
    });
    expect(await reader.tagsOfAuthority(authority)).toMatchObject({ why: { kind } });
    expect(await reader.authoritiesWithCertificates(account, 'eu-west-1')).toMatchObject({ why: { kind } });
    expect(await reader.describeAuthority(authority)).toMatchObject({ why: { kind } });
  });
});

describe('tags', () => {
  test('of a certificate are told; one that is gone has none', async () => {
    const { account, reader, acm } = reading();
    const arn = await imported(acm);
    const Tags = [{ Key: 'renewguard:secret', Value: 'app/tls' }, { Key: 'team' }];
    await acm.send(new AddTagsToCertificateCommand({ CertificateArn: arn, Tags }));
    const tags = { 'renewguard:secret': 'app/tls', team: '' };
    expect(await reader.tagsOf(parseCertificateArn(arn))).toEqual({ known: true, value: tags });
    const gone = parseCertificateArn(ofAccount(CERTIFICATE_ARN, account));
    expect(await reader.tagsOf(gone)).toEqual({ known: true, value: {} });
  });

  test('of a CA are told from every page; one that is gone has none', async () => {
    const { account, reader, pca } = reading();
    const arn = await pendingAuthority(pca);
    const Tags = Array.from({ length: 50 }, (_, index) => ({ Key: `tag-${index}`, Value: `${index}` }));
    await pca.send(new TagCertificateAuthorityCommand({ CertificateAuthorityArn: arn, Tags }));
    const told = await reader.tagsOfAuthority(parseAuthorityArn(arn));
    expect(told).toEqual({ known: true, value: Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])) });
    const gone = parseAuthorityArn(ofAccount(AUTHORITY_ARN, account));
    expect(await reader.tagsOfAuthority(gone)).toEqual({ known: true, value: {} });
  });
});

describe('the CAs of an account', () => {
  test('come with their certificates, expired ones too, and without those that have none', async () => {
    const { account, reader, pca } = reading();
    const [active, short] = [await activeRoot(pca), await activeRoot(pca, { days: 1, name: 'Short' })];
    await pendingAuthority(pca);
    await bench.advance(2 * DAY);
    const found = await reader.authoritiesWithCertificates(account, 'eu-west-1');
    if (!found.known) throw new Error('not known');
    const told = found.value.map(({ arn, description }) => [arn, description.status, description.commonName]);
    expect(told.toSorted()).toEqual(
      [
        [active, 'ACTIVE', 'Test CA'],
        [short, 'EXPIRED', 'Short'],
      ].toSorted(),
    );
    for (const { certificate } of found.value) expect(certificate).toContain('BEGIN CERTIFICATE');
    expect(await reader.describeAuthority(parseAuthorityArn(active))).toMatchObject({ value: { status: 'ACTIVE' } });
  });

  test('are not known where one certificate is not: it may be the one that is looked for', async () => {
    const { account, reader, pca } = reading();
    for (let number = 0; number < 3; number++) await activeRoot(pca);
    const fault = (error: string) =>
      bench.admin('POST', '/faults', {
        ...{ service: 'acm-pca', operation: 'GetCertificateAuthorityCertificate', account, error, count: 1 },
      });
    await fault('AccessDeniedException');
    expect(await reader.authoritiesWithCertificates(account, 'eu-west-1')).toMatchObject({
      known: false,
      why: { kind: 'access-denied', operation: 'acm-pca:GetCertificateAuthorityCertificate' },
    });
    await fault('InvalidStateException'); // deleted since it was listed
    expect(await reader.authoritiesWithCertificates(account, 'eu-west-1')).toMatchObject({ value: { length: 2 } });
  });
});

describe('other accounts', () => {
  const stub = new StubAws();
  const reader = () => new AccountReissueReader(accountsFrom(), new Authorities(accountsFrom(), 'eu-west-1'));
  beforeAll(() => stub.start());
  afterAll(() => stub.stop());
  afterEach(() => stub.clear());

  test('are read with the rights of their role, in the region of the certificate', async () => {
    letAssume(stub);
    stub.on('GetCertificate', output({ Certificate: 'C' }));
    const arn = CERTIFICATE_ARN.replace(/\d{12}/, PAYMENTS).replace('eu-west-1', 'us-east-1');
    expect(await reader().pemOf(parseCertificateArn(arn))).toEqual({
      known: true,
      value: { certificate: 'C', chain: '' },
    });
    expect(stub.callsOf('GetCertificate')).toMatchObject([{ accessKeyId: 'MEMBER', region: 'us-east-1' }]);
  });

  test('are not known where their role cannot be assumed, or they are no members', async () => {
    stub.on('AssumeRole', failure('AccessDenied', 403));
    const of = (account: string) => parseCertificateArn(ofAccount(CERTIFICATE_ARN, account));
    expect(await reader().pemOf(of(PAYMENTS))).toMatchObject({ why: { operation: 'sts:AssumeRole' } });
    expect(await reader().tagsOf(of(STRANGER))).toMatchObject({ why: { kind: 'not-configured' } });
  });
});
