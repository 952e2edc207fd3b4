import { X509Certificate } from 'node:crypto';
import { InvalidInput } from '../domain/invalid-input.ts';
import type { CertificateContent } from '../domain/reissue/certificate-content.ts';
import { readCertificate } from './certificate-content.ts';
import { isBroken, pemBlocks, pemOf } from './pem.ts';

/** A certificate, and the chain that comes with it, nearest first; PEM. */
interface Chained {
  readonly certificate: string;
  readonly chain: string;
}

interface Link {
  /** For people: `the certificate`, `certificate 2 of the chain`. */
  readonly called: string;
  readonly x509: X509Certificate;
  readonly content: CertificateContent;
}

/**
 * What is wrong with a certificate and its chain as those of a CA: each problem a sentence, none where all is well. The
 * certificate must be signed by the CA's present certificate, with which the chain begins; each in the chain by the next; and all
 * must be in force.
 * @param authorityCertificate PEM
 * @param at ISO 8601
 */
export function chainProblems(
  { certificate, chain }: Chained,
  authorityCertificate: string,
  at: string,
): readonly string[] {
  try {
    const leaf = linkOf(certificate, 'the certificate');
    const authority = linkOf(authorityCertificate, "the CA's certificate");
    const above = linksOf(chain);
    return [
      ...(isSignedBy(leaf.x509, authority.x509) ? [] : ["The certificate is not signed by the CA's certificate."]),
      ...beginning(above, authority),
      ...above.flatMap((link, index) => notSigned(link, above[index + 1])),
      ...[authority, ...above].flatMap(noAuthority),
      ...[leaf, authority, ...above.slice(1)].flatMap((link) => outOfForce(link, at)),
    ];
  } catch (error) {
    if (error instanceof Unreadable) return [error.message];
    throw error;
  }
}

/** Whether a CA's key signed a certificate, and its name stands there as the issuer's; false too for what can't be read. PEM. */
export function isIssuedBy(certificate: string, authorityCertificate: string): boolean {
  try {
    return isSignedBy(new X509Certificate(certificate), new X509Certificate(authorityCertificate));
  } catch {
    return false; // Whoever looks for the issuer goes on with the next CA.
  }
}

function isSignedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    return false; // A key or an algorithm that OpenSSL doesn't know: it can't be verified, so it isn't.
  }
}

class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

function linkOf(pem: string, called: string): Link {
  try {
    const content = readCertificate(pem);
    return { called, content, x509: new X509Certificate(pem) };
  } catch (error) {
    const why = error instanceof InvalidInput ? error.message : 'OpenSSL takes it for no certificate';
    throw new Unreadable(`${capitalised(called)} can't be read: ${why}.`);
  }
}

function linksOf(chain: string): readonly Link[] {
  const found = pemBlocks(chain);
  if (isBroken(found)) throw new Unreadable('The chain holds something that is no certificate.');
  return found.blocks.map(({ label, der }, index) =>
    linkOf(pemOf(label, der), `certificate ${index + 1} of the chain`),
  );
}

function beginning([first]: readonly Link[], { x509 }: Link): readonly string[] {
  if (first === undefined) return ['The chain is empty.'];
  return first.x509.raw.equals(x509.raw) ? [] : ["The chain does not begin with the CA's certificate."];
}

function notSigned({ called, x509 }: Link, next: Link | undefined): readonly string[] {
  if (next === undefined || isSignedBy(x509, next.x509)) return [];
  return [`${capitalised(called)} is not signed by the next.`];
}

const noAuthority = ({ called, content }: Link): readonly string[] =>
  content.isAuthority ? [] : [`${capitalised(called)} is no CA's.`];

function outOfForce({ called, content: { notBefore, notAfter } }: Link, at: string): readonly string[] {
  const now = Date.parse(at);
  if (now < Date.parse(notBefore)) return [`${capitalised(called)} is not valid before ${notBefore}.`];
  return now > Date.parse(notAfter) ? [`${capitalised(called)} ended on ${notAfter}.`] : [];
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
