import { type Certificate, kept } from './certificate.ts';
import * as der from './der.ts';
import { encoded, type Extension } from './extension.ts';
import type { Name } from './names.ts';
import { algorithmIdentifier, type Signer, sign } from './signing.ts';

/** Everything a certificate says; `serial` is hex. */
export interface CertificatePlan {
  readonly serial: string;
  readonly subject: Name;
  readonly issuer: Name;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Buffer;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions: readonly Extension[];
}

const VERSION_3 = der.explicit(0, der.integer(2));

/** Signs a certificate (RFC 5280, 4.1). Names are written as they were read, byte by byte. */
export async function writeCertificate(plan: CertificatePlan, signer: Signer): Promise<Certificate> {
  const algorithm = algorithmIdentifier(signer.algorithm);
  const tbs = der.sequence(
    VERSION_3,
    der.integer(Buffer.from(plan.serial, 'hex')),
    algorithm,
    plan.issuer,
    der.sequence(der.time(plan.notBefore), der.time(plan.notAfter)),
    plan.subject,
    plan.spki,
    ...(plan.extensions.length > 0 ? [der.explicit(3, der.sequence(...plan.extensions.map(encoded)))] : []),
  );
  return kept(der.sequence(tbs, algorithm, der.bitString(await sign(tbs, signer))));
}
