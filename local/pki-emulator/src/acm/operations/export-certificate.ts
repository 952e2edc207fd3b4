import { z } from 'zod';
import { invalid } from '../../errors.ts';
import { blob } from '../../validation/constraints.ts';
import { acmArn } from '../../validation/members.ts';
import { operation } from '../../wire/operation.ts';
import { certificateFor } from '../access.ts';
import { statusOf } from '../certificate.ts';
import { issuedMaterial, pemsOf } from '../issued-material.ts';

/** Hands out a private certificate with its key encrypted, and makes it eligible for renewal by that. */
export const exportCertificate = operation({
  name: 'ExportCertificate',
  changes: true,
  input: z.strictObject({ CertificateArn: acmArn, Passphrase: blob(4, 128) }),
  answer({ CertificateArn, Passphrase }, call) {
    const certificate = certificateFor(call, CertificateArn);
    const passphrase = Passphrase.toString('latin1');
    if (/[#$%]/.test(passphrase)) throw invalid('The passphrase must not contain the characters #, $ or %.');
    if (!/^[\x20-\x7e]*$/.test(passphrase)) throw invalid('The passphrase must consist of printable ASCII characters.');
    if (certificate.type === 'IMPORTED')
      throw invalid(`The imported certificate ${CertificateArn} cannot be exported.`);
    const material = issuedMaterial(certificate);
    const status = statusOf(certificate, call.world.clock.now());
    if (status !== 'ISSUED')
      throw invalid(`The certificate ${CertificateArn} is in the ${status} status and cannot be exported.`);
    if (certificate.type === 'PRIVATE') certificate.exported = true;
    const key = material.privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase });
    return { ...pemsOf(material), PrivateKey: key };
  },
});
