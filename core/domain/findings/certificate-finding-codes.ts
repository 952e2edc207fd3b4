import type { Severity } from './finding-codes.ts';

/** The stable names of what RenewGuard finds about a certificate, each with its severity while somebody uses the certificate. */
const CODES = {
  RenewalBlocked: 'high',
  RenewalStuck: 'high',
  RenewalFailed: 'critical',
  RenewalOverdue: 'high',
  NotEligible: 'low',
  ReexportNeeded: 'high',
  UnmanagedExpiring: 'high',
  ImportedExpiring: 'high',
  Expired: 'low',
  ExpiredInUse: 'critical',
  RevokedInUse: 'critical',
  RenewalUndeterminable: 'medium',
} as const satisfies Readonly<Record<string, Severity>>;

export type CertificateFindingCode = keyof typeof CODES;

export const CERTIFICATE_FINDING_CODES = Object.keys(CODES) as readonly CertificateFindingCode[];

export const certificateSeverity = (code: CertificateFindingCode): Severity => CODES[code];

/**
 * What a code is about: the next renewal, or putting the last one where the certificate is served. Between codes of one kind
 * a finding changes; from one kind to the other what stood in the way is over, and something else begins.
 */
export const aspectOf = (code: CertificateFindingCode): 'renewal' | 'delivery' =>
  code === 'ReexportNeeded' ? 'delivery' : 'renewal';
