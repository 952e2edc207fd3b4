import { oneOf } from '../validation/constraints.ts';
import { SIGNING_ALGORITHMS } from '../x509/signing.ts';

/** SigningAlgorithm of CreateCertificateAuthority and IssueCertificate. */
export const signingAlgorithm = oneOf(
  [
    'SHA256WITHECDSA',
    'SHA384WITHECDSA',
    'SHA512WITHECDSA',
    'SHA256WITHRSA',
    'SHA384WITHRSA',
    'SHA512WITHRSA',
    'SHA256WITHRSA_PSS',
    'SHA384WITHRSA_PSS',
    'SHA512WITHRSA_PSS',
    'SM3WITHSM2',
    'ML_DSA_44',
    'ML_DSA_65',
    'ML_DSA_87',
  ],
  SIGNING_ALGORITHMS,
);
