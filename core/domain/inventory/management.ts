import { ACM_PRINCIPAL } from '../authorities/acm-requirements.ts';
import type { CertificateKind } from '../certificates/certificate.ts';
import type { Management } from './certificate-record.ts';

/** What may tell who renews a certificate. */
export interface ManagementFacts {
  readonly kind: CertificateKind;
  /** As the CA's audit report has it; absent: it names none, as it may of what ACM requested first (service-facts 1.5). */
  readonly requestedByServicePrincipal?: string;
  /**
   * What ACM's listings of all accounts say of its serial number: ACM requested it, it was imported, no account has it. Absent:
   * not all accounts were listed, and none of the others has it.
   */
  readonly acm?: 'managed' | 'imported' | 'absent';
  /** The record of its issuance; absent: there is none. Reported, so it tells only what nothing better does. */
  readonly record?: { readonly invokedBy?: string };
}

/**
 * Who renews a certificate, and what tells so: what ACM itself lists is what it says; of what a private CA issued, the first of
 * audit report, ACM's listings and record (service-facts 3). What tells nothing never makes it unmanaged.
 */
export function managementOf({ kind, ...facts }: ManagementFacts): Management {
  if (kind === 'private' || kind === 'public') return { by: 'acm', evidence: 'kind' };
  if (kind === 'other') return { by: 'unknown', evidence: 'none' };
  return kind === 'issued' ? ofIssued(facts) : { by: 'nobody', evidence: 'kind' };
}

function ofIssued({ requestedByServicePrincipal, acm, record }: Omit<ManagementFacts, 'kind'>): Management {
  if (requestedByServicePrincipal !== undefined)
    return { by: byService(requestedByServicePrincipal), evidence: 'requestedByServicePrincipal' };
  if (acm === 'managed' || acm === 'imported')
    return { by: acm === 'managed' ? 'acm' : 'nobody', evidence: 'acm-inventory' };
  // A record outweighs that no account has it: after a renewal ACM lists the new serial number only.
  if (record?.invokedBy !== undefined) return { by: byService(record.invokedBy), evidence: 'invokedBy' };
  if (acm === 'absent') return { by: 'nobody', evidence: 'acm-inventory' };
  return record === undefined ? { by: 'unknown', evidence: 'none' } : { by: 'nobody', evidence: 'invokedBy' };
}

/** Another service may renew what it asked for, or may not: nobody here knows. */
const byService = (principal: string): Management['by'] => (principal === ACM_PRINCIPAL ? 'acm' : 'unknown');
