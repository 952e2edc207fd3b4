import type { CertificateFinding, CertificateFindingChange, CertificateTrouble } from './certificate-finding.ts';
import type { Finding } from './finding.ts';
import { concernsOf, FINDING_CODES, type FindingCode } from './finding-codes.ts';
import type { ToldWith } from './quiet-notice.ts';

/** What of a CA makes ACM's renewals fail so (service-facts 2.1), or leaves open whether they will. */
const BEHIND: Readonly<Record<string, readonly FindingCode[]>> = {
  PCA_ACCESS_DENIED: ['PermissionMissing', 'PolicyMissing'],
  PCA_INVALID_STATE: ['AuthorityNotActive'],
  PCA_RESOURCE_NOT_FOUND: ['AuthorityDeleted'],
  SLR_NOT_FOUND: ['ServiceLinkedRoleMissing'],
  RenewalUndeterminable: ['AuthorityUndeterminable'],
};

/** The codes of a CA's findings that explain a certificate's trouble. */
export function causesOf({ reason }: Pick<CertificateTrouble, 'reason'>): readonly FindingCode[] {
  return FINDING_CODES.filter((code) => code === reason || BEHIND[reason]?.includes(code));
}

/** The finding of the CA, open or not, that explains a certificate's; an open one before one that is over. */
export function causeAmong(
  findings: readonly Finding[],
  { account, ...trouble }: Pick<CertificateTrouble, 'reason' | 'account'>,
): Finding | undefined {
  const codes = causesOf(trouble);
  const causes = findings.filter(
    (finding) =>
      codes.includes(finding.code) && (concernsOf(finding.code) === 'authority' || finding.account === account),
  );
  return causes.find(({ state }) => state === 'OPEN') ?? causes[0];
}

/**
 * With which of its CA's findings people are told of a certificate.
 * @param isJudgedLater the CA will be judged in the same sweep: what it lacks is told then, once for all its certificates
 */
export function toldWithOf(
  trouble: Pick<CertificateTrouble, 'reason' | 'account' | 'authorityArn'>,
  findings: readonly Finding[],
  isJudgedLater: boolean,
): ToldWith | undefined {
  const { authorityArn } = trouble;
  if (authorityArn === undefined) return undefined;
  const cause = causeAmong(findings, trouble);
  if (cause?.state === 'OPEN') return { authorityArn, code: cause.code };
  const [code] = causesOf(trouble);
  return isJudgedLater && code !== undefined ? { authorityArn, code } : undefined;
}

/** The change of a finding of which people are told with the CA's: what they never heard of, they don't hear the end of. */
export function withCause(change: CertificateFindingChange, toldWith: ToldWith | undefined): CertificateFindingChange {
  if (change.notice === 'resolved' || toldWith === undefined) return change;
  return { ...change, finding: { ...change.finding, toldWith } };
}

const HOUR = 60 * 60 * 1000;
/** Sweeps that judge the CA have ended by then. */
const JUDGED_WITHIN = 3 * HOUR;
/** Two sweeps have inspected the certificate by then. */
const INSPECTED_WITHIN = 48 * HOUR;
const LOOKED_AT_AGAIN = 24 * HOUR;

/** When it is looked at first whether the CA's finding is there. @returns ISO 8601 */
export const firstLook = ({ changedAt }: Pick<CertificateFinding, 'changedAt'>): string =>
  after(changedAt, JUDGED_WITHIN);

/**
 * When it is looked at again whether people are told of a certificate by itself.
 * @returns ISO 8601; undefined: they are now, for the CA's finding is over, or there never was one
 */
export function nextLook(finding: CertificateFinding, findings: readonly Finding[], now: string): string | undefined {
  const cause = causeAmong(findings, finding);
  if (cause?.state === 'OPEN') return after(now, LOOKED_AT_AGAIN);
  const until = cause === undefined ? firstLook(finding) : after(cause.resolvedAt ?? cause.changedAt, INSPECTED_WITHIN);
  return until > now ? until : undefined;
}

const after = (time: string, milliseconds: number): string => new Date(Date.parse(time) + milliseconds).toISOString();
