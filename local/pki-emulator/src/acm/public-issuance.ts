import { createPublicKey } from 'node:crypto';
import { DAY } from '../schedule/calendar.ts';
import { partsOf } from '../x509/certificate.ts';
import { writeCertificate } from '../x509/certificates.ts';
import { basicConstraints, extendedKeyUsage, keyUsage, subjectAlternativeName } from '../x509/extension.ts';
import { familyOfKey, type KeyAlgorithm, keyBytes, newPrivateKey } from '../x509/keys.ts';
import { nameOf } from '../x509/names.ts';
import type { World } from '../world.ts';
import type { Material } from './certificate.ts';
import { keyIdentifiers, newSerial, publicAuthorityFor } from './public-authority.ts';

/** Public certificates are valid 198 days (service-facts 2.3), in whole days of UTC. */
const VALIDITY_DAYS = 198;

/** X.520 ends common names at 64 characters; a longer domain is an alternative name only. */
const LONGEST_COMMON_NAME = 64;

const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
/** digitalSignature; RSA keys also keyEncipherment (RFC 5280, 4.2.1.3). */
const USAGES = { RSA: 1 | 4, ECDSA: 1 };

export interface PublicRequest {
  readonly domainNames: readonly string[];
  readonly keyAlgorithm: KeyAlgorithm;
}

/** Issues a public certificate with a new key from the emulator's own "Amazon" hierarchy; validation is the caller's. */
export async function issuePublicly({ domainNames, keyAlgorithm }: PublicRequest, world: World): Promise<Material> {
  const issuedAt = world.clock.now();
  const family = familyOfKey(keyAlgorithm);
  const [authority, privateKey] = await Promise.all([
    publicAuthorityFor(family, issuedAt, world.state.publicAuthorities),
    newPrivateKey(keyAlgorithm),
  ]);
  const [issuer] = authority.chain;
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  const common = domainNames[0] ?? '';
  const notBefore = new Date(Math.floor(issuedAt.getTime() / DAY) * DAY);
  const certificate = await writeCertificate(
    {
      serial: newSerial(),
      subject: nameOf(common.length <= LONGEST_COMMON_NAME ? { CommonName: common } : {}),
      issuer: partsOf(issuer).subject,
      spki,
      notBefore,
      notAfter: new Date(notBefore.getTime() + VALIDITY_DAYS * DAY - 1000),
      extensions: [
        basicConstraints(false, undefined, true),
        keyUsage(USAGES[family]),
        extendedKeyUsage([SERVER_AUTH]),
        subjectAlternativeName(domainNames.map((value) => ({ kind: 'dns', value }))),
        ...keyIdentifiers(spki, issuer),
      ],
    },
    { privateKey: authority.privateKey, algorithm: authority.signing },
  );
  return { certificate, chain: authority.chain, privateKey: keyBytes(privateKey), issuedAt };
}
