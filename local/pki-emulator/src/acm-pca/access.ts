import { type ArnParts, parseAuthorityArn, rootArn } from '../arns.ts';
import { notFound, ServiceError } from '../errors.ts';
import type { Call } from '../wire/call.ts';
import { type Authority, isGone } from './authority.ts';
import { allows } from './policy/statements.ts';

/**
 * The CA an operation names, if the caller may use it so: its own always, another account's when the CA's resource
 * policy allows this action (user guide, "Cross-account access").
 *
 * @param templateArn what acm-pca:TemplateArn would be, for IssueCertificate
 * @throws ServiceError InvalidArnException, ResourceNotFoundException (own account), AccessDeniedException (others')
 */
export function authorityFor(call: Call, arn: string, templateArn?: string): Authority {
  const parts = parseAuthorityArn(arn);
  const authority = findAuthority(call, arn, parts);
  if (parts.account === call.account) return authority ?? missing(arn);
  const access = { account: call.account, action: call.operation, templateArn };
  return authority && allows(authority.policy?.statements ?? [], access) ? authority : denied(call, arn);
}

/** The same for what only an owner may do, whatever the CA's policy says. */
export function ownAuthority(call: Call, arn: string): Authority {
  const parts = parseAuthorityArn(arn);
  if (parts.account !== call.account) denied(call, arn);
  return findAuthority(call, arn, parts) ?? missing(arn);
}

function findAuthority(call: Call, arn: string, parts: ArnParts): Authority | undefined {
  // A regional endpoint knows its own region's CAs only.
  if (parts.region !== call.region) return undefined;
  const { authorities } = call.world.state.scope(parts.account, parts.region);
  const authority = authorities.get(arn);
  if (!authority || !isGone(authority, call.world.clock.now())) return authority;
  authorities.delete(arn);
  return undefined;
}

function missing(arn: string): never {
  throw notFound(`Could not find certificate authority ${arn}.`);
}

function denied(call: Call, arn: string): never {
  const who = call.principal?.arn ?? rootArn(call.account, call.region);
  const action = `acm-pca:${call.operation}`;
  throw new ServiceError(
    'AccessDeniedException',
    `User: ${who} is not authorized to perform: ${action} on resource: ${arn} because no resource-based policy allows the ${action} action`,
  );
}
