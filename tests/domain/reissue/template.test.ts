import { InvalidInput } from '../../../core/domain/invalid-input.ts';
import type { CertificateContent, Extension } from '../../../core/domain/reissue/certificate-content.ts';
import { passedFromRequest, signingAlgorithmFor, templateFor } from '../../../core/domain/reissue/template.ts';

const [SERVER, CLIENT, CODE, EMAIL, OCSP] = [1, 2, 3, 4, 9].map((arc) => `1.3.6.1.5.5.7.3.${arc}`) as [
  string,
  string,
  string,
  string,
  string,
];
type Usages = CertificateContent['keyUsages'];
const TLS: Usages = ['digitalSignature', 'keyEncipherment'];
const SIGN: Usages = ['digitalSignature'];

const extension = (oid: string, critical = false): Extension => ({ oid, critical, value: 'MAA=' });
const OF_CA = ['2.5.29.14', '2.5.29.35', '2.5.29.31', '1.3.6.1.5.5.7.1.1', '2.5.29.15', '2.5.29.37', '2.5.29.17'];

const content = (keyUsages: Usages, extendedKeyUsages: readonly string[], more: readonly Extension[] = []) => ({
  keyUsages,
  extendedKeyUsages,
  extensions: [...OF_CA.map((oid) => extension(oid)), ...more],
  isAuthority: false,
});

const templateOf = (...of: Parameters<typeof content>): string =>
  templateFor(content(...of), 'aws').replace(/^arn:aws:acm-pca:::template\/(.*)\/V1$/, '$1');

describe('the template', () => {
  test.each<[string, Usages, readonly string[]]>([
    ['EndEntityCertificate', TLS, [SERVER, CLIENT]],
    ['EndEntityCertificate', [...TLS].reverse(), [CLIENT, SERVER]],
    ['EndEntityClientAuthCertificate', TLS, [CLIENT]],
    ['EndEntityServerAuthCertificate', TLS, [SERVER]],
    ['EndEntityServerAuthCertificate', TLS, [SERVER, SERVER]],
    ['CodeSigningCertificate', SIGN, [CODE]],
    ['OCSPSigningCertificate', SIGN, [OCSP]],
    ['BlankEndEntityCertificate_CSRPassthrough', SIGN, [SERVER]],
    ['BlankEndEntityCertificate_CSRPassthrough', TLS, [EMAIL]],
    ['BlankEndEntityCertificate_CSRPassthrough', TLS, [CODE]],
    ['BlankEndEntityCertificate_CSRPassthrough', [...TLS, 'dataEncipherment'], [SERVER]],
    ['BlankEndEntityCertificate_CSRPassthrough', TLS, []],
    ['BlankEndEntityCertificate_CSRPassthrough', [], [SERVER, CLIENT]],
    ['BlankEndEntityCertificate_CSRPassthrough', [], []],
  ])('%s is that of %j for %j', (name, usages, purposes) => expect(templateOf(usages, purposes)).toBe(name));

  test('takes from the CSR what no template sets', () => {
    const policies = extension('2.5.29.32');
    expect(templateOf(TLS, [SERVER], [policies])).toBe('EndEntityServerAuthCertificate_CSRPassthrough');
    expect(templateOf(SIGN, [OCSP], [extension('1.3.6.1.5.5.7.48.1.5')])).toBe('OCSPSigningCertificate_CSRPassthrough');
    expect(templateOf(SIGN, [EMAIL], [policies])).toBe('BlankEndEntityCertificate_CSRPassthrough');
  });

  test('keeps basic constraints critical where it takes everything from the CSR', () => {
    const critical = extension('2.5.29.19', true);
    expect(templateOf(SIGN, [SERVER], [critical])).toBe(
      'BlankEndEntityCertificate_CriticalBasicConstraints_CSRPassthrough',
    );
    expect(templateOf(SIGN, [SERVER], [extension('2.5.29.19')])).toBe('BlankEndEntityCertificate_CSRPassthrough');
    expect(templateOf(TLS, [SERVER], [critical])).toBe('EndEntityServerAuthCertificate');
  });

  test('is that of the partition', () => {
    expect(templateFor(content(TLS, [SERVER, CLIENT]), 'aws-cn')).toBe(
      'arn:aws-cn:acm-pca:::template/EndEntityCertificate/V1',
    );
  });

  test('of a CA’s own certificate is none', () => {
    expect(() => templateFor({ ...content(TLS, []), isAuthority: true }, 'aws')).toThrow(InvalidInput);
  });
});

test.each([
  ['', false, false],
  ['arn:aws:acm-pca:::template/EndEntityCertificate/V1', false, false],
  ['arn:aws:acm-pca:::template/EndEntityCertificate_APIPassthrough/V1', false, false],
  ['arn:aws:acm-pca:::template/EndEntityCertificate_CSRPassthrough/V1', true, false],
  ['arn:aws:acm-pca:::template/CodeSigningCertificate_APICSRPassthrough/V1', true, false],
  ['arn:aws:acm-pca:::template/BlankEndEntityCertificate_CSRPassthrough/V1', true, true],
  ['arn:aws:acm-pca:::template/BlankEndEntityCertificate_CriticalBasicConstraints_APICSRPassthrough/V1', true, true],
])('the template %j takes further extensions from the CSR: %s; usages: %s', (arn, further, usages) => {
  expect(passedFromRequest(arn)).toEqual({ further, usages });
});

describe('a CA signs with', () => {
  test.each([
    ['RSA_2048', 'SHA256WITHRSA'],
    ['RSA_3072', 'SHA256WITHRSA'],
    ['RSA_4096', 'SHA256WITHRSA'],
    ['EC_prime256v1', 'SHA256WITHECDSA'],
    ['EC_secp384r1', 'SHA384WITHECDSA'],
    ['EC_secp521r1', 'SHA512WITHECDSA'],
    ['ML_DSA_44', 'ML_DSA_44'],
    ['ML_DSA_65', 'ML_DSA_65'],
    ['ML_DSA_87', 'ML_DSA_87'],
    ['SM2', 'SM3WITHSM2'],
  ])('%s: %s', (key, algorithm) => expect(signingAlgorithmFor(key)).toBe(algorithm));

  test.each(['', 'RSA', 'DSA_1024', 'constructor'])('%j: nothing', (key) => {
    expect(() => signingAlgorithmFor(key)).toThrow(InvalidInput);
  });
});
