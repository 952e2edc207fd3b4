import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';
import { invalid } from '../../errors.ts';
import { blob } from '../../validation/constraints.ts';
import { acmArn } from '../../validation/members.ts';
import { operation } from '../../wire/operation.ts';
import { certificateFor } from '../access.ts';
import { type AcmCertificate, type ImportedCertificate, keyPairOrigin, statusOf } from '../certificate.ts';
import { issuedMaterial, pemsOf } from '../issued-material.ts';

type Exportable = Exclude<AcmCertificate, ImportedCertificate>;

/** Hands out a certificate that ACM issued with its key encrypted, and makes it eligible for renewal by that. */
export const exportCertificate = operation({
  name: 'ExportCertificate',
  changes: true,
  input: z.strictObject({ CertificateArn: acmArn, Passphrase: blob(4, 128) }),
  answer({ CertificateArn, Passphrase }, call) {
    const certificate = certificateFor(call, CertificateArn);
    const passphrase = Passphrase.toString('latin1');
    if (/[#$%]/.test(passphrase)) throw invalid('The passphrase must not contain the characters #, $ or %.');
    if (!/^[\x20-\x7e]*$/.test(passphrase)) throw invalid('The passphrase must consist of printable ASCII characters.');
    const material = issuedMaterial(certificate);
    requireExportable(certificate);
    const status = statusOf(certificate, call.world.clock.now());
    if (status !== 'ISSUED')
      throw invalid(`The certificate ${CertificateArn} is in the ${status} status and cannot be exported.`);
    certificate.exported = true;
    call.world.agenda.plan(CertificateArn);
    const privateKey = createPrivateKey({ key: material.privateKey, format: 'der', type: 'pkcs8' });
    const key = privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase });
    return { ...pemsOf(material), PrivateKey: key };
  },
});

/** Public certificates only when requested so (service-facts 2.2); the key of an ACME client's was never here. */
function requireExportable(certificate: AcmCertificate): asserts certificate is Exportable {
  const { arn, type } = certificate;
  if (type === 'IMPORTED') throw invalid(`The imported certificate ${arn} cannot be exported.`);
  if (keyPairOrigin(certificate) === 'ACME') throw invalid(`The key of ${arn} was made by an ACME client.`);
  if (type === 'AMAZON_ISSUED' && certificate.export !== 'ENABLED')
    throw invalid(`The public certificate ${arn} was not requested with the option Export and cannot be exported.`);
}
