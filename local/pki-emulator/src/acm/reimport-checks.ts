import { invalid } from '../errors.ts';
import type { ImportedCertificate } from './certificate.ts';
import { domainNamesOf, extendedKeyUsagesOf, keyUsagesOf } from './facts.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { Importable } from './import-checks.ts';

/** Usages that may go since ACM allows it: ClientAuth since 2025-10-22, keyEncipherment on ECDSA since 2026-04-03. */
const REMOVABLE_EXTENDED = 'TLS_WEB_CLIENT_AUTHENTICATION';
const REMOVABLE_ON_ECDSA = 'KEY_ENCIPHERMENT';

/**
 * What may not change when an imported certificate is replaced (ACM user guide, "Reimport a certificate").
 *
 * @throws ServiceError ValidationException
 */
export function checkReimport(known: ImportedCertificate, added: Importable, withTags: boolean): void {
  // The real service's words: hashicorp/terraform-provider-aws#15060.
  if (withTags) throw invalid('Tagging is not permitted on re-import.');
  if (added.keyAlgorithm !== known.keyAlgorithm) {
    throw invalid(`The key type and size must stay ${known.keyAlgorithm}, not ${added.keyAlgorithm}.`);
  }
  const before = known.material.certificate;
  const names = domainNamesOf(added.certificate);
  const namesBefore = domainNamesOf(before);
  if (namesBefore.length > 0 && !namesBefore.some((name) => names.includes(name))) {
    throw invalid('At least one domain name of the certificate must stay.');
  }
  const lost = lostUsages(before, added);
  if (lost.length > 0) throw invalid(`The certificate must keep the usages ${lost.join(', ')}.`);
}

function lostUsages(before: Certificate, { certificate, keyAlgorithm }: Importable): string[] {
  const usages = keyUsagesOf(certificate);
  const extended = extendedKeyUsagesOf(certificate).map(({ Name, OID }) => OID ?? Name);
  const onEcdsa = keyAlgorithm.startsWith('EC_');
  const lostUsage = keyUsagesOf(before)
    .filter((name) => name !== 'ANY' && !usages.includes(name))
    .filter((name) => !(onEcdsa && name === REMOVABLE_ON_ECDSA));
  const lostExtended = extendedKeyUsagesOf(before)
    .filter(({ Name, OID }) => Name !== 'NONE' && Name !== REMOVABLE_EXTENDED && !extended.includes(OID ?? Name))
    .map(({ Name }) => Name);
  return [...lostUsage, ...lostExtended];
}
