import { z } from 'zod';
import { parseIssuedArn } from '../../arns.ts';
import { invalidState, notFound, ServiceError } from '../../errors.ts';
import { pcaArn } from '../../validation/members.ts';
import { operation } from '../../wire/operation.ts';
import { certificatePem } from '../../x509/pem.ts';
import { authorityFor } from '../access.ts';

/** A certificate of the CA, whether valid, expired or revoked; RequestInProgressException until it is issued. */
export const getCertificate = operation({
  name: 'GetCertificate',
  changes: false,
  input: z.strictObject({ CertificateAuthorityArn: pcaArn, CertificateArn: pcaArn }),
  answer({ CertificateAuthorityArn, CertificateArn }, call) {
    const authority = authorityFor(call, CertificateAuthorityArn);
    if (authority.status === 'DELETED') throw invalidState('The certificate authority is in the DELETED state.');
    parseIssuedArn(CertificateArn);
    const issued = authority.issued.get(CertificateArn);
    if (!issued) throw notFound(`Could not find certificate ${CertificateArn}.`);
    const signed = issued.signed.value;
    if (signed) {
      const chain = signed.chain.map(certificatePem).join('\n');
      return { Certificate: certificatePem(signed.certificate), ...(chain === '' ? {} : { CertificateChain: chain }) };
    }
    if (issued.signed.state === 'failed')
      throw new ServiceError('RequestFailedException', 'The issuance of the certificate failed.');
    throw new ServiceError('RequestInProgressException', 'The certificate is being issued.');
  },
});
