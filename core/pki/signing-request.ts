import { createPublicKey } from 'node:crypto';
import { InvalidInput } from '../domain/invalid-input.ts';
import type { CertificateContent, Extension, RequestContent } from '../domain/reissue/certificate-content.ts';
import { CsrRefused } from '../domain/reissue/refusals.ts';
import { requestable } from '../domain/reissue/requested-extensions.ts';
import { type Element, element, elementsOf, Members, NotDer, only, sequence, TAG } from './der.ts';
import { encodedExtension, extensionsIn, namesIn } from './extensions.ts';
import { keyTypeOf, publicKeyFrom } from './key-types.ts';
import { privateKeyFrom } from './keys.ts';
import { nameText } from './name-text.ts';
import { oid, oidOf } from './object-identifier.ts';
import { pemBlocks, pemOf } from './pem.ts';
import type { SecretText } from './secret-text.ts';
import { signatureFlaw, signed } from './signatures.ts';

/** The attribute with the extensions that are asked for: PKCS #9 5.4.2, and Microsoft's own before there was that. */
const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';
const EXTENSION_REQUESTS: readonly string[] = [EXTENSION_REQUEST, '1.3.6.1.4.1.311.2.1.14'];
const ATTRIBUTES = 0xa0;
const LABELS = ['CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST'];
const MOST_CHARACTERS = 64 * 1024;

/**
 * Writes a request (RFC 2986) for a certificate that says the same: the subject and the extensions stand in it as they were
 * read, byte for byte, but for those that a CA makes itself.
 * @returns PEM
 * @throws InvalidInput for a private key that none can be signed with
 */
export function writeSigningRequest(
  { subject, extensions }: Pick<CertificateContent, 'subject' | 'extensions'>,
  privateKey: SecretText,
): string {
  const key = privateKeyFrom(privateKey);
  const information = sequence(
    element(TAG.integer, Buffer.from([0])),
    Buffer.from(subject, 'base64'),
    createPublicKey(key).export({ type: 'spki', format: 'der' }),
    element(ATTRIBUTES, ...extensionRequest(requestable(extensions))),
  );
  const made = signed(information, key);
  if (made === undefined) throw new InvalidInput('privateKey', 'an RSA, EC or Edwards key', key.asymmetricKeyType);
  const signature = element(TAG.bitString, Buffer.from([0]), made.signature);
  return pemOf('CERTIFICATE REQUEST', sequence(information, made.algorithm, signature));
}

function extensionRequest(extensions: readonly Extension[]): readonly Buffer[] {
  if (extensions.length === 0) return [];
  return [sequence(oid(EXTENSION_REQUEST), element(TAG.set, sequence(...extensions.map(encodedExtension))))];
}

/**
 * Reads a request and verifies that it is signed by its own key.
 * @param pem one request, and nothing else: what was read must be what the CA will read
 * @throws CsrRefused saying why
 */
export function readSigningRequest(pem: string): RequestContent {
  try {
    return requestIn(derIn(pem));
  } catch (error) {
    if (!(error instanceof NotDer)) throw error;
    throw new CsrRefused(`The CSR (${error.part}) is malformed: there is ${error.message}; make a new one`);
  }
}

function derIn(pem: string): Buffer {
  if (pem.length > MOST_CHARACTERS) throw new NotDer('PEM', `a text of ${pem.length} characters`);
  const { blocks, rest } = pemBlocks(pem);
  const [block] = blocks;
  if (block === undefined || blocks.length > 1 || rest !== '' || !LABELS.includes(block.label))
    throw new NotDer('PEM', 'something else than one block CERTIFICATE REQUEST');
  return block.der;
}

function requestIn(der: Buffer): RequestContent {
  const request = new Members(only(der, TAG.sequence, 'request').content, 'request');
  const information = request.next(TAG.sequence);
  const algorithm = request.next(TAG.sequence, 'signature algorithm').whole;
  const signature = request.next(TAG.bitString, 'signature').content;
  request.end();
  if (signature[0] !== 0) throw new NotDer('signature', 'no bit string of whole bytes');
  const { publicKey, ...content } = informationOf(information.content);
  const key = publicKeyFrom(publicKey);
  if (key === undefined) throw new CsrRefused(`The CSR has a key that can't be read here: ${content.keyType}`);
  const flaw = signatureFlaw(algorithm, information.whole, key, signature.subarray(1));
  if (flaw !== undefined) throw new CsrRefused(`The CSR is refused: ${flaw}`);
  return { ...content, publicKey: publicKey.toString('base64') };
}

function informationOf(content: Buffer) {
  const members = new Members(content, 'request');
  const version = members.next(TAG.integer, 'version').content;
  if (version.length !== 1 || version[0] !== 0) throw new NotDer('version', 'another than 1');
  const subject = members.next(TAG.sequence, 'subject').whole;
  const publicKey = members.next(TAG.sequence, 'public key').whole;
  const extensions = requestedIn(members.optional(ATTRIBUTES));
  members.end();
  return {
    subject: subject.toString('base64'),
    subjectText: nameText(subject, 'subject'),
    publicKey,
    keyType: keyTypeOf(publicKey),
    extensions,
    names: namesIn(extensions),
  };
}

/** Asked for twice, it would be the CA's choice which of them counts. */
function requestedIn(attributes: Element | undefined): readonly Extension[] {
  const values = elementsOf(attributes?.content ?? Buffer.alloc(0), 'attributes').flatMap(requestedBy);
  if (values.length > 1) throw new NotDer('attributes', 'more than one request for extensions');
  const [value] = values;
  return value === undefined ? [] : extensionsIn(only(value.whole, TAG.sequence, 'extensions'));
}

function requestedBy({ tag, content }: Element): readonly Element[] {
  if (tag !== TAG.sequence) throw new NotDer('attributes', 'another structure');
  const members = new Members(content, 'attributes');
  const type = oidOf(members.next(TAG.oid), 'attributes');
  const values = members.next(TAG.set);
  members.end();
  return EXTENSION_REQUESTS.includes(type) ? elementsOf(values.content, 'attributes') : [];
}
