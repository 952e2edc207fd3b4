import { roleIn } from '../../neighbours/iam/role.ts';
import type { Call } from '../../wire/call.ts';
import type { SessionTag } from './session-tags.ts';
import { denied } from './denied.ts';

/** A role as far as assuming it goes, wherever it is kept. */
export interface AssumableRole {
  readonly arn: string;
  /** `AROA…` */
  readonly id: string;
  readonly name: string;
  readonly trustPolicy: string;
  readonly maxSessionDuration: number;
}

/** How a role is to be assumed. */
export interface SessionWish {
  readonly role: AssumableRole;
  readonly sessionName: string;
  readonly durationSeconds: number;
  readonly sourceIdentity: string;
  readonly tags: readonly SessionTag[];
  readonly sessionPolicy: string | undefined;
  readonly managedPolicyArns: readonly string[];
}

/** The credentials of a session. Secrets: for the answer alone. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** The role of an ARN, of the cloud's IAM where there is one. @throws ServiceError AccessDeniedException */
export async function roleNamed(arn: string, { world, account, region }: Call): Promise<AssumableRole> {
  const [, , , , owner, path = ''] = arn.split(':');
  if (owner !== account) throw denied(`Unable to assume ${arn}: it is a role of another account.`);
  const name = path.slice(path.lastIndexOf('/') + 1);
  const role = world.cloud
    ? await world.cloud.roles.role(account, region, name)
    : roleIn(world.state.roles, account, name);
  if (role?.arn !== arn) throw denied(`Unable to assume ${arn}: there is no such role.`);
  return role;
}
