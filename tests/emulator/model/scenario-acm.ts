import { setTimeout } from 'node:timers/promises';
import { importable } from '../kit/certificates.ts';
import type { Json } from './protocol.ts';
import { walkedRoot } from './scenario-acm-pca.ts';
import { base64, type Walk } from './walk.ts';

const TAGS = [{ Key: 'team', Value: 'pki' }];
const ALL_KEYS = ['RSA_2048', 'EC_prime256v1'];

/** Everything that acm does, once at least, with private, public and imported certificates. */
export async function walkCertificates(walk: Walk): Promise<void> {
  const CertificateAuthorityArn = await walkedRoot(walk);
  await walk.call('acm-pca', 'CreatePermission', {
    CertificateAuthorityArn,
    Principal: 'acm.amazonaws.com',
    Actions: ['IssueCertificate', 'GetCertificate', 'ListPermissions'],
  });
  const imported = await walkImport(walk);
  const publicly = await walkPublic(walk);
  const privately = await walkPrivate(walk, CertificateAuthorityArn);
  await walkListings(walk, privately);
  await walkConfiguration(walk);
  await walk.call('acm', 'RevokeCertificate', { ...privately, RevocationReason: 'SUPERSEDED' });
  for (const certificate of [imported, publicly, privately]) await walk.call('acm', 'DescribeCertificate', certificate);
  await walkListings(walk, privately);
  await walk.call('acm', 'DeleteCertificate', imported);
}

async function walkPrivate(walk: Walk, CertificateAuthorityArn: string): Promise<Json> {
  const certificate = await walk.call('acm', 'RequestCertificate', {
    CertificateAuthorityArn,
    DomainName: 'private.example.com',
    SubjectAlternativeNames: ['alternative.example.com'],
    KeyAlgorithm: 'EC_prime256v1',
    IdempotencyToken: 'walk',
    Tags: TAGS,
  });
  await walk.call('acm', 'GetCertificate', certificate);
  await walkTags(walk, certificate);
  await walk.call('acm', 'ExportCertificate', { ...certificate, Passphrase: base64('passphrase') });
  await walk.call('acm', 'DescribeCertificate', certificate);
  await walk.call('acm', 'RenewCertificate', certificate);
  await renewed(walk, certificate);
  await walk.call('acm', 'ExportCertificate', { ...certificate, Passphrase: base64('passphrase') });
  return certificate;
}

async function renewed(walk: Walk, certificate: Json): Promise<void> {
  for (let attempt = 0; attempt < 1000; attempt++) {
    const { Certificate } = (await walk.call('acm', 'DescribeCertificate', certificate)) as { Certificate: Json };
    if ((Certificate['RenewalSummary'] as Json | undefined)?.['RenewalStatus'] === 'SUCCESS') return;
    await setTimeout(10);
  }
  throw new Error('the renewal did not succeed');
}

async function walkPublic(walk: Walk): Promise<Json> {
  const certificate = await walk.call('acm', 'RequestCertificate', {
    DomainName: 'public.example.com',
    ValidationMethod: 'DNS',
    KeyAlgorithm: 'EC_prime256v1',
    Options: { Export: 'ENABLED' },
  });
  await walk.call('acm', 'DescribeCertificate', certificate);
  const issued = { certificateArn: certificate['CertificateArn'], domainValidated: true };
  await walk.bench.admin('POST', '/certificates/public', issued);
  await walk.call('acm', 'UpdateCertificateOptions', {
    ...certificate,
    Options: { CertificateTransparencyLoggingPreference: 'ENABLED' },
  });
  return certificate;
}

async function walkImport(walk: Walk): Promise<Json> {
  const { Certificate, PrivateKey, CertificateChain } = importable();
  const material = {
    Certificate: base64(Certificate),
    PrivateKey: base64(PrivateKey),
    CertificateChain: base64(CertificateChain),
  };
  const certificate = await walk.call('acm', 'ImportCertificate', { ...material, Tags: TAGS });
  await walk.call('acm', 'ImportCertificate', { ...material, ...certificate });
  return certificate;
}

async function walkTags(walk: Walk, certificate: Json): Promise<void> {
  await walk.call('acm', 'AddTagsToCertificate', { ...certificate, Tags: [{ Key: 'bare' }] });
  await walk.call('acm', 'ListTagsForCertificate', certificate);
  await walk.call('acm', 'RemoveTagsFromCertificate', { ...certificate, Tags: [...TAGS, { Key: 'bare' }] });
  await walk.call('acm', 'ListTagsForCertificate', certificate);
}

async function walkListings(walk: Walk, { CertificateArn }: Json): Promise<void> {
  await walk.call('acm', 'ListCertificates', { Includes: { keyTypes: ALL_KEYS }, MaxItems: 1 });
  await walk.call('acm', 'ListCertificates', { Includes: { keyTypes: ALL_KEYS } });
  await walk.call('acm', 'SearchCertificates', { MaxResults: 1 });
  await walk.call('acm', 'SearchCertificates', { SortBy: 'NOT_AFTER', SortOrder: 'DESCENDING' });
  await walk.call('acm', 'SearchCertificates', { FilterStatement: { Filter: { CertificateArn } } });
}

async function walkConfiguration(walk: Walk): Promise<void> {
  await walk.call('acm', 'PutAccountConfiguration', {
    IdempotencyToken: 'walk',
    ExpiryEvents: { DaysBeforeExpiry: 30 },
  });
  await walk.call('acm', 'GetAccountConfiguration');
}
