import type { ServiceError } from '../errors.ts';

/** What the emulator throws where ACM has no role to ask with; no client ever sees it. */
export const NO_SERVICE_LINKED_ROLE = 'ServiceLinkedRoleNotFound';

/** What acm-pca refuses, as ACM tells it (ACM user guide, "Failed private certificates"; service-facts 2.1). */
const REASONS: Readonly<Record<string, string>> = {
  AccessDeniedException: 'PCA_ACCESS_DENIED',
  InvalidStateException: 'PCA_INVALID_STATE',
  RequestInProgressException: 'PCA_INVALID_STATE',
  ResourceNotFoundException: 'PCA_RESOURCE_NOT_FOUND',
  InvalidArnException: 'PCA_INVALID_ARN',
  InvalidArgsException: 'PCA_INVALID_ARGS',
  LimitExceededException: 'PCA_LIMIT_EXCEEDED',
  ThrottlingException: 'PCA_LIMIT_EXCEEDED',
  TooManyRequestsException: 'PCA_LIMIT_EXCEEDED',
  ValidationException: 'PCA_INVALID_DURATION',
  [NO_SERVICE_LINKED_ROLE]: 'SLR_NOT_FOUND',
};

/** The FailureReason or RenewalStatusReason that an error of acm-pca becomes. */
export const reasonOf = ({ code, status }: ServiceError): string =>
  (status < 500 ? REASONS[code] : undefined) ?? 'PCA_REQUEST_FAILED';
