import { InvalidInput } from '../invalid-input.ts';
import type { CertificateContent, KeyUsage } from './certificate-content.ts';
import { furtherExtensions, OID, PURPOSE } from './requested-extensions.ts';

/** A template of Private CA that fixes what the key is for (service-facts 1.4; user guide, "Template definitions"). */
interface FixedTemplate {
  readonly name: string;
  readonly keyUsages: readonly KeyUsage[];
  readonly extendedKeyUsages: readonly string[];
}

const TLS: readonly KeyUsage[] = ['digitalSignature', 'keyEncipherment'];
const SIGNING: readonly KeyUsage[] = ['digitalSignature'];

const FIXED: readonly FixedTemplate[] = [
  { name: 'EndEntityCertificate', keyUsages: TLS, extendedKeyUsages: [PURPOSE.serverAuth, PURPOSE.clientAuth] },
  { name: 'EndEntityClientAuthCertificate', keyUsages: TLS, extendedKeyUsages: [PURPOSE.clientAuth] },
  { name: 'EndEntityServerAuthCertificate', keyUsages: TLS, extendedKeyUsages: [PURPOSE.serverAuth] },
  { name: 'CodeSigningCertificate', keyUsages: SIGNING, extendedKeyUsages: [PURPOSE.codeSigning] },
  { name: 'OCSPSigningCertificate', keyUsages: SIGNING, extendedKeyUsages: [PURPOSE.ocspSigning] },
];

/** Takes all but the basic constraints from the CSR. There is no variety of the blank ones that takes nothing. */
const BLANK = 'BlankEndEntityCertificate';
const BLANK_CRITICAL = 'BlankEndEntityCertificate_CriticalBasicConstraints';
const FROM_CSR = '_CSRPassthrough';

type Templated = Pick<CertificateContent, 'keyUsages' | 'extendedKeyUsages' | 'extensions' | 'isAuthority'>;

/**
 * The ARN of the template with which Private CA issues the same usages and extensions for a CSR that asks for them.
 * @param partition `aws`, `aws-cn`, …
 * @throws InvalidInput for a CA's own certificate, which nobody but its owner reissues
 */
export function templateFor(content: Templated, partition: string): string {
  if (content.isAuthority)
    throw new InvalidInput('certificate', 'one of an end entity: CAs are reissued by hand', "a CA's own certificate");
  const fixed = FIXED.find((template) => isSame(template, content));
  const blank = `${hasCriticalConstraints(content) ? BLANK_CRITICAL : BLANK}${FROM_CSR}`;
  const further = furtherExtensions(content.extensions).length > 0 ? FROM_CSR : '';
  return `arn:${partition}:acm-pca:::template/${fixed === undefined ? blank : `${fixed.name}${further}`}/V1`;
}

const isSame = (template: FixedTemplate, content: Templated): boolean =>
  isSameSet(template.keyUsages, content.keyUsages) && isSameSet(template.extendedKeyUsages, content.extendedKeyUsages);

/** What stands behind a template's name when the request adds something; fixed usages stay the template's. */
const VARIETY = /_(APIPassthrough|CSRPassthrough|APICSRPassthrough)$/;
const OF_AUTHORITIES = /^(Blank)?(RootCA|SubordinateCA)Certificate/;

/**
 * Why a template that a route names would issue something else than the certificate that is replaced; undefined: nothing says so
 * beforehand.
 */
export function templateObstacle(templateArn: string, content: Templated): string | undefined {
  const name = templateArn.split('/')[1] ?? '';
  if (OF_AUTHORITIES.test(name)) return `the template ${name} makes a CA's certificate, and none of an end entity`;
  const fixed = FIXED.find((template) => template.name === name.replace(VARIETY, ''));
  if (fixed === undefined || isSame(fixed, content)) return undefined;
  return (
    `the template ${name} gives ${usagesOf(fixed)}, and the certificate has ${usagesOf(content)}: leave the template out ` +
    '(what gives the same is chosen), or name a Blank one'
  );
}

const usagesOf = ({ keyUsages, extendedKeyUsages }: Pick<Templated, 'keyUsages' | 'extendedKeyUsages'>): string =>
  [...keyUsages, ...extendedKeyUsages].join(', ') || 'no usages';

const isSameSet = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === new Set(others).size && some.every((each) => others.includes(each));

const hasCriticalConstraints = ({ extensions }: Templated): boolean =>
  extensions.some(({ oid, critical }) => oid === OID.basicConstraints && critical);

/** Which extensions a template takes from the CSR besides the names, which every one takes. */
export function passedFromRequest(templateArn: string): { readonly further: boolean; readonly usages: boolean } {
  const [, name = ''] = templateArn.split('/');
  const further = name.endsWith('CSRPassthrough');
  return { further, usages: further && name.startsWith('Blank') };
}

/** SigningAlgorithm by the CA's KeyAlgorithm: the family must fit (service-facts 1.1, 1.4); hashes of the curve's size. */
const SIGNING_ALGORITHMS: Readonly<Record<string, string>> = {
  RSA_2048: 'SHA256WITHRSA',
  RSA_3072: 'SHA256WITHRSA',
  RSA_4096: 'SHA256WITHRSA',
  EC_prime256v1: 'SHA256WITHECDSA',
  EC_secp384r1: 'SHA384WITHECDSA',
  EC_secp521r1: 'SHA512WITHECDSA',
  ML_DSA_44: 'ML_DSA_44',
  ML_DSA_65: 'ML_DSA_65',
  ML_DSA_87: 'ML_DSA_87',
  SM2: 'SM3WITHSM2',
};

/** What a CA of such a key signs with. @throws InvalidInput for a key algorithm that isn't known */
export function signingAlgorithmFor(caKeyAlgorithm: string): string {
  const known = Object.hasOwn(SIGNING_ALGORITHMS, caKeyAlgorithm) ? SIGNING_ALGORITHMS[caKeyAlgorithm] : undefined;
  if (known !== undefined) return known;
  const expected = `a KeyAlgorithm of Private CA: ${Object.keys(SIGNING_ALGORITHMS).join(', ')}`;
  throw new InvalidInput('authority.keyAlgorithm', expected, caKeyAlgorithm);
}
