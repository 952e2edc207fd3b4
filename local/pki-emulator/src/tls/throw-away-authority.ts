import { createPublicKey, type KeyObject, randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { writeCertificate } from '../x509/certificates.ts';
import {
  authorityKeyIdentifier,
  basicConstraints,
  extendedKeyUsage,
  keyIdentifierOf,
  keyUsage,
  subjectAlternativeName,
  subjectKeyIdentifier,
} from '../x509/extension.ts';
import { newPrivateKey } from '../x509/keys.ts';
import { nameOf } from '../x509/names.ts';
import { certificatePem } from '../x509/pem.ts';
import type { TlsIdentity } from './identity.ts';

/**
 * Fixed, because whoever connects compares with real time, wherever the emulator's clock stands: before any emulator was
 * started, and as late as UTCTime reaches (RFC 5280, 4.1.2.5.1).
 */
const VALIDITY = { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2049-12-31T23:59:59Z') };

const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
const USAGE = { digitalSignature: 1 << 0, keyCertSign: 1 << 5, cRLSign: 1 << 6 } as const;

/** A server's certificate of a CA that nobody else has: its key is gone when this returns. */
export async function throwAwayIdentity(host: string): Promise<TlsIdentity> {
  const [authorityKey, key] = await Promise.all([newPrivateKey('EC_prime256v1'), newPrivateKey('EC_prime256v1')]);
  const issuer = nameOf({ Organization: 'pki-emulator', CommonName: 'Throw-away CA of a PKI emulator' });
  const signer = { privateKey: authorityKey, algorithm: 'SHA256WITHECDSA' } as const;
  const common = { issuer, ...VALIDITY };
  const authority = await writeCertificate(
    {
      ...common,
      ...{ serial: newSerial(), subject: issuer, spki: spkiOf(authorityKey) },
      extensions: [
        basicConstraints(true, 0, true),
        keyUsage(USAGE.keyCertSign | USAGE.cRLSign),
        subjectKeyIdentifier(keyIdentifierOf(spkiOf(authorityKey))),
      ],
    },
    signer,
  );
  const server = await writeCertificate(
    {
      ...common,
      ...{ serial: newSerial(), subject: nameOf({ CommonName: 'pki-emulator' }), spki: spkiOf(key) },
      extensions: [
        basicConstraints(false, undefined, true),
        keyUsage(USAGE.digitalSignature),
        extendedKeyUsage([SERVER_AUTH]),
        subjectAlternativeName(namesOf(host)),
        authorityKeyIdentifier(keyIdentifierOf(spkiOf(authorityKey))),
      ],
    },
    signer,
  );
  return {
    certificate: `${certificatePem(server)}\n`,
    key: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    authority: `${certificatePem(authority)}\n`,
  };
}

/** Positive, and of 16 bytes (RFC 5280, 4.1.2.2). */
const newSerial = (): string => `01${randomBytes(15).toString('hex')}`;

const spkiOf = (key: KeyObject): Buffer => createPublicKey(key).export({ type: 'spki', format: 'der' });

/** The loopback's names and the one it listens on. */
function namesOf(host: string) {
  const all = [...new Set(['localhost', '127.0.0.1', '::1', host])].filter(
    (name) => name !== '0.0.0.0' && name !== '::',
  );
  return all.map((value) => ({ kind: isIP(value) === 0 ? ('dns' as const) : ('ip' as const), value }));
}
