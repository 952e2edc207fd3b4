/** What ACM's reasons for not renewing mean, and what to do (service-facts 2.1); one sentence or two for a person. */
const MEANINGS: Readonly<Record<string, string>> = {
  PCA_ACCESS_DENIED: 'The authority does not let ACM issue from it.',
  PCA_INVALID_STATE: 'The authority is not ACTIVE.',
  PCA_INVALID_DURATION: 'The next certificate would outlive the authority.',
  PCA_RESOURCE_NOT_FOUND: 'The authority is gone for good: request the certificate from another one.',
  PCA_LIMIT_EXCEEDED:
    'A quota of the authority is used up: ask AWS for a higher one, or request the certificate from another authority.',
  PCA_NAME_CONSTRAINTS_VALIDATION:
    "The name constraints in the authority's own certificate forbid a name in this one: request the certificate from an authority that may sign it.",
  PCA_INVALID_ARN:
    "AWS Private CA takes the authority's ARN for invalid: request the certificate from another authority.",
  PCA_INVALID_ARGS: 'AWS Private CA refuses what ACM asks of it: open a case with AWS Support.',
  PCA_REQUEST_FAILED:
    "AWS Private CA gives no cause: if the next hourly attempts don't succeed, open a case with AWS Support.",
  SLR_NOT_FOUND:
    "ACM's service-linked role does not exist in the certificate's account; only that account can create it.",
  PENDING_VALIDATION: 'ACM waits for a proof that the domains are yours.',
  CAA_ERROR: 'The CAA records of a domain do not let Amazon issue for it: add amazon.com to them.',
  NO_AVAILABLE_CONTACTS:
    'ACM found no address to send its validation mail to: request a certificate with DNS validation.',
  ADDITIONAL_VERIFICATION_REQUIRED:
    'AWS wants to know more before it issues for a domain: open a case with AWS Support.',
  DOMAIN_NOT_ALLOWED: 'AWS does not issue for a domain: open a case with AWS Support.',
  INVALID_PUBLIC_DOMAIN: 'A name is no public domain: request a certificate without it.',
  DOMAIN_VALIDATION_DENIED: 'The validation of a domain was refused: request the certificate anew.',
};

/** The reasons that are known by name. */
export const RENEWAL_REASONS = Object.keys(MEANINGS);

/** Reasons that lie with the CA or with ACM's rights: mended, they let the next hourly attempt succeed. */
export const liesWithTheAuthority = (reason: string | undefined): reason is string => /^(PCA_|SLR_)/.test(reason ?? '');

/** What a reason means. ACM may give one that nobody knows yet: then where to look. */
export const meaningOf = (reason: string): string =>
  (Object.hasOwn(MEANINGS, reason) && MEANINGS[reason]) ||
  'ACM says no more than that: open a case with AWS Support if the next hourly attempts fail as well.';
