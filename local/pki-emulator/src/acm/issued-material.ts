import { invalid, ServiceError } from '../errors.ts';
import { certificatePem } from '../x509/pem.ts';
import { type AcmCertificate, failureOf, type Material, materialOf } from './certificate.ts';

/** What there is to hand out. @throws ServiceError RequestInProgressException before, ValidationException after a failure */
export function issuedMaterial(certificate: AcmCertificate): Material {
  const material = materialOf(certificate);
  if (material) return material;
  const failure = failureOf(certificate);
  if (failure) throw invalid(`The certificate ${certificate.arn} was not issued: ${failure}.`);
  throw new ServiceError('RequestInProgressException', `The certificate ${certificate.arn} is not issued yet.`);
}

/** Certificate and chain as ACM answers them: each PEM block ends with a newline. */
export function pemsOf({ certificate, chain }: Material): { Certificate: string; CertificateChain?: string } {
  const text = chain.map((each) => `${certificatePem(each)}\n`).join('');
  return { Certificate: `${certificatePem(certificate)}\n`, ...(text === '' ? {} : { CertificateChain: text }) };
}
