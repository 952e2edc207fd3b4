import { X509Certificate } from 'node:crypto';
import { type Element, elementOf, elementsOf, membersOf, oidOf, present, timeOf } from './der-reading.ts';
import type { Extension } from './extension.ts';
import type { Name } from './names.ts';

/** A certificate as the emulator keeps it, by the hundred thousand: its DER, and nothing that is read from it. */
export interface Certificate {
  readonly der: Buffer;
}

/** A certificate of its bytes, in memory of their own: a part of a larger buffer would keep all of that. */
export function kept(der: Buffer): Certificate {
  const own = Buffer.allocUnsafeSlow(der.length);
  der.copy(own);
  return { der: own };
}

/** What a certificate says (RFC 5280, 4.1). */
export interface CertificateParts {
  /** The signed part, DER. */
  readonly tbs: Buffer;
  /** X.509 version: 1, 2 or 3. */
  readonly version: number;
  /** Lower-case hex, whole bytes, without leading zero bytes. */
  readonly serial: string;
  /** The AlgorithmIdentifier of its signature, DER. */
  readonly signatureAlgorithm: Buffer;
  readonly issuer: Name;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly subject: Name;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Buffer;
  readonly extensions: readonly Extension[];
}

let latest: { readonly certificate: Certificate; readonly parts: CertificateParts } | undefined;

/**
 * Reads a certificate. The latest is remembered: whoever describes a certificate asks for many of its parts, and to keep
 * them of all would take far more memory than the certificates.
 *
 * @throws DerError
 */
export function partsOf(certificate: Certificate): CertificateParts {
  if (latest?.certificate !== certificate) latest = { certificate, parts: read(certificate) };
  return latest.parts;
}

function read({ der }: Certificate): CertificateParts {
  const tbs = present(membersOf(der)[0], 0x30);
  const members = elementsOf(tbs.content);
  const versioned = members[0]?.tag === 0xa0;
  const [serial, signature, issuer, validity, subject, spki, ...rest] = versioned ? members.slice(1) : members;
  const [notBefore, notAfter] = elementsOf(present(validity, 0x30).content);
  const version = versioned ? elementOf(present(members[0]).content).content[0] : 0;
  return {
    tbs: tbs.whole,
    version: (version ?? 0) + 1,
    serial: present(serial, 0x02)
      .content.toString('hex')
      .replace(/^(00)+(?=..)/, ''),
    signatureAlgorithm: present(signature, 0x30).whole,
    issuer: present(issuer, 0x30).whole,
    notBefore: timeOf(notBefore),
    notAfter: timeOf(notAfter),
    subject: present(subject, 0x30).whole,
    spki: present(spki, 0x30).whole,
    extensions: extensionsIn(rest.find(({ tag }) => tag === 0xa3)),
  };
}

function extensionsIn(element: Element | undefined): Extension[] {
  return element ? elementsOf(elementOf(element.content).content).map(readExtension) : [];
}

/** @throws DerError */
export function readExtension({ content }: Element): Extension {
  const [type, ...rest] = elementsOf(content);
  const value = present(rest.at(-1), 0x04).content;
  return { type: oidOf(present(type, 0x06)), critical: rest.length > 1 && rest[0]?.content[0] !== 0, value };
}

/** Node's view of certificates of which keys and signatures are checked again and again: those of CAs. */
const natives = new Map<string, X509Certificate>();
const MOST_NATIVES = 500;

/** The certificate for what OpenSSL knows of it: its key, whether it signed another. */
export function native({ der }: Certificate): X509Certificate {
  const key = der.toString('base64');
  const known = natives.get(key);
  if (known) return known;
  const made = new X509Certificate(der);
  if (natives.size >= MOST_NATIVES) natives.delete(natives.keys().next().value ?? '');
  natives.set(key, made);
  return made;
}
