import { verify } from 'node:crypto';
import type { HttpRequest } from '../../wire/messages.ts';
import { native } from '../../x509/certificate.ts';
import { decimalSerialOf } from '../certificate-rules.ts';
import { stringToSign } from './canonical-request.ts';
import { type CertificateSignature, KEY_TYPES, readCertificateSignature } from './certificate-signature.ts';
import { denied } from './denied.ts';
import { type Presented, presentedIn } from './presented.ts';

/** How far X-Amz-Date may be from now (SigV4: five minutes). */
const WINDOW_MILLISECONDS = 5 * 60_000;

/** Belong among the signed headers where the request has them (service-facts 5.2). */
const TO_BE_SIGNED = ['content-type', 'host', 'x-amz-date', 'x-amz-x509', 'x-amz-x509-chain'];

/** The headers that a request has and should have signed, but has not. */
export const missingSignedHeaders = ({ headers }: HttpRequest, signedHeaders: readonly string[]): string[] =>
  TO_BE_SIGNED.filter((name) => name in headers && !signedHeaders.includes(name));

/** Is the algorithm another than that of the certificate's key? */
export const isMismatch = (algorithm: CertificateSignature['algorithm'], { leaf }: Presented): boolean =>
  native(leaf).publicKey.asymmetricKeyType !== KEY_TYPES[algorithm];

/**
 * The certificates of a request that is signed with the first one's key.
 *
 * @param now the emulator's time; clients sign with real time, so that is accepted as well
 * @throws ServiceError AccessDeniedException and those of a signature that cannot be read
 */
export function proven(request: HttpRequest, now: Date): Presented {
  const signature = readCertificateSignature(request.headers['authorization']);
  const presented = presentedIn(request);
  if (decimalSerialOf(presented.leaf) !== signature.serial) {
    throw denied('The Credential does not name the serial number of the signing certificate in decimal.');
  }
  if (isMismatch(signature.algorithm, presented)) {
    throw denied(`The key of the signing certificate is none for ${signature.algorithm}.`);
  }
  requireDate(request, signature, now);
  requireHeaders(request, signature);
  requireSignature(request, signature, presented);
  return presented;
}

function requireDate({ headers }: HttpRequest, { date }: CertificateSignature, now: Date): void {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(headers['x-amz-date'] ?? '') ?? [];
  const [year = NaN, month = NaN, ...rest] = parts.map(Number);
  const signedAt = Date.UTC(year, month - 1, ...rest);
  if (Number.isNaN(signedAt)) throw denied('X-Amz-Date must be a time like 20261104T195746Z.');
  if (parts.slice(0, 3).join('') !== date) throw denied('The Credential has another date than X-Amz-Date.');
  const isNear = [now.getTime(), Date.now()].some((time) => Math.abs(time - signedAt) <= WINDOW_MILLISECONDS);
  if (!isNear) throw denied('Signature expired: X-Amz-Date is more than five minutes from now.');
}

function requireHeaders(request: HttpRequest, { signedHeaders }: CertificateSignature): void {
  const sorted = [...signedHeaders].sort();
  const inOrder = sorted.every((name, index) => name === signedHeaders[index] && name !== sorted[index - 1]);
  if (!inOrder || signedHeaders.some((name) => name !== name.toLowerCase())) {
    throw denied('SignedHeaders must be lower-case names in alphabetical order.');
  }
  const absent = signedHeaders.find((name) => !Object.hasOwn(request.headers, name));
  if (absent !== undefined) throw denied(`SignedHeaders names ${absent}, which the request has not.`);
  const [missing] = missingSignedHeaders(request, signedHeaders);
  if (missing !== undefined) throw denied(`The header ${missing} is not among the signed headers.`);
}

function requireSignature(request: HttpRequest, signature: CertificateSignature, { leaf }: Presented): void {
  const signed = stringToSign(request, signature);
  const { publicKey } = native(leaf);
  // RSA: PKCS #1 v1.5; ECDSA: DER (service-facts 5.2). Both are what node takes by default.
  if (signed !== undefined && verify('sha256', Buffer.from(signed), publicKey, signature.signature)) return;
  throw denied('The signature is not that of the signing certificate’s key over this request.');
}
