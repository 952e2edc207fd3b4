import { createPublicKey, type KeyObject, type webcrypto } from 'node:crypto';
import { x509 } from './library.ts';
import { pemOf } from './pem.ts';
import type { Signer } from './signing.ts';

/** What a certificate signing request (PKCS #10, RFC 2986) asks for. */
export interface CertificateRequest {
  readonly subject: x509.Name;
  readonly publicKey: KeyObject;
  readonly extensions: readonly x509.Extension[];
}

const BLOCK =
  /^\s*-----BEGIN (NEW )?CERTIFICATE REQUEST-----([A-Za-z0-9+/=\s]+)-----END (NEW )?CERTIFICATE REQUEST-----\s*$/;

/**
 * Reads a PEM request and checks its signature.
 *
 * @returns undefined when it is no request, holds a key node:crypto cannot read, or is not signed by that key
 */
export async function readRequest(pem: string): Promise<CertificateRequest | undefined> {
  const base64 = BLOCK.exec(pem)?.[2];
  if (base64 === undefined) return undefined;
  try {
    const request = new x509.Pkcs10CertificateRequest(Buffer.from(base64, 'base64'));
    const spki = Buffer.from(request.publicKey.rawData);
    const publicKey = createPublicKey({ key: spki, format: 'der', type: 'spki' });
    const { subjectName: subject, extensions } = request;
    return (await request.verify()) ? { subject, publicKey, extensions } : undefined;
  } catch {
    return undefined; // Every way of being malformed is one answer of the service: MalformedCSRException.
  }
}

/** Writes a request for the signer's own key, as PEM with a newline at the end. */
export async function writeRequest(
  subject: x509.Name,
  keys: { readonly publicKey: KeyObject; readonly signer: Signer },
  extensions: x509.Extension[] = [],
): Promise<string> {
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: subject,
    keys: { privateKey: keys.signer.key, publicKey: await webPublicKey(keys.publicKey) },
    signingAlgorithm: keys.signer.algorithm,
    extensions,
  });
  return `${pemOf('CERTIFICATE REQUEST', request.rawData)}\n`;
}

const webPublicKey = (key: KeyObject): Promise<webcrypto.CryptoKey> =>
  new x509.PublicKey(key.export({ type: 'spki', format: 'der' })).export();
