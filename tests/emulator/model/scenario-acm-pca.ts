import { template } from '../kit/authorities.ts';
import { preparedBucket } from '../kit/buckets.ts';
import { newCsr } from '../kit/openssl.ts';
import { sharingPolicy } from '../kit/policies.ts';
import { setTimeout } from 'node:timers/promises';
import type { Json } from './protocol.ts';
import { base64, type Walk } from './walk.ts';

const CONFIGURATION = {
  KeyAlgorithm: 'EC_prime256v1',
  SigningAlgorithm: 'SHA256WITHECDSA',
  Subject: { Country: 'DE', Organization: 'Example GmbH', CommonName: 'Walk' },
};
const TAGS = [{ Key: 'team', Value: 'pki' }];

/** An ACTIVE root. */
export async function walkedRoot(walk: Walk): Promise<string> {
  const { CertificateAuthorityArn } = (await walk.call('acm-pca', 'CreateCertificateAuthority', {
    CertificateAuthorityConfiguration: CONFIGURATION,
    CertificateAuthorityType: 'ROOT',
    Tags: TAGS,
    IdempotencyToken: 'walk',
  })) as { CertificateAuthorityArn: string };
  const { Csr } = await walk.call('acm-pca', 'GetCertificateAuthorityCsr', { CertificateAuthorityArn });
  const own = await walkedIssue(walk, CertificateAuthorityArn, {
    Csr: base64(String(Csr)),
    TemplateArn: template('RootCACertificate'),
    Validity: { Type: 'YEARS', Value: 10 },
  });
  await walk.call('acm-pca', 'ImportCertificateAuthorityCertificate', {
    CertificateAuthorityArn,
    Certificate: base64(own.certificate),
  });
  return CertificateAuthorityArn;
}

async function walkedIssue(walk: Walk, CertificateAuthorityArn: string, more: Json) {
  const { CertificateArn } = await walk.call('acm-pca', 'IssueCertificate', {
    CertificateAuthorityArn,
    SigningAlgorithm: 'SHA256WITHECDSA',
    Validity: { Type: 'DAYS', Value: 30 },
    ...more,
  });
  const { Certificate } = await walk.call('acm-pca', 'GetCertificate', { CertificateAuthorityArn, CertificateArn });
  return { arn: String(CertificateArn), certificate: String(Certificate) };
}

/** Everything that acm-pca does, once at least; the CA ends DELETED and restored. */
export async function walkAuthorities(walk: Walk): Promise<void> {
  const CertificateAuthorityArn = await walkedRoot(walk);
  const about = { CertificateAuthorityArn };
  await walkReading(walk, about);
  await walkPermissions(walk, about);
  await walkTags(walk, about);
  await walkPolicy(walk, CertificateAuthorityArn);
  const leaf = await walkedIssue(walk, CertificateAuthorityArn, {
    Csr: base64(newCsr().csr),
    IdempotencyToken: 'walk',
    TemplateArn: template('BlankEndEntityCertificate_APIPassthrough'),
    ApiPassthrough: { Subject: { CommonName: 'walk' }, Extensions: { KeyUsage: { DigitalSignature: true } } },
    ValidityNotBefore: { Type: 'ABSOLUTE', Value: 1_700_000_000 },
  });
  await walk.call('acm-pca', 'RevokeCertificate', {
    ...about,
    CertificateSerial: leaf.arn.split('/').at(-1),
    RevocationReason: 'SUPERSEDED',
  });
  const bucket = await preparedBucket(walk.bench.s3(walk.account));
  await walkReports(walk, about, bucket);
  await walkLists(walk, bucket);
  await walkEnd(walk, about);
}

async function walkReports(walk: Walk, about: Json, S3BucketName: string): Promise<void> {
  const { AuditReportId } = await walk.call('acm-pca', 'CreateCertificateAuthorityAuditReport', {
    ...about,
    S3BucketName,
    AuditReportResponseFormat: 'JSON',
  });
  for (let attempt = 0; attempt < 1000; attempt++) {
    const report = await walk.call('acm-pca', 'DescribeCertificateAuthorityAuditReport', { ...about, AuditReportId });
    if (report['AuditReportStatus'] === 'SUCCESS') return;
    if (report['AuditReportStatus'] === 'FAILED') throw new Error('the audit report failed');
    await setTimeout(10);
  }
}

/** A CA with everything that is optional, revocation lists among it. */
async function walkLists(walk: Walk, S3BucketName: string): Promise<void> {
  const created = await walk.call('acm-pca', 'CreateCertificateAuthority', {
    CertificateAuthorityConfiguration: {
      ...CONFIGURATION,
      Subject: { CustomAttributes: [{ ObjectIdentifier: '1.3.6.1.4.1.99999.1', Value: 'walk' }] },
      CsrExtensions: { KeyUsage: { KeyCertSign: true, CRLSign: true } },
    },
    CertificateAuthorityType: 'SUBORDINATE',
    RevocationConfiguration: {
      CrlConfiguration: { Enabled: true, ExpirationInDays: 7, S3BucketName, S3ObjectAcl: 'BUCKET_OWNER_FULL_CONTROL' },
      OcspConfiguration: { Enabled: true, OcspCustomCname: 'ocsp.example.com' },
    },
    KeyStorageSecurityStandard: 'FIPS_140_2_LEVEL_3_OR_HIGHER',
    UsageMode: 'GENERAL_PURPOSE',
  });
  await walk.call('acm-pca', 'GetCertificateAuthorityCsr', created);
  await walk.call('acm-pca', 'DescribeCertificateAuthority', created);
}

async function walkReading(walk: Walk, about: Json): Promise<void> {
  await walk.call('acm-pca', 'DescribeCertificateAuthority', about);
  await walk.call('acm-pca', 'GetCertificateAuthorityCertificate', about);
  await walk.call('acm-pca', 'ListCertificateAuthorities');
  await walk.call('acm-pca', 'ListCertificateAuthorities', { MaxResults: 1, ResourceOwner: 'SELF' });
}

async function walkPermissions(walk: Walk, about: Json): Promise<void> {
  const principal = { ...about, Principal: 'acm.amazonaws.com', SourceAccount: walk.account };
  await walk.call('acm-pca', 'CreatePermission', { ...principal, Actions: ['IssueCertificate', 'ListPermissions'] });
  await walk.call('acm-pca', 'ListPermissions', { ...about, MaxResults: 10 });
  await walk.call('acm-pca', 'DeletePermission', principal);
}

async function walkTags(walk: Walk, about: Json): Promise<void> {
  await walk.call('acm-pca', 'TagCertificateAuthority', { ...about, Tags: [{ Key: 'bare' }] });
  await walk.call('acm-pca', 'ListTags', { ...about, MaxResults: 1 });
  await walk.call('acm-pca', 'UntagCertificateAuthority', { ...about, Tags: TAGS });
}

async function walkPolicy(walk: Walk, ResourceArn: string): Promise<void> {
  const Policy = JSON.stringify(sharingPolicy(ResourceArn, { AWS: '999999999999' }));
  await walk.call('acm-pca', 'PutPolicy', { ResourceArn, Policy });
  await walk.call('acm-pca', 'GetPolicy', { ResourceArn });
  await walk.call('acm-pca', 'DeletePolicy', { ResourceArn });
}

async function walkEnd(walk: Walk, about: Json): Promise<void> {
  await walk.call('acm-pca', 'UpdateCertificateAuthority', { ...about, Status: 'DISABLED' });
  await walk.call('acm-pca', 'DeleteCertificateAuthority', { ...about, PermanentDeletionTimeInDays: 7 });
  await walk.call('acm-pca', 'RestoreCertificateAuthority', about);
}
