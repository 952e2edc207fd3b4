import { z } from 'zod';
import { learnRevocation } from '../../acm/revocation.ts';
import { invalid, invalidState, notFound, ServiceError } from '../../errors.ts';
import { tellRevocation } from '../../events/issuance-events.ts';
import { pcaArn } from '../../validation/members.ts';
import { operation } from '../../wire/operation.ts';
import { notAfterOf, selfSigned } from '../../x509/chains.ts';
import { authorityFor } from '../access.ts';
import { type Authority, statusOf } from '../authority.ts';
import { listsAreOutdated } from '../crl/lists.ts';
import type { IssuedCertificate } from '../issued.ts';

const refused = (message: string) => new ServiceError('InvalidRequestException', message);

/** Marks a certificate as revoked; the CRL says so half an hour later. */
export const revokeCertificate = operation({
  name: 'RevokeCertificate',
  changes: true,
  input: z.strictObject({
    CertificateAuthorityArn: pcaArn,
    CertificateSerial: z.string().max(128),
    RevocationReason: z.enum([
      'UNSPECIFIED',
      'KEY_COMPROMISE',
      'CERTIFICATE_AUTHORITY_COMPROMISE',
      'AFFILIATION_CHANGED',
      'SUPERSEDED',
      'CESSATION_OF_OPERATION',
      'PRIVILEGE_WITHDRAWN',
      'A_A_COMPROMISE',
    ]),
  }),
  answer({ CertificateAuthorityArn, CertificateSerial, RevocationReason }, call) {
    const now = call.world.clock.now();
    const authority = authorityFor(call, CertificateAuthorityArn);
    const status = statusOf(authority, now);
    if (status !== 'ACTIVE' && status !== 'DISABLED') {
      throw invalidState(`The certificate authority is in the ${status} state and cannot revoke certificates.`);
    }
    const issued = bySerial(authority, CertificateSerial);
    checkRevocable(issued, now);
    issued.revocation = { at: now, reason: RevocationReason };
    listsAreOutdated(authority, call.world);
    tellRevocation(issued, authority, call.world);
    learnRevocation(issued, issued.revocation, call.world);
    return {};
  },
});

/** Hex with or without colons, in either case (both are seen in use); leading zeros do not matter. */
function bySerial(authority: Authority, serial: string): IssuedCertificate {
  const hex = serial.replaceAll(':', '').toLowerCase();
  if (!/^[0-9a-f]{1,40}$/.test(hex)) throw invalid('The certificate serial must be a hexadecimal number.');
  const issued = authority.issued.get(`${authority.arn}/certificate/${hex.replace(/^0+/, '').padStart(32, '0')}`);
  if (!issued) throw notFound(`Could not find a certificate with the serial ${serial}.`);
  return issued;
}

function checkRevocable(issued: IssuedCertificate, now: Date): void {
  if (issued.revocation)
    throw new ServiceError('RequestAlreadyProcessedException', 'The certificate is already revoked.');
  const signed = issued.signed.value;
  if (!signed) throw new ServiceError('RequestInProgressException', 'The certificate is being issued.');
  if (selfSigned(signed.certificate)) throw refused('Self-signed certificate can not be revoked');
  if (notAfterOf(signed.certificate) <= now) throw refused('An expired certificate can not be revoked.');
}
