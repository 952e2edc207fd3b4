import type { CertificateFindingCode } from '../core/domain/findings/certificate-finding-codes.ts';

/** Where a finding is explained, from the root of the repository. */
export const runbookOf = (code: CertificateFindingCode): string => `docs/runbooks.md#${code.toLowerCase()}`;
