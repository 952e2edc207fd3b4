import * as z from 'zod/mini';
import { parseAuthorityArn, type AccountId } from '../../core/domain/arn.ts';
import type { RelationVerdict } from '../../core/domain/authorities/authority-verdict.ts';
import { summarizeDependents, type Dependents } from '../../core/domain/authorities/dependents.ts';
import type { AuthorityMemory } from '../../core/gathering/ports.ts';
import { gatherDependents, type DependentsPorts } from '../../core/gathering/dependents.ts';
import { drill } from '../../core/runtime/drill-shape.ts';
import { certificateAuthorityArn, listMadeEarlier } from '../../core/runtime/shapes.ts';

export const findDependentsInput = z.object(
  {
    certificateAuthorityArn,
    relations: listMadeEarlier<RelationVerdict>('the relations that VerifyAuthority judged'),
    candidates: z.array(z.string('an account'), 'the accounts that VerifyAuthority could not judge yet'),
    drill,
  },
  'an object',
);

export interface FoundDependents extends Dependents {
  /** Accounts that turned out to use the CA: they are remembered, and the CA is to be judged for them too. */
  readonly newConsumers: readonly AccountId[];
}

/** Lists who depends on a CA in every account that can be read, and when they are first concerned. */
export function findDependents(ports: DependentsPorts) {
  return async (input: z.infer<typeof findDependentsInput>): Promise<FoundDependents> => {
    const authority = parseAuthorityArn(input.certificateAuthorityArn);
    const judged = input.relations.map(({ account }) => account);
    const isDrill = input.drill != null;
    const asked = isDrill ? { ...ports, memory: onlyReading(ports.memory) } : ports;
    const listed = await gatherDependents(asked, authority, [...judged, ...input.candidates]);
    const dependents = summarizeDependents(listed);
    // They are remembered for later verifications: a drill leaves that to those.
    const newConsumers = isDrill ? [] : input.candidates.filter((account) => account in dependents.accounts);
    if (newConsumers.length > 0) {
      const known = judged.filter((account) => account !== authority.account);
      await ports.memory.rememberConsumers(authority.arn, [...known, ...newConsumers]);
    }
    return { ...dependents, newConsumers };
  };
}

const onlyReading = (memory: AuthorityMemory): AuthorityMemory => ({
  consumersOf: (arn) => memory.consumersOf(arn),
  authoritiesOf: (arns) => memory.authoritiesOf(arns),
  rememberConsumers: () => Promise.resolve(),
  rememberAuthorities: () => Promise.resolve(),
});
