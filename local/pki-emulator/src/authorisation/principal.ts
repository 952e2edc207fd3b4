import { rootArn } from '../arns.ts';

export type PrincipalType = 'Root' | 'AssumedRole' | 'IAMUser' | 'FederatedUser';

/** Who calls. */
export interface Principal {
  readonly type: PrincipalType;
  /** As STS names it: of a role, the session's ARN. */
  readonly arn: string;
  /** `UserId` of GetCallerIdentity: an account, `AIDA…`, or `AROA…:<session>`. */
  readonly id: string;
  readonly account: string;
  /** When the emulator first met it, on its clock: nobody tells when a session began. */
  readonly since: Date;
}

const ARN = /^arn:(aws[a-z-]*):(iam|sts)::(\d{12}):(root|user|assumed-role|federated-user)(?:\/(.+))?$/;

const TYPES: Readonly<Record<string, PrincipalType>> = {
  root: 'Root',
  user: 'IAMUser',
  'assumed-role': 'AssumedRole',
  'federated-user': 'FederatedUser',
};

/** The principal of an ARN; undefined when it is none. */
export function principalOf(arn: string, id: string, since: Date): Principal | undefined {
  const [, , , account = '', kind = ''] = ARN.exec(arn) ?? [];
  const type = TYPES[kind];
  return type && { type, arn, id, account, since };
}

/** An account itself, whose key its twelve digits are. */
export const rootOf = (account: string, region: string, since: Date): Principal => ({
  type: 'Root',
  arn: rootArn(account, region),
  id: account,
  account,
  since,
});

/** The role whose session it is. A session's ARN lacks the path of its role, so this may too. */
export function roleOf({ type, arn, id, account }: Principal) {
  if (type !== 'AssumedRole') return undefined;
  const [, partition = 'aws', , , , resource = ''] = ARN.exec(arn) ?? [];
  const [name = '', session = ''] = resource.split('/');
  return { name, session, id: id.split(':')[0] ?? '', arn: `arn:${partition}:iam::${account}:role/${name}` };
}
