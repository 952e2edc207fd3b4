import { type Certificate, partsOf } from '../../x509/certificate.ts';
import { valuesByAttribute } from '../distinguished-names.ts';
import { denied } from './denied.ts';

/** STS takes 2 to 64 of these characters (STS API reference, AssumeRole). */
const TAKEN = /^[\w+=,.@-]{2,64}$/;

/**
 * `CN=<common name>`, the bare common name where the prefix would make it too long, `ID=<hex serial>` without one
 * (service-facts 5.2). Several common names are joined with `/`, as in tags.
 *
 * @throws ServiceError AccessDeniedException for what STS would not take
 */
export function sourceIdentityOf(certificate: Certificate): string {
  const { subject, serial } = partsOf(certificate);
  const name = valuesByAttribute(subject).get('CN')?.join('/');
  const identity = name === undefined ? `ID=${serial}` : name.length <= 61 ? `CN=${name}` : name;
  if (TAKEN.test(identity)) return identity;
  throw denied(
    'The common name of the certificate is no source identity: letters, digits and _+=,.@- only, at most 64.',
  );
}

/** The session's name where the request has none: the hex serial number. @throws ServiceError AccessDeniedException */
export function sessionNameOf(certificate: Certificate): string {
  const { serial } = partsOf(certificate);
  if (TAKEN.test(serial)) return serial;
  throw denied('The serial number of the certificate is too long for a session name.');
}
