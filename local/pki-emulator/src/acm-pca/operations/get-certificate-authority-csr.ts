import { z } from 'zod';
import { invalidState } from '../../errors.ts';
import { pcaArn } from '../../validation/members.ts';
import { operation } from '../../wire/operation.ts';
import { ownAuthority } from '../access.ts';
import { keysOf } from '../state-checks.ts';

/** The CA's own CSR, made when the CA was created; RequestInProgressException until then. */
export const getCertificateAuthorityCsr = operation({
  name: 'GetCertificateAuthorityCsr',
  changes: false,
  input: z.strictObject({ CertificateAuthorityArn: pcaArn }),
  answer({ CertificateAuthorityArn }, call) {
    const authority = ownAuthority(call, CertificateAuthorityArn);
    if (authority.status === 'DELETED') throw invalidState('The certificate authority is in the DELETED state.');
    return { Csr: keysOf(authority).csr };
  },
});
