import type { CertificateFindingCode } from '../../findings/certificate-finding-codes.ts';
import type { Certificate, CertificateFacts, DnsRecord } from '../certificate.ts';
import type { Unreadable } from '../../fact.ts';

/**
 * The answers to "will it renew?". `out-of-force`: there is nothing to renew (any more). Every Choice state and the command
 * line use these names.
 */
export const CERTIFICATE_VERDICTS = [
  'renewable',
  'unmanaged',
  'out-of-force',
  'undeterminable',
  'not-renewable',
] as const;

export type CertificateVerdictName = (typeof CERTIFICATE_VERDICTS)[number];

/** What decides the verdict on a certificate. */
export interface Settlement {
  readonly verdict: CertificateVerdictName;
  /** Absent where nobody has to act. */
  readonly code?: CertificateFindingCode;
  /** The cause, as precise as it is known: ACM's own reason, the code of the CA's trouble, or `code` again. */
  readonly reason: string;
  readonly message: string;
  /** The exact commands that mend it, in order; empty where no command can. */
  readonly remedy: readonly string[];
  /** When somebody notices, where that isn't the certificate's own end. ISO 8601. */
  readonly outage?: string;
}

/** What one check says of one certificate, with what it saw, for a person. */
export type CheckResult =
  | { readonly result: 'passed'; readonly seen: string }
  | ({ readonly result: 'settled'; readonly seen: string } & Settlement)
  | { readonly result: 'unknown'; readonly why: Unreadable };

/** One thing that a renewal depends on. The first check that settles the matter gives verdict and reason. */
export interface Check {
  readonly name: string;
  readonly appliesTo: (facts: CertificateFacts) => boolean;
  /** @param now ISO 8601 */
  readonly check: (facts: CertificateFacts, now: string) => CheckResult;
}

export const passed = (seen: string): CheckResult => ({ result: 'passed', seen });

export const settled = (seen: string, settlement: Settlement): CheckResult => ({
  result: 'settled',
  seen,
  ...settlement,
});

export const unknownBecause = (why: Unreadable): CheckResult => ({ result: 'unknown', why });

/** ACM describes the certificate without something that every such certificate has: not told, so neither good nor bad. */
export const notTold = ({ account }: Certificate, what: string): Unreadable => ({
  kind: 'unavailable',
  operation: 'acm:DescribeCertificate',
  account,
  message: `it told no ${what}`,
});

/** Every private certificate has a CA that it is renewed from. */
export const noAuthorityNamed = (certificate: Certificate): Unreadable =>
  notTold(certificate, 'CertificateAuthorityArn');

/** A DNS record as a person publishes it. */
export const recordLine = ({ name, type, value }: DnsRecord): string => `DNS: ${name} ${type} ${value}`;
