import { notEmulated, ServiceError } from '../errors.ts';
import { type Certificate, partsOf } from '../x509/certificate.ts';
import { EXTENSION } from '../x509/extension.ts';

const NAME_CONSTRAINTS = '2.5.29.30';

/** What may be critical in the certificate of a CA and its chain (API reference, "Enforcement of Critical Constraints"). */
const MAY_BE_CRITICAL: ReadonlySet<string> = new Set([
  EXTENSION.authorityKeyIdentifier,
  EXTENSION.basicConstraints,
  '2.5.29.32', // Certificate policies
  EXTENSION.extendedKeyUsage,
  '2.5.29.54', // Inhibit anyPolicy
  '2.5.29.18', // Issuer alternative name
  EXTENSION.keyUsage,
  NAME_CONSTRAINTS,
  '2.5.29.33', // Policy mappings
  EXTENSION.subjectAlternativeName,
  '2.5.29.9', // Subject directory attributes
  EXTENSION.subjectKeyIdentifier,
  '1.3.6.1.5.5.7.1.11', // Subject information access
]);

/**
 * @throws ServiceError MalformedCertificateException for basic constraints that are not critical and critical extensions
 *   that must not be; ValidationException for name constraints, which the emulator would have to judge at each issuance
 */
export function checkExtensions(certificate: Certificate): void {
  for (const { type, critical } of partsOf(certificate).extensions) {
    if (type === NAME_CONSTRAINTS) throw notEmulated('CA certificates with name constraints');
    if (type === EXTENSION.basicConstraints && !critical) throw malformed('Basic constraints must be marked critical.');
    if (critical && !MAY_BE_CRITICAL.has(type)) throw malformed(`The extension ${type} must not be marked critical.`);
  }
}

const malformed = (message: string): ServiceError => new ServiceError('MalformedCertificateException', message);
