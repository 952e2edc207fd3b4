import {
  type ACMClient,
  DeleteCertificateCommand,
  DescribeCertificateCommand,
  ExportCertificateCommand,
  paginateListCertificates,
  RenewCertificateCommand,
  RequestCertificateCommand,
  RevokeCertificateCommand,
  waitUntilCertificateValidated,
} from '@aws-sdk/client-acm';
import {
  type ActionType,
  type ACMPCAClient,
  CreateCertificateAuthorityAuditReportCommand,
  CreateCertificateAuthorityCommand,
  CreatePermissionCommand,
  GetCertificateAuthorityCsrCommand,
  GetCertificateCommand,
  ImportCertificateAuthorityCertificateCommand,
  IssueCertificateCommand,
  paginateListCertificateAuthorities,
  waitUntilAuditReportCreated,
  waitUntilCertificateAuthorityCSRCreated,
  waitUntilCertificateIssued,
} from '@aws-sdk/client-acm-pca';
import {
  CreateProfileCommand,
  CreateTrustAnchorCommand,
  DisableTrustAnchorCommand,
  ListTagsForResourceCommand,
  paginateListTrustAnchors,
  RolesAnywhereClient,
} from '@aws-sdk/client-rolesanywhere';
import { preparedBucket, objectIn } from '../kit/buckets.ts';
import { type Bench, freshAccount, startBench } from '../kit/emulator.ts';
import { newCsr, verifies } from '../kit/openssl.ts';

const account = freshAccount();
const SOON = { maxWaitTime: 60, minDelay: 1, maxDelay: 1 };
const ROOT_TEMPLATE = 'arn:aws:acm-pca:::template/RootCACertificate/V1';

let bench: Bench;
let pca: ACMPCAClient;
let acm: ACMClient;
/** An ACTIVE root, made with nothing but the SDK and its waiters. */
let CertificateAuthorityArn: string;
let rootPem: string;

/** Issues and waits as the SDK does. */
async function issued(csr: string, more: { readonly TemplateArn?: string; readonly days: number }) {
  const { days, ...named } = more;
  const command = new IssueCertificateCommand({
    CertificateAuthorityArn,
    Csr: Buffer.from(csr),
    SigningAlgorithm: 'SHA256WITHECDSA',
    Validity: { Type: 'DAYS', Value: days },
    ...named,
  });
  const { CertificateArn } = await pca.send(command);
  const about = { CertificateAuthorityArn, CertificateArn };
  await waitUntilCertificateIssued({ client: pca, ...SOON }, about);
  return pca.send(new GetCertificateCommand(about));
}

beforeAll(async () => {
  // Things take their time, so that the waiters have something to wait for.
  bench = await startBench({ settleMilliseconds: 300 });
  pca = bench.pca(account);
  acm = bench.acm(account);
  const create = new CreateCertificateAuthorityCommand({
    CertificateAuthorityType: 'ROOT',
    CertificateAuthorityConfiguration: {
      KeyAlgorithm: 'EC_prime256v1',
      SigningAlgorithm: 'SHA256WITHECDSA',
      Subject: { CommonName: 'SDK root' },
    },
  });
  CertificateAuthorityArn = (await pca.send(create)).CertificateAuthorityArn ?? '';
  await waitUntilCertificateAuthorityCSRCreated({ client: pca, ...SOON }, { CertificateAuthorityArn });
  const { Csr = '' } = await pca.send(new GetCertificateAuthorityCsrCommand({ CertificateAuthorityArn }));
  rootPem = (await issued(Csr, { TemplateArn: ROOT_TEMPLATE, days: 3650 })).Certificate ?? '';
  const own = { CertificateAuthorityArn, Certificate: Buffer.from(rootPem) };
  await pca.send(new ImportCertificateAuthorityCertificateCommand(own));
});
afterAll(() => bench.stop());

test('a CA is made and issues, its waiters see the CSR and the certificate, its paginator finds it', async () => {
  const { Certificate = '', CertificateChain = '' } = await issued(newCsr().csr, { days: 30 });
  expect(verifies(Certificate, CertificateChain, rootPem)).toBe('OK');
  const found: (string | undefined)[] = [];
  for await (const page of paginateListCertificateAuthorities({ client: pca, pageSize: 1 }, {}))
    found.push(...(page.CertificateAuthorities ?? []).map(({ Arn }) => Arn));
  expect(found).toEqual([CertificateAuthorityArn]);
});

test('the waiter for audit reports sees one written, and it is in the bucket', async () => {
  const s3 = bench.s3(account);
  const S3BucketName = await preparedBucket(s3);
  const create = { CertificateAuthorityArn, S3BucketName, AuditReportResponseFormat: 'JSON' as const };
  const { AuditReportId, S3Key = '' } = await pca.send(new CreateCertificateAuthorityAuditReportCommand(create));
  await waitUntilAuditReportCreated({ client: pca, ...SOON }, { CertificateAuthorityArn, AuditReportId });
  const rows = JSON.parse((await objectIn(s3, S3BucketName, S3Key)).toString()) as { templateArn: string }[];
  expect(rows[0]?.templateArn).toBe(ROOT_TEMPLATE);
});

test('the waiter for validated certificates sees a public one once its DNS record is found', async () => {
  const request = new RequestCertificateCommand({ DomainName: 'public.example.com', ValidationMethod: 'DNS' });
  const { CertificateArn } = await acm.send(request);
  const waiting = waitUntilCertificateValidated({ client: acm, ...SOON }, { CertificateArn });
  await bench.admin('POST', '/certificates/public', { certificateArn: CertificateArn, domainValidated: true });
  await waiting;
  await acm.send(new DeleteCertificateCommand({ CertificateArn }));
});

test('a private certificate is requested, exported, renewed and revoked, and the paginator finds it', async () => {
  const request = { DomainName: 'www.example.com', KeyAlgorithm: 'EC_prime256v1' as const, CertificateAuthorityArn };
  const { CertificateArn } = await acm.send(new RequestCertificateCommand(request));
  const described = async () => (await acm.send(new DescribeCertificateCommand({ CertificateArn }))).Certificate ?? {};
  const until = async (happened: (certificate: Awaited<ReturnType<typeof described>>) => boolean) => {
    for (let attempt = 0; attempt < 200; attempt++) {
      if (happened(await described())) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`still not: ${JSON.stringify((await described()).RenewalSummary)}`);
  };
  await until(({ Status }) => Status === 'ISSUED');
  const command = new ExportCertificateCommand({ CertificateArn, Passphrase: Buffer.from('passphrase') });
  const first = await acm.send(command);
  const renew = new RenewCertificateCommand({ CertificateArn });
  await acm.send(renew);
  // Nobody gave ACM a permission yet.
  await until(({ RenewalSummary }) => RenewalSummary?.RenewalStatusReason === 'PCA_ACCESS_DENIED');
  const Actions: ActionType[] = ['IssueCertificate', 'GetCertificate', 'ListPermissions'];
  await pca.send(new CreatePermissionCommand({ CertificateAuthorityArn, Principal: 'acm.amazonaws.com', Actions }));
  await acm.send(renew);
  await until(({ RenewalSummary }) => RenewalSummary?.RenewalStatus === 'SUCCESS');
  expect((await acm.send(command)).Certificate).not.toBe(first.Certificate);
  await acm.send(new RevokeCertificateCommand({ CertificateArn, RevocationReason: 'SUPERSEDED' }));
  const found: (string | undefined)[] = [];
  const includes = { Includes: { keyTypes: ['EC_prime256v1' as const] } };
  for await (const page of paginateListCertificates({ client: acm, pageSize: 1 }, includes))
    found.push(...(page.CertificateSummaryList ?? []).map(({ Status }) => Status));
  expect(found).toEqual(['REVOKED']);
});

test('anchors and profiles of Roles Anywhere are made and read by its client', async () => {
  const client = new RolesAnywhereClient({
    endpoint: bench.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: account, secretAccessKey: 'x' },
  });
  const anchor = new CreateTrustAnchorCommand({
    name: 'sdk',
    enabled: true,
    source: { sourceType: 'AWS_ACM_PCA', sourceData: { acmPcaArn: CertificateAuthorityArn } },
    tags: [{ key: 'client', value: 'sdk' }],
  });
  const { trustAnchor } = await client.send(anchor);
  expect(trustAnchor?.createdAt).toBeInstanceOf(Date);
  const resourceArn = trustAnchor?.trustAnchorArn;
  expect((await client.send(new ListTagsForResourceCommand({ resourceArn }))).tags).toEqual([
    { key: 'client', value: 'sdk' },
  ]);
  const disable = new DisableTrustAnchorCommand({ trustAnchorId: trustAnchor?.trustAnchorId });
  expect((await client.send(disable)).trustAnchor?.enabled).toBe(false);
  const roleArns = [`arn:aws:iam::${account}:role/robot`];
  expect((await client.send(new CreateProfileCommand({ name: 'sdk', roleArns }))).profile).toMatchObject({
    roleArns,
    durationSeconds: 3600,
  });
  const names: (string | undefined)[] = [];
  for await (const page of paginateListTrustAnchors({ client }, { pageSize: 1 }))
    names.push(...(page.trustAnchors ?? []).map(({ name }) => name));
  expect(names).toEqual(['sdk']);
  client.destroy();
});
