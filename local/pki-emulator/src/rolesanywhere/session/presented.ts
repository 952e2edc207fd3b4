import type { HttpRequest } from '../../wire/messages.ts';
import { isBase64 } from '../../validation/constraints.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { certificateFrom } from '../../x509/pem.ts';
import { denied } from './denied.ts';

/** The certificates that a request brings along. */
export interface Presented {
  readonly leaf: Certificate;
  readonly intermediates: readonly Certificate[];
}

/** Longer chains are none that anybody needs, and each link costs. */
const MOST_INTERMEDIATES = 10;

/** Reads X-Amz-X509 and X-Amz-X509-Chain: base64 DER, the chain joined with commas (service-facts 5.2). */
export function presentedIn({ headers }: HttpRequest): Presented {
  const leaf = headers['x-amz-x509'];
  if (!leaf) throw denied('The request has no X-Amz-X509 header with the signing certificate.');
  const chain = headers['x-amz-x509-chain'];
  const intermediates = chain === undefined ? [] : chain.split(',').map((each) => each.trim());
  if (intermediates.length > MOST_INTERMEDIATES) {
    throw denied(`X-Amz-X509-Chain has more than ${MOST_INTERMEDIATES} certificates.`);
  }
  return {
    leaf: decoded(leaf, 'X-Amz-X509'),
    intermediates: intermediates.map((each) => decoded(each, 'X-Amz-X509-Chain')),
  };
}

function decoded(base64: string, header: string): Certificate {
  const certificate = isBase64(base64) ? certificateFrom(Buffer.from(base64, 'base64')) : undefined;
  if (!certificate) throw denied(`${header} has no certificate as base64 of its DER.`);
  return certificate;
}
