import type { AccountId } from '../arn.ts';
import type { Unreadable } from '../fact.ts';

/** Where RenewGuard is, for the commands that let it read more. */
export interface Hub {
  readonly account: AccountId;
  readonly region: string;
  readonly partition: string;
  /** The role that members give it to read with. */
  readonly memberRoleName: string;
}

/** What could not be read, and where. */
export interface Unread {
  readonly account: AccountId;
  /** Absent: in none of the account's regions. */
  readonly region?: string;
  readonly why: readonly Unreadable[];
}

export const ASSUME_ROLE = 'sts:AssumeRole';

/** What passes without anybody's doing. */
export const passesByItself = ({ kind }: Unreadable): boolean => kind === 'throttled' || kind === 'unavailable';

/** A region that an account has not opted in to knows no token of it (AWS Account Management reference guide, "Enable or disable"). */
const NOT_ENABLED = /UnrecognizedClient|InvalidClientTokenId|OptInRequired|not (enabled|opted)/i;

/** The commands that let it be read, in order; the last has it read again. */
export function coverageRemedy(unread: Unread, hub: Hub): readonly string[] {
  return [
    ...(unread.why.some(isAboutRole) ? [deployMember(hub)] : []),
    ...(unread.why.some(isDisabled) ? enableRegion(unread, hub) : allowActions(unread, hub)),
    sweepAgain(unread),
  ];
}

/** The one that lets RenewGuard list the accounts: whoever administers a service for the organisation may (Organizations user guide). */
export const delegateAdministration = (hub: Hub): readonly string[] => [
  `aws organizations register-delegated-administrator --account-id ${hub.account} --service-principal member.org.stacksets.cloudformation.amazonaws.com`,
  'npx renewguard sweep',
];

const isAboutRole = (why: Unreadable): boolean => why.operation === ASSUME_ROLE && !passesByItself(why);

const isDisabled = ({ message, operation }: Unreadable): boolean =>
  operation !== ASSUME_ROLE && NOT_ENABLED.test(message);

const deployMember = (hub: Hub): string =>
  'aws cloudformation deploy --template-file organization/member.template.yaml --stack-name renewguard-member ' +
  `--capabilities CAPABILITY_NAMED_IAM --region ${hub.region} ` +
  `--parameter-overrides HubAccount=${hub.account} RoleName=${hub.memberRoleName} "ExternalId=$EXTERNAL_ID"`;

function enableRegion({ account, region = '' }: Unread, hub: Hub): readonly string[] {
  const where = `--region-name ${region}${account === hub.account ? '' : ` --account-id ${account}`}`;
  return [`aws account get-region-opt-status ${where}`, `aws account enable-region ${where}`];
}

/** Tells what denies it: the role's policy, a boundary, or a policy of the organisation. */
function allowActions({ account, why }: Unread, hub: Hub): readonly string[] {
  const denied = why.filter(({ kind, operation }) => kind === 'access-denied' && operation !== ASSUME_ROLE);
  if (denied.length === 0) return [];
  if (account === hub.account)
    return [`aws organizations list-policies-for-target --target-id ${account} --filter SERVICE_CONTROL_POLICY`];
  const actions = [...new Set(denied.map(({ operation }) => operation))].toSorted().join(' ');
  const role = `arn:${hub.partition}:iam::${account}:role/${hub.memberRoleName}`;
  return [deployMember(hub), `aws iam simulate-principal-policy --policy-source-arn ${role} --action-names ${actions}`];
}

const sweepAgain = ({ account, region }: Unread): string =>
  `npx renewguard sweep --accounts ${account}${region === undefined ? '' : ` --regions ${region}`}`;
