import type { ContextEntry, Decision } from '../cloud/iam.ts';
import { ServiceError } from '../errors.ts';
import type { Call } from '../wire/call.ts';
import { contextOf } from './context.ts';
import { type Principal, roleOf } from './principal.ts';
import { resourceOf } from './resources.ts';

/** On what, and under which conditions, something is to be done. */
export interface Matter {
  /** An ARN, or `*`. */
  readonly resource: string;
  readonly context: readonly ContextEntry[];
}

/** What a call is about, by its input. */
export const matterOf = (call: Call, input: object): Matter => ({
  resource: resourceOf(call, input) ?? '*',
  context: contextOf(call, input),
});

/**
 * Lets IAM judge a call of a role or a user, where there is one to ask. An account's own key may do everything there;
 * whether another account's CA allows it is asked beside this, of the CA's policy. Whoever asks for a session with a
 * certificate has no identity of IAM's yet: the role's trust policy judges.
 *
 * @throws ServiceError AccessDeniedException; ServiceUnavailable (503) where STS or IAM could not be asked
 */
export async function authorise(call: Call, { resource, context }: Matter): Promise<void> {
  const { iam } = call.world;
  if (!iam || call.proof || call.principal?.type === 'Root') return;
  const policySource = policySourceOf(call);
  const action = `${ACTION_PREFIXES[call.service] ?? call.service}:${call.operation}`;
  const decision = await iam.simulate({
    account: call.account,
    region: call.region,
    policySource,
    action,
    resource,
    context,
  });
  if (decision !== 'allowed') throw denied(call, action, resource, decision);
}

/** Where IAM's actions have another prefix than the service's signatures. */
const ACTION_PREFIXES: Readonly<Partial<Record<string, string>>> = { tagging: 'tag' };

function policySourceOf({ principal, unknown, accessKeyId }: Call): string {
  if (!principal) throw unknown ?? new ServiceError('ServiceUnavailable', `Nobody tells who ${accessKeyId} is.`, 503);
  return roleOf(principal)?.arn ?? principal.arn;
}

const WHY: Readonly<Record<Exclude<Decision, 'allowed'>, (action: string) => string>> = {
  implicitDeny: (action) => `because no identity-based policy allows the ${action} action`,
  explicitDeny: () => 'with an explicit deny in an identity-based policy',
};

/** In the words of the services (IAM user guide, "Troubleshoot access denied error messages"). */
function denied(
  { principal, service }: { readonly principal?: Principal | undefined; readonly service: string },
  action: string,
  resource: string,
  decision: Exclude<Decision, 'allowed'>,
): ServiceError {
  const message = `User: ${principal?.arn ?? ''} is not authorized to perform: ${action} on resource: ${resource} ${WHY[decision](action)}`;
  return new ServiceError('AccessDeniedException', message, service === 'rolesanywhere' ? 403 : 400);
}
