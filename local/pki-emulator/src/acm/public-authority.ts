import { createPublicKey, type KeyObject, randomBytes } from 'node:crypto';
import { DAY } from '../schedule/calendar.ts';
import { type Certificate, partsOf } from '../x509/certificate.ts';
import { type CertificatePlan, writeCertificate } from '../x509/certificates.ts';
import { issuedBy, notAfterOf } from '../x509/chains.ts';
import {
  authorityKeyIdentifier,
  basicConstraints,
  type Extension,
  keyIdentifierOf,
  keyUsage,
  subjectKeyIdentifier,
} from '../x509/extension.ts';
import { type KeyAlgorithm, newPrivateKey } from '../x509/keys.ts';
import { type Name, nameOf } from '../x509/names.ts';
import type { SigningAlgorithm } from '../x509/signing.ts';

export type Family = 'RSA' | 'ECDSA';

/** An issuing CA of Amazon's with its key, and the chain above and including it, nearest first. */
export interface PublicAuthority {
  readonly privateKey: KeyObject;
  readonly signing: SigningAlgorithm;
  readonly chain: readonly [Certificate, ...Certificate[]];
}

/** The emulator's stand-in for Amazon's public CAs: a root and an issuing CA for each family of keys, made when first needed. */
export type PublicAuthorities = Map<Family, PublicAuthority>;

const YEARS_20 = 7305 * DAY;
/** A new hierarchy replaces one that would not outlive what it issues for so long. */
const ROOM = 400 * DAY;

/** CA usages of RFC 5280: keyCertSign, cRLSign. */
const CA_USAGE = 32 | 64;

const SHAPES: Readonly<Record<Family, { readonly key: KeyAlgorithm; readonly signing: SigningAlgorithm }>> = {
  RSA: { key: 'RSA_2048', signing: 'SHA256WITHRSA' },
  ECDSA: { key: 'EC_prime256v1', signing: 'SHA256WITHECDSA' },
};

/** Those being made, so that requests at one moment share them. */
const underWay = new WeakMap<PublicAuthorities, Map<Family, Promise<PublicAuthority>>>();

/** The issuing CA for keys of a family; it outlives whatever is issued now. */
export async function publicAuthorityFor(family: Family, now: Date, made: PublicAuthorities): Promise<PublicAuthority> {
  const known = made.get(family);
  if (known && notAfterOf(known.chain[0]).getTime() - now.getTime() > ROOM) return known;
  const making = underWay.get(made) ?? new Map<Family, Promise<PublicAuthority>>();
  underWay.set(made, making);
  const authority = making.get(family) ?? newAuthority(family, now).finally(() => making.delete(family));
  making.set(family, authority);
  made.set(family, await authority);
  return authority;
}

async function newAuthority(family: Family, now: Date): Promise<PublicAuthority> {
  const { key, signing } = SHAPES[family];
  const [rootKey, privateKey] = await Promise.all([newPrivateKey(key), newPrivateKey(key)]);
  const notBefore = new Date(Math.floor(now.getTime() / DAY) * DAY - DAY);
  const validity = { notBefore, notAfter: new Date(notBefore.getTime() + YEARS_20) };
  const rootName = nameFor(`Emulated ${family} Root`);
  const rootSigner = { privateKey: rootKey, algorithm: signing };
  const root = await writeCertificate(
    { ...validity, subject: rootName, issuer: rootName, ...authorityParts(rootKey) },
    rootSigner,
  );
  const subject = nameFor(`Emulated ${family} Issuer`);
  const parts = authorityParts(privateKey, root);
  const issuer = await writeCertificate({ ...validity, subject, issuer: rootName, ...parts }, rootSigner);
  if (!issuedBy(issuer, root)) throw new Error('the public hierarchy does not chain');
  return { privateKey, signing, chain: [issuer, root] };
}

/** ACM shows the issuer's organisation, which for public certificates is Amazon. */
const nameFor = (CommonName: string): Name => nameOf({ Country: 'US', Organization: 'Amazon', CommonName });

type Parts = Pick<CertificatePlan, 'serial' | 'spki' | 'extensions'>;

function authorityParts(privateKey: KeyObject, issuer?: Certificate): Parts {
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  const constraints = [basicConstraints(true, issuer ? 0 : undefined, true), keyUsage(CA_USAGE)];
  return { serial: newSerial(), spki, extensions: [...constraints, ...keyIdentifiers(spki, issuer)] };
}

/** Positive, as RFC 5280 wants it. */
export const newSerial = (): string => `0${randomBytes(16).toString('hex').slice(1)}`;

/** The key identifiers of a certificate: its own, and its issuer's unless it is self-signed. */
export function keyIdentifiers(spki: Buffer, issuer?: Certificate): Extension[] {
  const own = subjectKeyIdentifier(keyIdentifierOf(spki));
  return issuer ? [own, authorityKeyIdentifier(keyIdentifierOf(partsOf(issuer).spki))] : [own];
}
