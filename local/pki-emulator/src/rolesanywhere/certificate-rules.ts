import { createHash } from 'node:crypto';
import { type Certificate, partsOf } from '../x509/certificate.ts';
import { basicConstraintsOf, keyUsageOf } from '../x509/extension-reading.ts';
import { isEmptyName } from '../x509/names.ts';
import { signatureOf } from '../x509/signature-reading.ts';

/** Bits of KeyUsage, numbered as RFC 5280 does (4.2.1.3). */
const DIGITAL_SIGNATURE = 1 << 0;
const KEY_CERT_SIGN = 1 << 5;

const STRONG = ['sha256', 'sha384', 'sha512'];

/** One rule for certificates, and what is said of one that breaks it. */
interface Rule {
  readonly holds: (certificate: Certificate) => boolean;
  readonly message: string;
}

const isVersion3: Rule = {
  holds: (certificate) => partsOf(certificate).version === 3,
  message: 'is not X.509 version 3',
};

/** RSASSA-PSS is not among the algorithms that the documentation names. */
const isStrong: Rule = {
  holds: (certificate) => STRONG.includes(signatureOf(partsOf(certificate).signatureAlgorithm)?.hash ?? ''),
  message: 'is not signed with SHA-256 or better',
};

/** What a CA's certificate in an anchor or a chain must be (service-facts 5.2). */
const AUTHORITY_RULES: readonly Rule[] = [
  isVersion3,
  {
    holds: (certificate) => basicConstraintsOf(certificate).ca,
    message: 'has basic constraints that do not say CA:TRUE',
  },
  {
    holds: (certificate) => ((keyUsageOf(certificate) ?? 0) & KEY_CERT_SIGN) !== 0,
    message: 'has no key usage keyCertSign',
  },
  isStrong,
];

/** What the certificate of a workload must be (service-facts 5.2). */
const LEAF_RULES: readonly Rule[] = [
  isVersion3,
  { holds: (certificate) => !basicConstraintsOf(certificate).ca, message: 'is the certificate of a CA' },
  {
    holds: (certificate) => ((keyUsageOf(certificate) ?? 0) & DIGITAL_SIGNATURE) !== 0,
    message: 'has no key usage digitalSignature',
  },
  isStrong,
  { holds: (certificate) => !isEmptyName(partsOf(certificate).subject), message: 'has an empty subject' },
];

const broken = (rules: readonly Rule[], certificate: Certificate): string | undefined =>
  rules.find(({ holds }) => !holds(certificate))?.message;

/** What keeps a certificate from being a CA's; undefined: nothing. */
export const authorityFlaw = (certificate: Certificate): string | undefined => broken(AUTHORITY_RULES, certificate);

/** What keeps a certificate from being a workload's; undefined: nothing. */
export const leafFlaw = (certificate: Certificate): string | undefined => broken(LEAF_RULES, certificate);

/**
 * The serial number's bytes as they are encoded, upper-case hex: `00936EACBE07F201DF` (sample in service-facts 5.3); an
 * integer has a zero in front where its first bit is set (X.690, 8.3).
 */
export function serialOf(certificate: Certificate): string {
  const { serial } = partsOf(certificate);
  return (/^[89a-f]/.test(serial) ? `00${serial}` : serial).toUpperCase();
}

/** The serial number in decimal, as the Credential of a signature names it. */
export const decimalSerialOf = (certificate: Certificate): string =>
  BigInt(`0x${partsOf(certificate).serial}`).toString();

/** Lower-case hex SHA-256 of the DER. */
export const fingerprintOf = ({ der }: Certificate): string => createHash('sha256').update(der).digest('hex');
