import * as z from 'zod/mini';
import { parseAuthorityArn } from '../../core/domain/arn.ts';
import type { RelationVerdict } from '../../core/domain/authority-verdict.ts';
import { summarizeDependents, type Dependents } from '../../core/domain/dependents.ts';
import { gatherDependents, type DependentsPorts } from '../../core/gathering/dependents.ts';
import { certificateAuthorityArn, listMadeEarlier } from '../../core/runtime/shapes.ts';

export const findDependentsInput = z.object(
  {
    certificateAuthorityArn,
    relations: listMadeEarlier<RelationVerdict>('the relations that VerifyAuthority judged'),
  },
  'an object',
);

/** Lists who depends on a CA in every account that was judged, and when they are first concerned. */
export function findDependents(ports: DependentsPorts) {
  return async (input: z.infer<typeof findDependentsInput>): Promise<Dependents> => {
    const authority = parseAuthorityArn(input.certificateAuthorityArn);
    const accounts = input.relations.map(({ account }) => account);
    return summarizeDependents(await gatherDependents(ports, authority, accounts));
  };
}
