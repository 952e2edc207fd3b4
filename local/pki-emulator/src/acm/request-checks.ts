import { invalid, notEmulated, ServiceError } from '../errors.ts';

/** What a request says of options and validation. */
interface Wishes {
  readonly ValidationMethod?: string | undefined;
  readonly Options?: { readonly Export?: string | undefined } | undefined;
}

/** The quota that every account begins with: names per certificate (service-facts 2.7). */
const MOST_NAMES = 10;
/** The first name is the common name, which X.520 and the API reference end here; the others may be longer. */
const LONGEST_FIRST_NAME = 64;

/** @throws ServiceError ValidationException, LimitExceededException */
export function checkNames(names: readonly string[]): void {
  if ((names[0]?.length ?? 0) > LONGEST_FIRST_NAME)
    throw invalid(
      `DomainName can be no longer than ${LONGEST_FIRST_NAME} characters; a longer one is an alternative name.`,
    );
  // The real service's words: hashicorp/terraform-provider-aws#35825 (with a private CA), #37723.
  if (names.length > MOST_NAMES) throw new ServiceError('LimitExceededException', 'Certificate has too many domains.');
}

/** What a request to a private CA cannot ask for. @throws ServiceError ValidationException */
export function checkPrivateOptions({ ValidationMethod, Options }: Wishes): void {
  // A domain is validated for public certificates only; the real service has no answer to give here.
  if (ValidationMethod) throw notEmulated('ValidationMethod together with CertificateAuthorityArn');
  // The real service's words; a preference for transparency logging it takes
  // (cloudposse/terraform-aws-acm-request-certificate#95).
  if (Options?.Export)
    throw invalid(
      'One or more of the options specified in the request are not supported for PRIVATE certificate types',
    );
}

/** E-mail and HTTP belong to the domain-validation family, which the emulator refuses. @throws ServiceError */
export function requireDnsValidation({ ValidationMethod }: Wishes): void {
  if (ValidationMethod === 'DNS') return;
  throw notEmulated(`ValidationMethod ${ValidationMethod ?? 'EMAIL (the default)'}`);
}

/** Opting out is no longer possible (service model of 2026). @throws ServiceError ValidationException */
export function checkLogging(preference: string | undefined): void {
  if (preference !== 'DISABLED') return;
  throw invalid(
    'CertificateTransparencyLoggingPreference DISABLED is no longer available: every public certificate is logged.',
  );
}
