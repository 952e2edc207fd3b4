import { InvalidInput } from '../domain/invalid-input.ts';
import type { CertificateContent } from '../domain/reissue/certificate-content.ts';
import { elementsOf, Members, NotDer, only, TAG } from './der.ts';
import { extendedKeyUsagesIn, extensionsIn, isAuthorityBy, keyUsagesIn, namesIn } from './extensions.ts';
import { keyTypeOf } from './key-types.ts';
import { nameText } from './name-text.ts';
import { isBroken, pemBlocks } from './pem.ts';
import { timeOf } from './time.ts';

/** ACM takes 32 KB, Private CA as much for a request (service-facts 2.2). */
const MOST_CHARACTERS = 128 * 1024;

/**
 * Reads what a certificate says (RFC 5280 4.1). Its signature is not looked at.
 * @param pem one certificate; text around it is passed over
 * @throws InvalidInput naming the part that is none, or malformed
 */
export function readCertificate(pem: string): CertificateContent {
  try {
    return contentOf(derIn(pem));
  } catch (error) {
    if (!(error instanceof NotDer)) throw error;
    throw new InvalidInput(`certificate (${error.part})`, 'what an X.509 certificate has there', error.message);
  }
}

function derIn(pem: string): Buffer {
  if (pem.length > MOST_CHARACTERS) throw new NotDer('PEM', `a text of ${pem.length} characters`);
  const found = pemBlocks(pem);
  const blocks = found.blocks.filter(({ label }) => label === 'CERTIFICATE');
  const [block] = blocks;
  if (block === undefined || blocks.length > 1) throw new NotDer('PEM', `${blocks.length} certificates`);
  if (isBroken(found)) throw new NotDer('PEM', 'a block without its end');
  return block.der;
}

function contentOf(der: Buffer): CertificateContent {
  const certificate = new Members(only(der, TAG.sequence, 'certificate').content, 'certificate');
  const tbs = new Members(certificate.next(TAG.sequence).content, 'certificate');
  certificate.next(TAG.sequence, 'signature algorithm');
  certificate.next(TAG.bitString, 'signature');
  certificate.end();
  tbs.optional(VERSION);
  const serial = serialOf(tbs.next(TAG.integer, 'serial').content);
  tbs.next(TAG.sequence, 'signature algorithm');
  const issuer = tbs.next(TAG.sequence, 'issuer').whole;
  nameText(issuer, 'issuer');
  const validity = validityOf(tbs.next(TAG.sequence, 'validity').content);
  const subject = tbs.next(TAG.sequence, 'subject').whole;
  const publicKey = tbs.next(TAG.sequence, 'public key').whole;
  return {
    serial,
    subject: subject.toString('base64'),
    subjectText: nameText(subject, 'subject'),
    issuer: issuer.toString('base64'),
    keyType: keyTypeOf(publicKey),
    publicKey: publicKey.toString('base64'),
    ...validity,
    ...saidByExtensions(tbs),
  };
}

/** Context-specific tags of a TBSCertificate's optional members. */
const VERSION = 0xa0;
const UNIQUE_IDS = [0x81, 0x82];
const EXTENSIONS = 0xa3;

function saidByExtensions(tbs: Members) {
  for (const tag of UNIQUE_IDS) tbs.optional(tag);
  const wrapped = tbs.optional(EXTENSIONS);
  tbs.end();
  const extensions = wrapped === undefined ? [] : extensionsIn(only(wrapped.content, TAG.sequence, 'extensions'));
  return {
    extensions,
    names: namesIn(extensions),
    keyUsages: keyUsagesIn(extensions),
    extendedKeyUsages: extendedKeyUsagesIn(extensions),
    isAuthority: isAuthorityBy(extensions),
  };
}

/** Without the octet that only keeps the number positive. */
function serialOf(content: Buffer): string {
  if (content.length === 0) throw new NotDer('serial', 'no number');
  return content.toString('hex').replace(/^(?:00)+(?=..)/, '');
}

function validityOf(content: Buffer): Pick<CertificateContent, 'notBefore' | 'notAfter'> {
  const [notBefore, notAfter, ...more] = elementsOf(content, 'validity');
  if (notBefore === undefined || notAfter === undefined || more.length > 0) throw new NotDer('validity', 'other times');
  return { notBefore: timeOf(notBefore), notAfter: timeOf(notAfter) };
}
