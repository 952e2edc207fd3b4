import { z } from 'zod';
import { conditions, effect, version } from '../../policies/elements.ts';

const texts = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());

const principal = z.union([
  z.literal('*').transform(() => ({ '*': ['*'] })),
  z.partialRecord(z.enum(['AWS', 'Service', 'Federated', 'CanonicalUser']), texts),
]);

const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: effect,
  Principal: principal.optional(),
  NotPrincipal: principal.optional(),
  Action: texts.optional(),
  NotAction: texts.optional(),
  Condition: conditions.optional(),
});

const document = z.strictObject({
  Version: version.optional(),
  Id: z.string().optional(),
  Statement: z.union([statement, z.array(statement)]).transform((value) => [value].flat()),
});

/** One statement of a trust policy; it has no Resource, the role itself is meant (IAM user guide, "Trust policies"). */
export type TrustStatement = z.output<typeof statement>;

/** The statements of a trust policy, or what it has that none has. */
export function readTrustPolicy(text: string): { readonly statements: TrustStatement[] } | { readonly flaw: string } {
  const result = document.safeParse(parsed(text));
  if (!result.success) {
    const [issue] = result.error.issues;
    const unknown = issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : '';
    return { flaw: `its trust policy cannot be read at ${[...(issue?.path ?? []), unknown].join('.')}` };
  }
  const odd = result.data.Statement.find((each) => !isWhole(each));
  return odd
    ? { flaw: 'a statement of its trust policy lacks a principal or an action' }
    : { statements: result.data.Statement };
}

const isWhole = (each: TrustStatement): boolean =>
  (each.Principal === undefined) !== (each.NotPrincipal === undefined) &&
  (each.Action === undefined) !== (each.NotAction === undefined);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
