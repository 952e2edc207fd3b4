import {
  AUTHORITY_TYPE,
  authorityEvaluation,
  CERTIFICATE_TYPE,
  certificateEvaluation,
  notApplicable,
  TEST_TOKEN,
  type Compliance,
  type ComplianceFacts,
  type ConfigResource,
  type Evaluation,
} from '../../core/domain/compliance/compliance.ts';
import type { Mute } from '../../core/domain/alerts/mute.ts';
import type { CoverageFinding } from '../../core/domain/findings/coverage-finding.ts';
import type { Finding } from '../../core/domain/findings/finding.ts';
import { InvalidInput } from '../../core/domain/invalid-input.ts';
import type { AuthorityRecord } from '../../core/domain/inventory/authority-record.ts';
import type { CertificateRecord } from '../../core/domain/inventory/certificate-record.ts';
import type { Clock } from '../../core/runtime/clock.ts';
import type { ChangedItem, ConfigEvent } from '../../core/runtime/config-event.ts';
import type { AuthorityInventory, Inventory, OpenFindings } from '../../core/sweep/ports.ts';

export { configEvent as evaluateComplianceInput } from '../../core/runtime/config-event.ts';

/** Tells AWS Config, and what it was told before. */
export interface ConfigRules {
  /**
   * @param at when Config saw what is evaluated, ISO 8601
   * @throws AwsUnavailable where Config leaves some untaken, time and again
   */
  putEvaluations(evaluations: readonly Evaluation[], resultToken: string, at: string): Promise<void>;
  /** The resources that a rule has an evaluation of, but for those that are not applicable. */
  evaluatedBefore(rule: string): Promise<readonly ConfigResource[]>;
}

export interface EvaluateCompliancePorts {
  readonly hub: { readonly account: string; readonly region: string };
  readonly inventory: Pick<Inventory, 'ofPlace' | 'recordsOf'>;
  readonly authorityInventory: Pick<AuthorityInventory, 'authorityRecords'>;
  readonly openFindings: OpenFindings;
  readonly findings: { of(authorityArn: string): Promise<readonly Finding[]> };
  readonly coverage: { all(): Promise<readonly CoverageFinding[]> };
  readonly mutes: { everyMute(): Promise<readonly Mute[]> };
  readonly config: ConfigRules;
  readonly clock: Clock;
}

/** How many evaluations of each kind Config was told. */
export type EvaluatedCompliance = Readonly<Record<Compliance, number>>;

/**
 * Answers a custom rule of AWS Config from what RenewGuard keeps: on schedule for every CA and certificate of the account and
 * region that the rule is in, on a change for the resource that has changed. Nothing is read from ACM.
 */
export const evaluateCompliance =
  (ports: EvaluateCompliancePorts) =>
  async ({ accountId, configRuleName, eventLeftScope, invokingEvent, resultToken }: ConfigEvent) => {
    const { hub, config } = ports;
    if (accountId !== hub.account)
      throw new InvalidInput('accountId', `${hub.account}, the account RenewGuard is deployed in`, accountId);
    const evaluations =
      'changed' in invokingEvent
        ? await ofChanged(ports, invokingEvent.changed, eventLeftScope)
        : await ofAll(ports, resultToken === TEST_TOKEN ? [] : await config.evaluatedBefore(configRuleName));
    await config.putEvaluations(evaluations, resultToken, invokingEvent.at);
    return numbered(evaluations);
  };

/** All that is there, and what Config still has an evaluation of though it isn't. */
async function ofAll(
  ports: EvaluateCompliancePorts,
  before: readonly ConfigResource[],
): Promise<readonly Evaluation[]> {
  const evaluations = await evaluated(ports, await certificatesOf(ports), await authoritiesOf(ports));
  const there = new Set(evaluations.map(({ resourceId }) => resourceId));
  const gone = before.filter(({ resourceId }) => !there.has(resourceId));
  return [...evaluations, ...gone.map((each) => notApplicable(each, 'RenewGuard no longer finds it here.'))];
}

/** What is not in the inventory yet gets no evaluation: Config itself then says INSUFFICIENT_DATA. */
async function ofChanged(
  ports: EvaluateCompliancePorts,
  item: ChangedItem,
  hasLeftScope: boolean,
): Promise<readonly Evaluation[]> {
  if (hasLeftScope || item.isGone) return [notApplicable(item, 'it is deleted, or no longer recorded.')];
  const { resourceType, arn } = item;
  if (resourceType !== CERTIFICATE_TYPE && resourceType !== AUTHORITY_TYPE)
    return [notApplicable(item, 'it is no certificate of ACM, and no private CA.')];
  const evaluations =
    resourceType === CERTIFICATE_TYPE
      ? await evaluated(ports, thereOf((await ports.inventory.recordsOf([arn])).values()), [])
      : await evaluated(
          ports,
          [],
          (await authoritiesOf(ports)).filter((each) => each.arn === arn),
        );
  return evaluations.map((each) => ({ ...each, resourceId: item.resourceId }));
}

async function evaluated(
  ports: EvaluateCompliancePorts,
  certificates: readonly CertificateRecord[],
  authorities: readonly AuthorityRecord[],
): Promise<readonly Evaluation[]> {
  const signing = certificates.flatMap(({ authorityArn }) => authorityArn ?? []);
  const facts = await factsAbout(ports, new Set([...authorities.map(({ arn }) => arn), ...signing]));
  return [
    ...authorities.map((each) => authorityEvaluation(each, facts)),
    ...certificates.map((each) => certificateEvaluation(each, facts)),
  ];
}

async function factsAbout(
  { hub, openFindings, findings, coverage, mutes, clock }: EvaluateCompliancePorts,
  authorityArns: Iterable<string>,
): Promise<ComplianceFacts> {
  const open = await openFindings.openCertificateFindings(hub.account, hub.region);
  const authorityFindings = new Map<string, readonly Finding[]>();
  for (const arn of authorityArns) authorityFindings.set(arn, (await findings.of(arn)).filter(isOpen));
  return {
    certificateFindings: new Map(open.map((finding) => [finding.certificateArn, finding])),
    authorityFindings,
    gaps: (await coverage.all()).filter(isOpen),
    mutes: await mutes.everyMute(),
    now: (await clock.now()).toISOString(),
  };
}

const isOpen = ({ state }: { readonly state: 'OPEN' | 'RESOLVED' }): boolean => state === 'OPEN';

async function certificatesOf({ hub, inventory }: EvaluateCompliancePorts): Promise<readonly CertificateRecord[]> {
  const records: CertificateRecord[] = [];
  let after: string | undefined;
  do {
    const page = await inventory.ofPlace(hub.account, hub.region, after);
    records.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return thereOf(records);
}

async function authoritiesOf({
  hub,
  authorityInventory,
}: EvaluateCompliancePorts): Promise<readonly AuthorityRecord[]> {
  const all = await authorityInventory.authorityRecords();
  return all.filter(({ account, region, goneAt }) => account === hub.account && region === hub.region && !goneAt);
}

/** Config knows certificates of ACM only: not what a CA issued to others, nor Roles Anywhere's. */
const thereOf = (records: Iterable<CertificateRecord>): readonly CertificateRecord[] =>
  [...records].filter(({ source, goneAt }) => source === 'acm' && goneAt === undefined);

function numbered(evaluations: readonly Evaluation[]): EvaluatedCompliance {
  const numbers = { COMPLIANT: 0, NON_COMPLIANT: 0, NOT_APPLICABLE: 0 };
  for (const { compliance } of evaluations) numbers[compliance] += 1;
  return numbers;
}
