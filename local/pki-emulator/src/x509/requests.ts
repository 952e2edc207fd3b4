import { createPublicKey, type KeyObject } from 'node:crypto';
import { readExtension } from './certificate.ts';
import * as der from './der.ts';
import { bitsOf, type Element, elementOf, elementsOf, membersOf, oidOf, present } from './der-reading.ts';
import { encoded, type Extension } from './extension.ts';
import { attributesOf, type Name } from './names.ts';
import { pemOf } from './pem.ts';
import { verified } from './signature-reading.ts';
import { algorithmIdentifier, sign, type Signer } from './signing.ts';

/** What a certificate signing request (PKCS #10, RFC 2986) asks for. */
export interface CertificateRequest {
  readonly subject: Name;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Buffer;
  readonly publicKey: KeyObject;
  readonly extensions: readonly Extension[];
}

const BLOCK =
  /^\s*-----BEGIN (NEW )?CERTIFICATE REQUEST-----([A-Za-z0-9+/=\s]+)-----END (NEW )?CERTIFICATE REQUEST-----\s*$/;

/** PKCS #9, 5.4.2: the attribute that carries the wished extensions. */
const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';

/**
 * Reads a PEM request and checks its signature.
 *
 * @returns undefined when it is no request, holds a key node:crypto cannot read, or is not signed by that key
 */
export function readRequest(pem: string): CertificateRequest | undefined {
  const base64 = BLOCK.exec(pem)?.[2];
  if (base64 === undefined) return undefined;
  try {
    return readDer(Buffer.from(base64, 'base64'));
  } catch {
    return undefined; // Every way of being malformed is one answer of the service: MalformedCSRException.
  }
}

function readDer(request: Buffer): CertificateRequest | undefined {
  const [information, algorithm, signature] = membersOf(request);
  const [, subject, spki, attributes] = elementsOf(present(information, 0x30).content);
  const key = present(spki, 0x30).whole;
  const publicKey = createPublicKey({ key, format: 'der', type: 'spki' });
  const name = present(subject, 0x30).whole;
  attributesOf(name);
  const signed = verified(present(algorithm).whole, present(information).whole, publicKey, bitsOf(signature));
  return signed ? { subject: name, spki: key, publicKey, extensions: wishedIn(attributes) } : undefined;
}

function wishedIn(attributes: Element | undefined): Extension[] {
  const wish = elementsOf(attributes?.content ?? Buffer.alloc(0))
    .map(({ content }) => elementsOf(content))
    .find(([type]) => type && oidOf(type) === EXTENSION_REQUEST)?.[1];
  return wish ? elementsOf(elementOf(wish.content).content).map(readExtension) : [];
}

export interface WrittenRequest {
  /** PEM with a newline at the end. */
  readonly pem: string;
  /** The same as whoever reads it would see it. */
  readonly request: CertificateRequest;
}

/** Writes a request for the signer's own key. */
export async function writeRequest(
  subject: Name,
  signer: Signer,
  extensions: readonly Extension[] = [],
): Promise<WrittenRequest> {
  const publicKey = createPublicKey(signer.privateKey);
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const wish = der.sequence(der.oid(EXTENSION_REQUEST), der.setOf(der.sequence(...extensions.map(encoded))));
  const attributes = der.implicit(0, der.setOf(...(extensions.length > 0 ? [wish] : [])));
  const information = der.sequence(der.integer(0), subject, spki, attributes);
  const signature = der.bitString(await sign(information, signer));
  const whole = der.sequence(information, algorithmIdentifier(signer.algorithm), signature);
  return {
    pem: `${pemOf('CERTIFICATE REQUEST', whole)}\n`,
    request: { subject, spki, publicKey, extensions },
  };
}
