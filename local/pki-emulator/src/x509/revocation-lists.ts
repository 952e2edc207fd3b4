import * as der from './der.ts';
import { authorityKeyIdentifier, encoded, type Extension } from './extension.ts';
import type { Name } from './names.ts';
import { algorithmIdentifier, sign, type Signer } from './signing.ts';

/** One revoked certificate; `reason` is a CRLReason number, undefined for none given (RFC 5280, 5.3.1). */
export interface RevokedEntry {
  /** Hex. */
  readonly serial: string;
  readonly revokedAt: Date;
  readonly reason: number | undefined;
}

/** Everything a certificate revocation list says (RFC 5280, 5.1). */
export interface RevocationListPlan {
  readonly issuer: Name;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  readonly revoked: readonly RevokedEntry[];
  /** The issuer's subject key identifier. */
  readonly authorityKeyIdentifier: Buffer;
  readonly number: number;
  /** Where a list that is one of several is distributed: certificates say the same. */
  readonly distributionPoint?: string | undefined;
}

const CRL_NUMBER = '2.5.29.20';
const REASON = '2.5.29.21';
const ISSUING_DISTRIBUTION_POINT = '2.5.29.28';

const VERSION_2 = der.integer(1);

/** Signs a list, version 2. @returns DER */
export async function writeRevocationList(plan: RevocationListPlan, signer: Signer): Promise<Buffer> {
  const algorithm = algorithmIdentifier(signer.algorithm);
  const entries = plan.revoked.map(entryOf);
  const list = der.sequence(
    VERSION_2,
    algorithm,
    plan.issuer,
    der.time(plan.thisUpdate),
    der.time(plan.nextUpdate),
    // An empty list of entries is left out (RFC 5280, 5.1.2.6).
    ...(entries.length > 0 ? [der.sequence(...entries)] : []),
    der.explicit(0, der.sequence(...extensionsOf(plan).map(encoded))),
  );
  return der.sequence(list, algorithm, der.bitString(await sign(list, signer)));
}

function entryOf({ serial, revokedAt, reason }: RevokedEntry): Buffer {
  const number = der.integer(Buffer.from(serial, 'hex'));
  const extension = reason === undefined ? [] : [reasonCode(reason)];
  return der.sequence(number, der.time(revokedAt), ...(extension.length > 0 ? [der.sequence(...extension)] : []));
}

const reasonCode = (reason: number): Buffer =>
  encoded({ type: REASON, critical: false, value: der.enumerated(reason) });

function extensionsOf(plan: RevocationListPlan): Extension[] {
  return [
    authorityKeyIdentifier(plan.authorityKeyIdentifier),
    { type: CRL_NUMBER, critical: false, value: der.integer(plan.number) },
    ...(plan.distributionPoint === undefined ? [] : [issuingDistributionPoint(plan.distributionPoint)]),
  ];
}

/** Always critical (RFC 5280, 5.2.5). */
const issuingDistributionPoint = (uri: string): Extension => ({
  type: ISSUING_DISTRIBUTION_POINT,
  critical: true,
  value: der.sequence(der.explicit(0, der.implicit(0, der.sequence(der.implicit(6, der.ia5String(uri)))))),
});
