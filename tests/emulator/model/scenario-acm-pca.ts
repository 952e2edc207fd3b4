import { template } from '../kit/authorities.ts';
import { newCsr } from '../kit/openssl.ts';
import { sharingPolicy } from '../kit/policies.ts';
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
  await walkEnd(walk, about);
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
