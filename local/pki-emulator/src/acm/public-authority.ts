import { createPublicKey, type KeyObject, randomBytes, type X509Certificate } from 'node:crypto';
import { type CertificatePlan, subjectOf, writeCertificate } from '../x509/certificates.ts';
import { issuedBy, notAfterOf } from '../x509/chains.ts';
import { type KeyAlgorithm, newPrivateKey } from '../x509/keys.ts';
import { x509 } from '../x509/library.ts';
import { nameOf } from '../x509/names.ts';
import { signerFor, type SigningAlgorithm } from '../x509/signing.ts';

export type Family = 'RSA' | 'ECDSA';

/** An issuing CA of Amazon's with its key, and the chain above and including it, nearest first. */
export interface PublicAuthority {
  readonly privateKey: KeyObject;
  readonly signing: SigningAlgorithm;
  readonly chain: readonly [X509Certificate, ...X509Certificate[]];
}

const DAY = 86_400_000;
const YEARS_20 = 7305 * DAY;
/** A new hierarchy replaces one that would not outlive what it issues for so long. */
const ROOM = 400 * DAY;

/** CA usages of RFC 5280: keyCertSign, cRLSign. */
const CA_USAGE = 32 | 64;

const SHAPES: Readonly<Record<Family, { readonly key: KeyAlgorithm; readonly signing: SigningAlgorithm }>> = {
  RSA: { key: 'RSA_2048', signing: 'SHA256WITHRSA' },
  ECDSA: { key: 'EC_prime256v1', signing: 'SHA256WITHECDSA' },
};

/** The emulator's stand-in for Amazon's public CAs: a root and an issuing CA for each family of keys, made when first needed. */
export class PublicAuthorities {
  readonly #made = new Map<Family, Promise<PublicAuthority>>();

  /** The issuing CA for keys of a family; it outlives whatever is issued now. */
  async forKeysOf(family: Family, now: Date): Promise<PublicAuthority> {
    const known = await (this.#made.get(family) ?? this.#make(family, now));
    return notAfterOf(known.chain[0]).getTime() - now.getTime() > ROOM ? known : this.#make(family, now);
  }

  #make(family: Family, now: Date): Promise<PublicAuthority> {
    const made = newAuthority(family, now);
    this.#made.set(family, made);
    return made;
  }
}

async function newAuthority(family: Family, now: Date): Promise<PublicAuthority> {
  const { key, signing } = SHAPES[family];
  const [rootKey, privateKey] = await Promise.all([newPrivateKey(key), newPrivateKey(key)]);
  const notBefore = new Date(Math.floor(now.getTime() / DAY) * DAY - DAY);
  const validity = { notBefore, notAfter: new Date(notBefore.getTime() + YEARS_20) };
  const rootName = nameFor(`Emulated ${family} Root`);
  const rootSigner = await signerFor(rootKey, signing);
  const root = await writeCertificate(
    { ...validity, subject: rootName, issuer: rootName, ...(await authorityParts(rootKey)) },
    rootSigner,
  );
  const subject = nameFor(`Emulated ${family} Issuer`);
  const parts = await authorityParts(privateKey, root);
  const issuer = await writeCertificate({ ...validity, subject, issuer: subjectOf(root), ...parts }, rootSigner);
  if (!issuedBy(issuer, root)) throw new Error('the public hierarchy does not chain');
  return { privateKey, signing, chain: [issuer, root] };
}

/** ACM shows the issuer's organisation, which for public certificates is Amazon. */
const nameFor = (CommonName: string): x509.Name => nameOf({ Country: 'US', Organization: 'Amazon', CommonName });

type Parts = Pick<CertificatePlan, 'serial' | 'publicKey' | 'extensions'>;

async function authorityParts(privateKey: KeyObject, issuer?: X509Certificate): Promise<Parts> {
  const publicKey = createPublicKey(privateKey);
  const constraints = [
    new x509.BasicConstraintsExtension(true, issuer ? 0 : undefined, true),
    new x509.KeyUsagesExtension(CA_USAGE, true),
  ];
  return { serial: newSerial(), publicKey, extensions: [...constraints, ...(await keyIdentifiers(publicKey, issuer))] };
}

/** Positive, as RFC 5280 wants it. */
export const newSerial = (): string => `0${randomBytes(16).toString('hex').slice(1)}`;

/** The key identifiers of a certificate: its own, and its issuer's unless it is self-signed. */
export async function keyIdentifiers(publicKey: KeyObject, issuer?: X509Certificate): Promise<x509.Extension[]> {
  const own = await x509.SubjectKeyIdentifierExtension.create(spkiOf(publicKey));
  if (!issuer) return [own];
  const above = await x509.SubjectKeyIdentifierExtension.create(spkiOf(issuer.publicKey));
  return [own, new x509.AuthorityKeyIdentifierExtension(above.keyId)];
}

const spkiOf = (key: KeyObject): x509.PublicKey => new x509.PublicKey(key.export({ type: 'spki', format: 'der' }));
