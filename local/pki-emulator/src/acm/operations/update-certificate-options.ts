import { z } from 'zod';
import { invalid, invalidState } from '../../errors.ts';
import { acmArn } from '../../validation/members.ts';
import { operation } from '../../wire/operation.ts';
import { certificateFor } from '../access.ts';
import { type AcmCertificate, statusOf } from '../certificate.ts';
import { EXPORT_OPTIONS, LOGGING_PREFERENCES, VALIDATION_METHODS } from '../enumerations.ts';
import { checkLogging } from '../request-checks.ts';

const options = z.strictObject({
  CertificateTransparencyLoggingPreference: z.enum(LOGGING_PREFERENCES).optional(),
  Export: z.enum(EXPORT_OPTIONS).optional(),
  ValidationMethod: z.enum(VALIDATION_METHODS).optional(),
});

type Options = z.output<typeof options>;

/**
 * What of the options of a public certificate could be changed. Nothing can, but to ask for what is so already: Export is
 * settled by the request, logging in transparency logs can no longer be opted out of, and only a certificate validated by
 * e-mail changes its method, to DNS (service model of 2026); the emulator has none.
 *
 * @throws ServiceError InvalidStateException for other certificates, in the real service's words (aws-controllers-k8s/
 *   community#2773, aws/aws-cli#7895); ValidationException for what cannot be changed
 */
export const updateCertificateOptions = operation({
  name: 'UpdateCertificateOptions',
  changes: true,
  input: z.strictObject({ CertificateArn: acmArn, Options: options }),
  answer({ CertificateArn, Options }, call) {
    const certificate = certificateFor(call, CertificateArn);
    requireUpdatable(certificate, call.world.clock.now());
    checkOptions(Options);
    return {};
  },
});

const KINDS: Readonly<Partial<Record<AcmCertificate['type'], string>>> = { IMPORTED: 'imported', PRIVATE: 'private' };

function requireUpdatable(certificate: AcmCertificate, now: Date): void {
  const kind = KINDS[certificate.type];
  if (kind) throw invalidState(`The UpdateCertificateOptions command is not permitted for ${kind} certificates.`);
  const status = statusOf(certificate, now);
  if (status !== 'ISSUED')
    throw invalidState(`The certificate ${certificate.arn} is in the ${status} status; its options cannot be updated.`);
}

function checkOptions({ CertificateTransparencyLoggingPreference: logging, Export, ValidationMethod }: Options): void {
  if (logging === undefined && Export === undefined && ValidationMethod === undefined)
    throw invalid('Options must name an option to update.');
  // The real service's words: hashicorp/terraform-provider-aws#46030.
  if (Export !== undefined) throw invalid('Export option for certificates cannot be updated');
  if (ValidationMethod !== undefined)
    throw invalid('ValidationMethod can be updated from EMAIL to DNS only, and the certificate is validated by DNS.');
  checkLogging(logging);
}
