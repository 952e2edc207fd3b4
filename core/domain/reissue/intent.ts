import { InvalidInput } from '../invalid-input.ts';
import type { CertificateRequest, Issuance } from './issuance.ts';

/** SHA-256 of a text, lower-case hex. */
export type Hash = (text: string) => string;

/** Values as one text that no other values make. */
const digest = (hash: Hash, ...values: readonly unknown[]): string => hash(JSON.stringify(values));

/**
 * The name of the intent to replace one certificate: whoever means the same certificate means the same intent.
 * @param subjectArn the certificate's ARN: at its CA, or in ACM where it was imported
 * @param serial hex, however written
 * @returns 32 hex digits
 */
export function intentOf(subjectArn: string, serial: string, hash: Hash): string {
  const number = serial.replaceAll(':', '').toLowerCase().replace(/^0+/, '');
  return digest(hash, 'intent', subjectArn, number).slice(0, 32);
}

type Try = Pick<Issuance, 'intent' | 'generation' | 'attempt'>;

/** IdempotencyToken of IssueCertificate, up to 36 characters (service-facts 1.4): the same for the same attempt, and no other. */
export function issuanceToken({ intent, generation, attempt }: Try, request: CertificateRequest, hash: Hash): string {
  const { authorityArn, templateArn, signingAlgorithm, notAfter } = request;
  const asked = [authorityArn, templateArn, signingAlgorithm, notAfter];
  return digest(hash, 'issue', intent, generation, attempt, ...asked).slice(0, 36);
}

/** IdempotencyToken of ACM's RequestCertificate, up to 32 of `\w`: ACM itself doesn't tell CAs apart by it (service-facts 7). */
export const acmToken = ({ intent, generation, attempt }: Try, authorityArn: string, hash: Hash): string =>
  digest(hash, 'request', intent, generation, attempt, authorityArn).slice(0, 32);

/**
 * ClientRequestToken of Secrets Manager, which names the version: 64 hex digits.
 * @param purpose what of the attempt is stored: `key`, `delivery`
 */
export const secretToken = (intent: string, attempt: number, purpose: string, hash: Hash): string =>
  digest(hash, 'secret', intent, attempt, purpose);

/**
 * The name of a nested execution, up to 80 characters: the same execution isn't started twice.
 * @param suffix what tells a wanted repetition: the attempt, a time
 * @throws InvalidInput where they make no name
 */
export function executionName(intent: string, purpose: string, suffix: string | number): string {
  const name = `${purpose}-${intent}-${suffix}`;
  if (/^[\w-]{1,80}$/.test(name)) return name;
  throw new InvalidInput('executionName', 'up to 80 of letters, digits, - and _', name);
}
