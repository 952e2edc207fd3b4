import { InvalidInput } from '../domain/invalid-input.ts';
import { Members, NotDer, only, TAG } from './der.ts';
import { nameText } from './name-text.ts';
import { pemBlocks } from './pem.ts';
import { timeOf } from './time.ts';

/** What a CRL says of itself. Times are ISO 8601. */
export interface RevocationList {
  /** RFC 4514. */
  readonly issuer: string;
  readonly thisUpdate: string;
  /** By when a newer one follows. RFC 5280 wants it there; other lists may lack it. */
  readonly nextUpdate?: string;
}

const PART = 'CRL';

/**
 * Reads a CRL (RFC 5280 5.1). Neither its signature nor what it revokes is looked at.
 * @param pem one CRL; text around it is passed over
 * @throws InvalidInput naming the part that is none, or malformed
 */
export function readRevocationList(pem: string): RevocationList {
  try {
    const block = pemBlocks(pem).blocks.find(({ label }) => label === 'X509 CRL');
    if (block === undefined) throw new NotDer(PART, 'no PEM of a CRL');
    return listIn(block.der);
  } catch (error) {
    if (!(error instanceof NotDer)) throw error;
    throw new InvalidInput(`CRL (${error.part})`, 'what a certificate revocation list has there', error.message);
  }
}

function listIn(der: Buffer): RevocationList {
  const list = new Members(only(der, TAG.sequence, PART).content, PART);
  const tbs = new Members(list.next(TAG.sequence).content, PART);
  tbs.optional(TAG.integer);
  tbs.next(TAG.sequence, 'signature algorithm');
  const issuer = nameText(tbs.next(TAG.sequence, 'issuer').whole, 'issuer');
  const thisUpdate = timeOf(tbs.any());
  const next = tbs.optional(TAG.utcTime) ?? tbs.optional(TAG.generalizedTime);
  return { issuer, thisUpdate, ...(next === undefined ? {} : { nextUpdate: timeOf(next) }) };
}
