import { isoSeconds } from '../iso-seconds.ts';
import { type Principal, roleOf } from '../authorisation/principal.ts';

/** `userIdentity` of a CloudTrail record for a known caller (service-facts 3; user guide, "CloudTrail userIdentity element"). */
export function identityOfPrincipal(principal: Principal, accessKeyId: string): object {
  const { type, id: principalId, arn, account: accountId } = principal;
  const common = { type, principalId, arn, accountId, accessKeyId };
  if (type === 'IAMUser') return { ...common, userName: arn.split('/').at(-1) };
  const role = roleOf(principal);
  return role ? { ...common, sessionContext: sessionOf(principal, role) } : common;
}

/** That a session began when its key was first seen is the emulator's guess. */
const sessionOf = (
  { account: accountId, since }: Principal,
  { id: principalId, arn, name: userName }: NonNullable<ReturnType<typeof roleOf>>,
): object => ({
  sessionIssuer: { type: 'Role', principalId, arn, accountId, userName },
  attributes: { creationDate: isoSeconds(since), mfaAuthenticated: 'false' },
});
