import { InvalidInput } from '../../domain/invalid-input.ts';
import type { CertificateContent } from '../../domain/reissue/certificate-content.ts';
import { readCertificate } from '../../pki/certificate-content.ts';

/** What lies or is served somewhere, where anybody may have put it. @returns undefined where it is no certificate */
export function readFound(pem: string): CertificateContent | undefined {
  try {
    return readCertificate(pem);
  } catch (error) {
    if (error instanceof InvalidInput) return undefined;
    throw error;
  }
}
