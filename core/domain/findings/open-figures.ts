import type { CertificateFinding } from './certificate-finding.ts';
import { SEVERITIES, type Severity } from './finding-codes.ts';
import type { Finding } from './finding.ts';

/** What is open, in figures: the same that `renewguard status` and the dashboard tell. */
export interface OpenFigures {
  readonly severities: Readonly<Record<Severity, number>>;
  /** The nearest outage that an open finding foretells, ISO 8601; absent: none does. */
  readonly nextOutage?: string;
}

/** What decides the figures. */
type Open = Pick<Finding | CertificateFinding, 'severity'> &
  (Pick<Finding, 'dependents'> | Pick<CertificateFinding, 'outage'>);

export const NOTHING_OPEN: OpenFigures = { severities: { critical: 0, high: 0, medium: 0, low: 0 } };

/** How many findings there are, of whatever severity. */
export const totalOf = (severities: OpenFigures['severities']): number =>
  SEVERITIES.reduce((sum, severity) => sum + severities[severity], 0);

/** Adds a page of findings that are open. */
export function figuresWith(figures: OpenFigures, findings: readonly Open[]): OpenFigures {
  const severities = { ...figures.severities };
  let { nextOutage } = figures;
  for (const finding of findings) {
    severities[finding.severity] += 1;
    const outage = 'dependents' in finding ? finding.dependents.outage : finding.outage;
    if (outage !== undefined && (nextOutage === undefined || outage < nextOutage)) nextOutage = outage;
  }
  return { severities, ...(nextOutage !== undefined && { nextOutage }) };
}

const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;

/** Whole days until a moment; of one that is past 0. @param now ISO 8601 */
export const daysUntil = (moment: string, now: string): number =>
  Math.max(0, Math.floor((Date.parse(moment) - Date.parse(now)) / DAY_MILLISECONDS));
