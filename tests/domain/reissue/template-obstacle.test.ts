import { templateObstacle } from '../../../core/domain/reissue/template.ts';

const named = (name: string): string => `arn:aws:acm-pca:::template/${name}/V1`;
const tls = {
  keyUsages: ['digitalSignature', 'keyEncipherment'] as const,
  extendedKeyUsages: ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'],
  extensions: [],
  isAuthority: false,
};

test.each([
  'EndEntityCertificate',
  'EndEntityCertificate_CSRPassthrough',
  'EndEntityCertificate_APIPassthrough',
  'BlankEndEntityCertificate_CSRPassthrough',
  'BlankEndEntityCertificate_CriticalBasicConstraints_CSRPassthrough',
  'SomethingNew',
])('%s may replace a certificate for TLS', (name) => {
  expect(templateObstacle(named(name), tls)).toBeUndefined();
});

test.each([
  [
    'CodeSigningCertificate',
    /gives digitalSignature, 1\.3\.6\.1\.5\.5\.7\.3\.3, and the certificate has digitalSignature, keyEnc/,
  ],
  [
    'EndEntityServerAuthCertificate_APICSRPassthrough',
    /the template EndEntityServerAuthCertificate_APICSRPassthrough gives/,
  ],
  ['OCSPSigningCertificate', /leave the template out/],
  ['SubordinateCACertificate_PathLen0', /makes a CA's certificate/],
  ['RootCACertificate', /makes a CA's certificate/],
  ['BlankSubordinateCACertificate_PathLen1_APIPassthrough', /makes a CA's certificate/],
])('%s is refused beforehand, with what it would give', (name, says) => {
  expect(templateObstacle(named(name), tls)).toMatch(says);
});
