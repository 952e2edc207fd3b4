import type { CertificateFindingCode } from '../findings/certificate-finding-codes.ts';
import type { FindingCode, Severity } from '../findings/finding-codes.ts';
import type { FindingNews } from '../findings/told-finding.ts';
import { printable } from '../printable.ts';
import { shortened } from './chat-notification.ts';
import { securityResource, type SecurityResource } from './security-resource.ts';

/** Where Security Hub is told: findings are filed under the account that tells them, also those of members (API reference, BatchImportFindings). */
export interface HubPlace {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
}

/**
 * A finding in the AWS Security Finding Format, as far as RenewGuard fills it in. Severity and types are the provider's fields, so
 * that what an analyst sets beside them stays (user guide, FindingProviderFields).
 */
export interface SecurityFinding {
  readonly SchemaVersion: '2018-10-08';
  readonly Id: string;
  readonly ProductArn: string;
  readonly ProductName: string;
  readonly CompanyName: string;
  readonly GeneratorId: string;
  readonly AwsAccountId: string;
  readonly CreatedAt: string;
  readonly UpdatedAt: string;
  readonly FindingProviderFields: {
    readonly Severity: { readonly Label: Uppercase<Severity>; readonly Original: string };
    readonly Types: string[];
  };
  readonly Title: string;
  readonly Description: string;
  readonly Remediation: { readonly Recommendation: { readonly Text: string } };
  readonly ProductFields: Readonly<Record<string, string>>;
  readonly Resources: SecurityResource[];
  readonly Compliance: {
    readonly Status: ComplianceStatus;
    readonly StatusReasons: { readonly ReasonCode: string; readonly Description: string }[];
  };
  readonly RecordState: 'ACTIVE' | 'ARCHIVED';
}

type ComplianceStatus = 'PASSED' | 'FAILED' | 'WARNING' | 'NOT_AVAILABLE';

/** Characters (API reference, AwsSecurityFinding and Recommendation). */
const LONGEST_TITLE = 256;
const LONGEST_DESCRIPTION = 1024;
const LONGEST_RECOMMENDATION = 512;
const LONGEST_REASON = 512;

const TYPES = ['Software and Configuration Checks/AWS Security Best Practices/Certificate Renewal'];

/** The product under which an account's own findings stand (user guide, custom integrations). */
export const productArn = ({ partition, region, account }: HubPlace): string =>
  `arn:${partition}:securityhub:${region}:${account}:product/${account}/default`;

/**
 * Which finding this is, in all its versions. A certificate has one, whose code may change; a CA has one for each code and account.
 */
export function securityFindingId({ about, finding }: FindingNews): string {
  const { kind, arn, account, code } = about;
  if (kind === 'certificate') return `renewguard/${arn}`;
  return kind === 'authority'
    ? `renewguard/${arn}/${code}/${account}`
    : `renewguard/coverage/${finding.subject}/${code}`;
}

/** What Security Hub is told of a finding. Pure: the same notice gives the same finding. */
export function securityFinding(news: FindingNews, hub: HubPlace): SecurityFinding {
  const { about, finding } = news;
  return {
    SchemaVersion: '2018-10-08',
    Id: securityFindingId(news),
    ProductArn: productArn(hub),
    ProductName: 'RenewGuard',
    CompanyName: 'RenewGuard',
    GeneratorId: `renewguard/${about.code}`,
    AwsAccountId: hub.account,
    CreatedAt: finding.openedAt,
    UpdatedAt: versionTime(finding),
    FindingProviderFields: {
      Severity: { Label: about.severity.toUpperCase() as Uppercase<Severity>, Original: about.severity },
      Types: TYPES,
    },
    Title: printable(`${about.code}: ${nameOf(news)}`.slice(0, LONGEST_TITLE)),
    Description: descriptionOf(news),
    Remediation: { Recommendation: { Text: recommendationOf(news) } },
    ProductFields: productFieldsOf(news),
    Resources: [securityResource(news, hub)],
    Compliance: complianceOf(news),
    RecordState: finding.state === 'RESOLVED' ? 'ARCHIVED' : 'ACTIVE',
  };
}

/** One finding may end and another begin in one moment: the version makes the later of two the newer one. */
const versionTime = ({ changedAt, version }: FindingNews['finding']): string =>
  changedAt.replace(/\.(\d{3})Z$/, `.$1${String(version % 1000).padStart(3, '0')}Z`);

function nameOf({ about, finding }: FindingNews): string {
  if (about.kind === 'coverage') return finding.subject ?? '';
  const id = about.arn?.split('/').at(-1) ?? '';
  return about.kind === 'authority' ? `authority ${id}` : (finding.domainName ?? id);
}

/** What is wrong is cut where the rest would not fit. */
function descriptionOf({ about, finding }: FindingNews): string {
  const { firstAttempt, outage } = finding.dependents ?? finding;
  const facts = [
    ...(finding.state === 'RESOLVED' ? [`Resolved: ${finding.resolvedAt} (${finding.resolution})`] : []),
    ...(about.account === undefined ? [] : [`Account: ${about.account}`]),
    ...(firstAttempt === undefined ? [] : [`First renewal attempt: ${firstAttempt}`]),
    ...(outage === undefined ? [] : [`Outage: ${outage}`]),
  ];
  const rest = facts.map((fact) => `\n${printable(fact)}`).join('');
  return shortened(printable(finding.message), LONGEST_DESCRIPTION - rest.length - 2) + rest;
}

const TOO_LONG = 'The commands are too long for here: RenewGuard’s alert has them, and its event on the bus.';

/** A command that is cut might do something else: all of them, or none. */
function recommendationOf({ about, finding }: FindingNews): string {
  if (finding.state === 'RESOLVED') return 'Nothing is left to do.';
  const runbook = `Runbook: docs/runbooks.md, ${about.code}`;
  const whole = [...finding.remedy, runbook].map(printable).join('\n');
  return whole.length <= LONGEST_RECOMMENDATION ? whole : `${TOO_LONG}\n${runbook}`;
}

/** At most 50, their values at most 2,048 characters (API reference, AwsSecurityFinding). */
function productFieldsOf({ about, finding, muted, toldWith }: FindingNews): Readonly<Record<string, string>> {
  return {
    'renewguard/Code': about.code,
    'renewguard/Version': String(finding.version),
    ...(about.account !== undefined && { 'renewguard/Account': about.account }),
    ...(muted && { 'renewguard/MutedUntil': muted.until }),
    ...(toldWith && { 'renewguard/ToldWith': `${toldWith.certificateAuthorityArn} ${toldWith.code}` }),
  };
}

/** What nobody could see is neither fine nor wrong, also where nobody means it to be looked at any more. */
function complianceOf({ about, finding }: FindingNews): SecurityFinding['Compliance'] {
  const Description = shortened(printable(finding.resolution ?? finding.message), LONGEST_REASON - 2);
  return { Status: statusOf(about, finding), StatusReasons: [{ ReasonCode: about.code, Description }] };
}

function statusOf({ kind, code }: FindingNews['about'], finding: FindingNews['finding']): ComplianceStatus {
  if (finding.state === 'RESOLVED') return finding.resolution === 'left-out' ? 'NOT_AVAILABLE' : 'PASSED';
  if (kind === 'coverage') return 'NOT_AVAILABLE';
  return UNDETERMINABLE.includes(code) ? 'WARNING' : 'FAILED';
}

const UNDETERMINABLE: readonly string[] = ['AuthorityUndeterminable', 'RenewalUndeterminable'] satisfies readonly (
  FindingCode | CertificateFindingCode
)[];
