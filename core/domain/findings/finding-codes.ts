/**
 * The stable names of what RenewGuard finds.
 *
 * `severity` holds while certificates depend on it; `concerns` says whose certificates those are: everybody's who uses the
 * CA, or those of the one account the finding names.
 */
const CODES = {
  PermissionMissing: { severity: 'high', concerns: 'account' },
  PolicyMissing: { severity: 'high', concerns: 'account' },
  ServiceLinkedRoleMissing: { severity: 'high', concerns: 'account' },
  AuthorityNotActive: { severity: 'high', concerns: 'authority' },
  AuthorityDeleted: { severity: 'critical', concerns: 'authority' },
  AuthorityShortLived: { severity: 'high', concerns: 'authority' },
  AuthorityUndeterminable: { severity: 'medium', concerns: 'account' },
} as const;

export type FindingCode = keyof typeof CODES;

export type Severity = 'critical' | 'high' | 'medium' | 'low';

export const FINDING_CODES = Object.keys(CODES) as readonly FindingCode[];

export const severityOf = (code: FindingCode): Severity => CODES[code].severity;

/** Whether the certificates of every account that uses the CA are concerned, or those of one account. */
export const concernsOf = (code: FindingCode): 'account' | 'authority' => CODES[code].concerns;

/** The worst first. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const satisfies readonly Severity[];

/** Sorts the worst first. */
export const bySeverity = (a: Severity, b: Severity): number => SEVERITIES.indexOf(a) - SEVERITIES.indexOf(b);

export const isWorse = (severity: Severity, than: Severity): boolean => bySeverity(severity, than) < 0;
