import { DeleteCertificateAuthorityCommand, UpdateCertificateAuthorityCommand } from '@aws-sdk/client-acm-pca';
import { X509Certificate } from 'node:crypto';
import { AuditReports } from '../../core/aws/audit-reports.ts';
import { AuthorityIssuer } from '../../core/aws/issuer.ts';
import type { CertificateRequest } from '../../core/domain/reissue/issuance.ts';
import { activeRoot, activeSubordinate, template } from '../emulator/kit/authorities.ts';
import { keysIn, preparedBucket } from '../emulator/kit/buckets.ts';
import { type Bench, DAY, freshAccount, startBench } from '../emulator/kit/emulator.ts';
import { newCsr, verifies } from '../emulator/kit/openssl.ts';
import { AUTHORITY_ARN, STRANGER } from '../builders/accounts.ts';
import { failure, output, reset, StubAws } from '../fakes/stub-aws.ts';
import { accountOf, stubbedAccount } from './acting.ts';

let bench: Bench;
beforeAll(async () => void (bench = await startBench()));
afterAll(() => bench.stop());
afterEach(() => bench.admin('DELETE', '/faults'));

const TOKEN = 'abcdef0123456789abcdef0123456789abcd';
const clock = {
  now: async () => new Date(((await bench.admin('GET', '/clock')).body as { now: string }).now),
};
const later = async (days: number): Promise<number> => Math.floor((await clock.now()).getTime() / 1000) + days * DAY;

const fault = (account: string, more: object) =>
  bench.admin('POST', '/faults', { service: 'acm-pca', account, ...more });

/** A root, an issuer with its account's rights, and a request for a certificate of 30 days. */
async function issuing() {
  const account = freshAccount();
  const pca = bench.pca(account);
  const s3 = bench.s3(account);
  const authorityArn = await activeRoot(pca);
  const bucket = await preparedBucket(s3);
  const issuer = new AuthorityIssuer(accountOf(bench, account), new AuditReports({ client: s3, name: bucket }, clock));
  const request: CertificateRequest = {
    authorityArn,
    templateArn: template('EndEntityCertificate'),
    signingAlgorithm: 'SHA256WITHECDSA',
    notAfter: await later(30),
  };
  return { account, pca, s3, bucket, issuer, authorityArn, request };
}

/** What was issued, once it is there. */
async function collected(issuer: AuthorityIssuer, authorityArn: string, arn: string) {
  for (;;) {
    const pem = await issuer.issuedPem(authorityArn, arn);
    if (pem !== undefined) return pem;
  }
}

describe('a certificate', () => {
  test('is issued for the CSR, ends at the very second asked for, and comes with its chain', async () => {
    const { pca, issuer, authorityArn, request } = await issuing();
    const subordinate = await activeSubordinate(pca, authorityArn);
    const { csr } = newCsr({ names: 'DNS:leaf.example.com,IP:10.0.0.1' });
    const arn = await issuer.issueCertificate({ ...request, authorityArn: subordinate }, csr, TOKEN);
    const { certificate, chain } = await collected(issuer, subordinate, arn);
    const read = new X509Certificate(certificate);
    expect(Date.parse(read.validTo) / 1000).toBe(request.notAfter);
    expect(read.subjectAltName).toBe('DNS:leaf.example.com, IP Address:10.0.0.1');
    const root = await issuer.authorityCertificate(authorityArn);
    expect(root.chain).toBe('');
    expect(verifies(certificate, chain, root.certificate, await clock.now())).toBe('OK');
    const own = await issuer.authorityCertificate(subordinate);
    expect(chain).toBe(`${own.certificate}\n${own.chain}`);
  });

  test('is issued once for the same token and CSR, and anew when the token is forgotten', async () => {
    const { issuer, request } = await issuing();
    const { csr } = newCsr();
    const first = await issuer.issueCertificate(request, csr, TOKEN);
    await bench.advance(299);
    expect(await issuer.issueCertificate(request, csr, TOKEN)).toBe(first);
    await bench.advance(2);
    expect(await issuer.issueCertificate(request, csr, TOKEN)).not.toBe(first);
  });

  test('that is being issued is not there yet', async () => {
    const { account, issuer, authorityArn, request } = await issuing();
    const arn = await issuer.issueCertificate(request, newCsr().csr, TOKEN);
    await fault(account, { operation: 'GetCertificate', error: 'RequestInProgressException', count: 1 });
    expect(await issuer.issuedPem(authorityArn, arn)).toBeUndefined();
    expect(await collected(issuer, authorityArn, arn)).toBeDefined();
  });

  test('whose issuance failed is told apart from a service that fails for the moment', async () => {
    const { account, issuer, authorityArn, request } = await issuing();
    const templateArn = template('BlankEndEntityCertificate_CSRPassthrough');
    const { csr } = newCsr({ extensions: ['2.5.29.17=DER:30ff'] });
    const arn = await issuer.issueCertificate({ ...request, templateArn }, csr, TOKEN);
    await fault(account, { operation: 'GetCertificate', error: 'RequestFailedException', count: 1 });
    await expect(issuer.issuedPem(authorityArn, arn)).rejects.toMatchObject({ name: 'AwsUnavailable' });
    await expect(collected(issuer, authorityArn, arn)).rejects.toMatchObject({ name: 'AuthorityCannotIssue' });
  });
});

describe('what a CA refuses is told by name, with its own reason', () => {
  test.each([
    ['beyond its end', { notAfter: 4_000_000_000 }, /exceeds the certificate authority validity/],
    ['with an algorithm that does not fit its key', { signingAlgorithm: 'SHA256WITHRSA' }, /signing algorithm/],
    ['by a template that does not exist', { templateArn: template('NoSuchCertificate') }, /template/],
  ])('a certificate %s', async (_, different, reason) => {
    const { issuer, request } = await issuing();
    const failed = issuer.issueCertificate({ ...request, ...different }, newCsr().csr, TOKEN);
    await expect(failed).rejects.toMatchObject({
      name: 'AuthorityCannotIssue',
      message: expect.stringMatching(reason) as string,
    });
  });

  test.each(['not a request', newCsr().csr.replace(/[A-Za-z]{4}(?=.*\n-----END)/, 'AAAA')])(
    'a malformed CSR',
    async (csr) => {
      const { issuer, request } = await issuing();
      await expect(issuer.issueCertificate(request, csr, TOKEN)).rejects.toMatchObject({ name: 'CsrRefused' });
    },
  );

  test('DISABLED, DELETED, and one that never was', async () => {
    const { pca, issuer, request, authorityArn } = await issuing();
    const arn = await issuer.issueCertificate(request, newCsr().csr, TOKEN);
    await pca.send(
      new UpdateCertificateAuthorityCommand({ CertificateAuthorityArn: authorityArn, Status: 'DISABLED' }),
    );
    const refused = { name: 'AuthorityCannotIssue', message: expect.stringContaining(authorityArn) as string };
    await expect(issuer.issueCertificate(request, newCsr().csr, TOKEN)).rejects.toMatchObject(refused);
    expect(await collected(issuer, authorityArn, arn)).toBeDefined();
    await pca.send(new DeleteCertificateAuthorityCommand({ CertificateAuthorityArn: authorityArn }));
    await expect(issuer.issueCertificate(request, newCsr().csr, TOKEN)).rejects.toMatchObject(refused);
    await expect(issuer.issuedPem(authorityArn, arn)).rejects.toMatchObject({ name: 'AuthorityCannotIssue' });
    await expect(issuer.authorityCertificate(authorityArn)).rejects.toMatchObject({ name: 'AuthorityCannotIssue' });
    const never = authorityArn.replace(/.{12}$/, '000000000000');
    await expect(
      issuer.issueCertificate({ ...request, authorityArn: never }, newCsr().csr, TOKEN),
    ).rejects.toMatchObject({
      name: 'AuthorityCannotIssue',
    });
  });
});

test('what is of another account is not acted on, and nobody is asked', async () => {
  const { issuer, request, authorityArn } = await issuing();
  const foreign = authorityArn.replace(/\d{12}/, STRANGER);
  const refused = {
    name: 'AccountNotActedOn',
    message: expect.stringMatching(/of account \d{12}.*MemberActRoleName/s) as string,
  };
  await expect(issuer.issueCertificate({ ...request, authorityArn: foreign }, '', TOKEN)).rejects.toMatchObject(
    refused,
  );
  await expect(issuer.revokeCertificate(foreign, 'ab')).rejects.toMatchObject(refused);
  await expect(issuer.issuedSince(foreign, '2026-11-01T00:00:00Z')).rejects.toMatchObject(refused);
});

describe('revoking', () => {
  const serialIn = (pem: string) => new X509Certificate(pem).serialNumber.toLowerCase();

  test('happens once, however often it is asked for', async () => {
    const { issuer, authorityArn, request } = await issuing();
    const since = (await clock.now()).toISOString();
    const arn = await issuer.issueCertificate(request, newCsr().csr, TOKEN);
    const serial = serialIn((await collected(issuer, authorityArn, arn)).certificate);
    for (let time = 0; time < 3; time++) await issuer.revokeCertificate(authorityArn, serial);
    await bench.advance(400);
    const rows = await issuer.issuedSince(authorityArn, since);
    expect(rows?.filter(({ certificateArn }) => certificateArn === arn)).toEqual([
      expect.objectContaining({ serial, revokedAt: expect.any(String) as string }),
    ]);
  });

  test('is not needed of a certificate that has expired', async () => {
    const { issuer, authorityArn, request } = await issuing();
    const arn = await issuer.issueCertificate(request, newCsr().csr, TOKEN);
    const serial = serialIn((await collected(issuer, authorityArn, arn)).certificate);
    await bench.advance(31 * DAY);
    await expect(issuer.revokeCertificate(authorityArn, serial)).resolves.toBeUndefined();
  });

  test('is refused for what the CA never issued, and for a CA that is gone', async () => {
    const { pca, issuer, authorityArn } = await issuing();
    await expect(issuer.revokeCertificate(authorityArn, 'abcdef')).rejects.toMatchObject({ name: 'AwsRefused' });
    const own = serialIn((await issuer.authorityCertificate(authorityArn)).certificate);
    await expect(issuer.revokeCertificate(authorityArn, own)).rejects.toMatchObject({ name: 'AwsRefused' });
    const CertificateAuthorityArn = authorityArn;
    await pca.send(new UpdateCertificateAuthorityCommand({ CertificateAuthorityArn, Status: 'DISABLED' }));
    await pca.send(new DeleteCertificateAuthorityCommand({ CertificateAuthorityArn }));
    await expect(issuer.revokeCertificate(authorityArn, 'abcdef')).rejects.toMatchObject({ name: 'AwsRefused' });
  });
});

describe('what a CA issued since then', () => {
  test('is told by its audit report, when that can tell: five minutes after', async () => {
    const { issuer, authorityArn, request } = await issuing();
    await issuer.issueCertificate(request, newCsr().csr, TOKEN.replace('a', 'b'));
    await bench.advance(3600);
    const since = (await clock.now()).toISOString();
    const arn = await issuer.issueCertificate({ ...request, notAfter: await later(30) }, newCsr().csr, TOKEN);
    const { certificate } = await collected(issuer, authorityArn, arn);
    expect(await issuer.issuedSince(authorityArn, since)).toBeUndefined();
    await bench.advance(300);
    expect(await issuer.issuedSince(authorityArn, since)).toEqual([
      {
        certificateArn: arn,
        serial: new X509Certificate(certificate).serialNumber.toLowerCase(),
        subject: 'CN=leaf.example.com',
        issuedAt: expect.stringMatching(/^2.*Z$/) as string,
        templateArn: template('EndEntityCertificate'),
      },
    ]);
  });

  test('is told again by the same report, and by none that is too old for it', async () => {
    const { s3, bucket, issuer, authorityArn, request } = await issuing();
    const since = new Date((await clock.now()).getTime() - 60_000).toISOString();
    await bench.advance(301);
    expect(await issuer.issuedSince(authorityArn, since)).toHaveLength(1); // the CA's own certificate
    expect(await issuer.issuedSince(authorityArn, since)).toHaveLength(1);
    expect(await keysIn(s3, bucket)).toHaveLength(1);
    await issuer.issueCertificate(request, newCsr().csr, TOKEN);
    const later = (await clock.now()).toISOString();
    await bench.advance(301);
    // There is one report in half an hour: the first one is too old, a second one is not to be had.
    expect(await issuer.issuedSince(authorityArn, later)).toBeUndefined();
    await bench.advance(1800);
    expect(await issuer.issuedSince(authorityArn, later)).toMatchObject([{ subject: 'CN=leaf.example.com' }]);
    expect(await keysIn(s3, bucket)).toHaveLength(2);
  });

  test('is not known while no report is written, and found by a later call when one is', async () => {
    const { account, issuer, authorityArn } = await issuing();
    const since = new Date((await clock.now()).getTime() - 60_000).toISOString();
    await bench.advance(301);
    await fault(account, {
      operation: 'DescribeCertificateAuthorityAuditReport',
      error: 'ThrottlingException',
      count: 1,
    });
    await expect(issuer.issuedSince(authorityArn, since)).rejects.toMatchObject({ name: 'AwsUnavailable' });
    expect(await issuer.issuedSince(authorityArn, since)).toHaveLength(1);
  });

  test.each(['RequestInProgressException', 'RequestFailedException', 'ThrottlingException', 'LimitExceededException'])(
    'is not known where a report is refused with %s',
    async (error) => {
      const { account, issuer, authorityArn } = await issuing();
      await bench.advance(301);
      await fault(account, { operation: 'CreateCertificateAuthorityAuditReport', error });
      const since = new Date((await clock.now()).getTime() - 400_000).toISOString();
      expect(await issuer.issuedSince(authorityArn, since)).toBeUndefined();
    },
  );
});

describe('where the answer got lost', () => {
  const stub = new StubAws();
  const issuer = () =>
    new AuthorityIssuer(stubbedAccount(), new AuditReports({ client: bench.s3(freshAccount()), name: 'b' }, clock));
  const request: CertificateRequest = {
    authorityArn: AUTHORITY_ARN,
    templateArn: template('EndEntityCertificate'),
    signingAlgorithm: 'SHA256WITHECDSA',
    notAfter: 1_800_000_000,
  };
  const issue = () => issuer().issueCertificate(request, 'CSR', TOKEN);
  beforeAll(() => stub.start());
  afterAll(() => stub.stop());
  beforeEach(() => stub.clear());

  test('the same request is sent again', async () => {
    stub.on('IssueCertificate', reset, output({ CertificateArn: `${AUTHORITY_ARN}/certificate/ab` }));
    expect(await issue()).toBe(`${AUTHORITY_ARN}/certificate/ab`);
    const [first, second] = stub.callsOf('IssueCertificate');
    expect(second?.input).toEqual(first?.input);
    expect(first?.input).toEqual({
      CertificateAuthorityArn: AUTHORITY_ARN,
      Csr: Buffer.from('CSR').toString('base64'),
      SigningAlgorithm: 'SHA256WITHECDSA',
      TemplateArn: template('EndEntityCertificate'),
      Validity: { Type: 'ABSOLUTE', Value: 1_800_000_000 },
      IdempotencyToken: TOKEN,
    });
  });

  test('a refusal of the next try does not mean that nothing was issued', async () => {
    stub.on('IssueCertificate', reset, failure('InvalidStateException'));
    await expect(issue()).rejects.toMatchObject({ name: 'AwsUnavailable' });
    stub.on('IssueCertificate', failure('InvalidStateException'));
    await expect(issue()).rejects.toMatchObject({ name: 'AuthorityCannotIssue' });
  });

  test.each([
    ['ThrottlingException', 'AwsUnavailable'],
    ['AccessDeniedException', 'AwsRefused'],
    ['LimitExceededException', 'AuthorityCannotIssue'],
    ['SomethingNewException', 'AwsRefused'],
  ])('%s is %s', async (error, name) => {
    stub.on('IssueCertificate', failure(error));
    await expect(issue()).rejects.toMatchObject({ name });
  });
});
