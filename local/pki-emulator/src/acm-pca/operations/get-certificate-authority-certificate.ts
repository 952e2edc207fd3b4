import { z } from 'zod';
import { invalidState } from '../../errors.ts';
import { pcaArn } from '../../validation/members.ts';
import { operation } from '../../wire/operation.ts';
import { certificatePem } from '../../x509/pem.ts';
import { authorityFor } from '../access.ts';
import { statusOf } from '../authority.ts';

/** The CA's own certificate and, for a subordinate, the chain above it. */
export const getCertificateAuthorityCertificate = operation({
  name: 'GetCertificateAuthorityCertificate',
  changes: false,
  input: z.strictObject({ CertificateAuthorityArn: pcaArn }),
  answer({ CertificateAuthorityArn }, call) {
    const authority = authorityFor(call, CertificateAuthorityArn);
    const status = statusOf(authority, call.world.clock.now());
    if (!authority.certified || status === 'DELETED') {
      throw invalidState(`The certificate authority is in the ${status} state and has no certificate to give.`);
    }
    const { certificate, chain } = authority.certified;
    return {
      Certificate: certificatePem(certificate),
      ...(chain.length > 0 ? { CertificateChain: chain.map(certificatePem).join('\n') } : {}),
    };
  },
});
