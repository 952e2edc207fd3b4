import { type Context, judged } from './conditions.ts';
import { readTrustPolicy, type TrustStatement } from './document.ts';
import { like } from '../../policies/wildcards.ts';

export const SERVICE_PRINCIPAL = 'rolesanywhere.amazonaws.com';

/** What Roles Anywhere does with a role: all of it must be allowed (service-facts 5.3). */
const ACTIONS = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'];

/**
 * Why a trust policy does not let Roles Anywhere assume the role; undefined: it does.
 *
 * As IAM evaluates policies (IAM user guide, "Policy evaluation logic"): a denial counts more than any permission, and
 * what nothing allows is denied. What the emulator cannot judge — an operator, a key, a policy variable — denies and is
 * named, wherever it could have mattered.
 *
 * @param context by lower-case condition key
 */
export function refusalOf(trustPolicy: string, context: Context): string | undefined {
  const policy = readTrustPolicy(trustPolicy);
  if ('flaw' in policy) return policy.flaw;
  for (const action of ACTIONS) {
    const refusal = refusalFor(action, policy.statements, context);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function refusalFor(action: string, statements: readonly TrustStatement[], context: Context): string | undefined {
  let allowed = false;
  let denied = false;
  for (const statement of statements.filter((each) => concerns(each, action))) {
    const judgement = judged(statement.Condition, context);
    if ('flaw' in judgement) return `the emulator does not know ${judgement.flaw} in its trust policy`;
    if (judgement.holds && statement.Effect === 'Deny') denied = true;
    if (judgement.holds && statement.Effect === 'Allow') allowed = true;
  }
  if (denied) return `its trust policy denies ${SERVICE_PRINCIPAL} the action ${action}`;
  return allowed ? undefined : `its trust policy does not allow ${SERVICE_PRINCIPAL} the action ${action}`;
}

const concerns = (statement: TrustStatement, action: string): boolean =>
  names(statement, action) &&
  (statement.Principal ? isNamed(statement.Principal, statement.Effect) : isLeft(statement));

/** Actions are compared without regard to case. */
function names({ Action, NotAction }: TrustStatement, action: string): boolean {
  const fits = (pattern: string): boolean => like(action.toLowerCase(), pattern.toLowerCase());
  return Action ? Action.some(fits) : !NotAction?.some(fits);
}

/** Everybody is a service too where something is denied; to allow, the service must be named: the stricter reading. */
function isNamed(principal: NonNullable<TrustStatement['Principal']>, effect: TrustStatement['Effect']): boolean {
  const named = principal as Readonly<Record<string, readonly string[] | undefined>>;
  return named['Service']?.includes(SERVICE_PRINCIPAL) === true || (effect === 'Deny' && named['*'] !== undefined);
}

/** All but those named; it may deny, and never allows (IAM refuses NotPrincipal with Allow in trust policies). */
const isLeft = ({ NotPrincipal, Effect }: TrustStatement): boolean =>
  Effect === 'Deny' && NotPrincipal !== undefined && !isNamed(NotPrincipal, 'Deny');
