import type { AccountId } from '../arn.ts';
import { muteInForce, type Mute } from '../alerts/mute.ts';
import type { CertificateFinding } from '../findings/certificate-finding.ts';
import type { CoverageFinding } from '../findings/coverage-finding.ts';
import type { Finding } from '../findings/finding.ts';
import { bySeverity, concernsOf } from '../findings/finding-codes.ts';
import type { AuthorityRecord } from '../inventory/authority-record.ts';
import type { CertificateRecord, RecordedVerdict } from '../inventory/certificate-record.ts';
import { printable } from '../printable.ts';

/** How AWS Config calls what RenewGuard judges. Of both, the ARN is the resource's id there. */
export const CERTIFICATE_TYPE = 'AWS::ACM::Certificate';
export const AUTHORITY_TYPE = 'AWS::ACMPCA::CertificateAuthority';

/** INSUFFICIENT_DATA is not among them: AWS Config refuses it from rules (API reference, Evaluation). */
export type Compliance = 'COMPLIANT' | 'NON_COMPLIANT' | 'NOT_APPLICABLE';

/** The result token of a run by hand, as AWS's Rule Development Kit has it: Config keeps nothing then. */
export const TEST_TOKEN = 'TESTMODE';

/** A resource as AWS Config knows it. */
export interface ConfigResource {
  readonly resourceType: string;
  readonly resourceId: string;
}

/** What AWS Config is told of a resource. */
export interface Evaluation extends ConfigResource {
  readonly compliance: Compliance;
  /** One line, 1 to 256 characters. */
  readonly annotation: string;
}

/** What is known besides the inventory. */
export interface ComplianceFacts {
  /** What is open, of certificates by their ARN, of CAs by theirs. */
  readonly certificateFindings: ReadonlyMap<string, CertificateFinding>;
  readonly authorityFindings: ReadonlyMap<string, readonly Finding[]>;
  /** What is open about coverage, of any place. */
  readonly gaps: readonly CoverageFinding[];
  readonly mutes: readonly Mute[];
  /** ISO 8601 */
  readonly now: string;
}

/**
 * Whether a certificate of ACM will be renewed. COMPLIANT is only what the last sweep saw to be renewable while nothing is open
 * about it, its CA, or the reading of its place: whatever could not be told is NON_COMPLIANT, and says so.
 */
export function certificateEvaluation(record: CertificateRecord, facts: ComplianceFacts): Evaluation {
  const { arn, account, authorityArn = '' } = record;
  const own = facts.certificateFindings.get(arn);
  const ofAuthority = (facts.authorityFindings.get(authorityArn) ?? []).filter(
    (finding) => finding.account === account || concernsOf(finding.code) === 'authority',
  );
  const told =
    (own && ofFinding(own, arn, facts)) ??
    ofAuthorityFindings(ofAuthority, facts) ??
    unproven(record, facts) ??
    ofVerdict(record.verdict);
  return { resourceType: CERTIFICATE_TYPE, resourceId: arn, ...told };
}

/** Whether ACM may renew what a CA signed, for each account that is known to use it. */
export function authorityEvaluation(record: AuthorityRecord, facts: ComplianceFacts): Evaluation {
  const { arn, verdict, reason = 'AuthorityUndeterminable' } = record;
  const told =
    ofAuthorityFindings(facts.authorityFindings.get(arn) ?? [], facts) ??
    (verdict === 'missing'
      ? annotated('NON_COMPLIANT', reason, 'the last sweep saw that ACM may not renew.')
      : undefined) ??
    unproven(record, facts) ??
    (verdict === 'granted'
      ? annotated('COMPLIANT', reason, 'ACM may renew what this authority signed.')
      : undetermined('AuthorityUndeterminable', 'the last sweep could not tell whether ACM may renew.'));
  return { resourceType: AUTHORITY_TYPE, resourceId: arn, ...told };
}

/** Nothing is said of a resource: it is gone, or nothing that RenewGuard judges. */
export const notApplicable = ({ resourceType, resourceId }: ConfigResource, why: string): Evaluation => ({
  resourceType,
  resourceId,
  ...annotated('NOT_APPLICABLE', 'NotJudged', why),
});

type Told = Pick<Evaluation, 'compliance' | 'annotation'>;

/** A muted finding is told as well: people know of it, and it is wrong all the same. */
function ofFinding(
  { code, message }: Pick<Finding, 'message'> & { code: string },
  subject: string,
  facts: ComplianceFacts,
) {
  const mute = muteInForce(facts.mutes, subject, code, facts.now);
  const name = mute === undefined ? code : `${code} (muted until ${mute.until.slice(0, 10)})`;
  return annotated('NON_COMPLIANT', name, message);
}

function ofAuthorityFindings(findings: readonly Finding[], facts: ComplianceFacts): Told | undefined {
  const [worst] = findings.toSorted((a, b) => bySeverity(a.severity, b.severity));
  return worst && ofFinding(worst, worst.authorityArn, facts);
}

/** What was well when it was last read proves nothing where reading has failed since. */
function unproven(place: { account: AccountId; region: string }, { gaps }: ComplianceFacts): Told | undefined {
  const gap = gaps.find((each) => each.code === 'SweepMissed' || isAbout(each, place));
  return gap && undetermined(gap.code, gap.message);
}

const isAbout = (gap: CoverageFinding, { account, region }: { account: AccountId; region: string }): boolean =>
  gap.account === account && (gap.region === undefined || gap.region === region);

function ofVerdict(recorded: RecordedVerdict | undefined): Told {
  if (recorded === undefined) return undetermined('RenewalUndeterminable', 'no sweep has judged it yet.');
  const { verdict, reason, code, firstAttempt } = recorded;
  if (verdict === 'undeterminable')
    return undetermined('RenewalUndeterminable', 'the last sweep could not tell whether it will be renewed.');
  // Nothing is open about it where RenewGuard replaces it right now.
  if (code !== undefined || verdict === 'not-renewable')
    return annotated('NON_COMPLIANT', code ?? reason, `the last sweep judged it ${verdict}: ${reason}.`);
  if (verdict === 'renewable') {
    const from = firstAttempt === undefined ? '' : `, from ${firstAttempt.slice(0, 10)} on`;
    return annotated('COMPLIANT', reason, `ACM will renew it${from}.`);
  }
  const why = verdict === 'unmanaged' ? 'ACM does not renew it, and nothing is due yet.' : 'there is nothing to renew.';
  return annotated('NOT_APPLICABLE', reason, why);
}

/** NOT_APPLICABLE would count as nothing, and a rule without any NON_COMPLIANT is shown as compliant. */
const undetermined = (code: string, why: string): Told => annotated('NON_COMPLIANT', code, `not determined: ${why}`);

/** AWS Config's limit (API reference, Evaluation). */
const LONGEST_ANNOTATION = 256;

function annotated(compliance: Compliance, code: string, message: string): Told {
  const line = printable(`${code}: ${message}`);
  if (line.length <= LONGEST_ANNOTATION) return { compliance, annotation: line };
  // Half of a pair of UTF-16 is no character.
  return { compliance, annotation: `${line.slice(0, LONGEST_ANNOTATION - 1).replace(/[\uD800-\uDBFF]$/, '')}…` };
}
