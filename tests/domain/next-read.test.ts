import type { RelationVerdict } from '../../core/domain/authority-verdict.ts';
import type { FindingCode } from '../../core/domain/finding-codes.ts';
import { nextRead } from '../../core/domain/next-read.ts';
import type { Removal } from '../../core/domain/trigger.ts';
import { PAYMENTS, WEB } from '../builders/accounts.ts';
import { aRelation, lacking, undetermined } from '../builders/verdicts.ts';

const consumer = { account: PAYMENTS, standing: 'consumer' } as const;
const candidate = { account: WEB, standing: 'candidate' } as const;
const pauses = (relations: readonly RelationVerdict[], removal?: Removal) =>
  [1, 2, 3, 4, 5].map((reads) => nextRead(relations, removal, reads));

const AGAIN = [5, 30, 120, undefined, undefined];
const STANDS = [undefined, undefined, undefined, undefined, undefined];

test.each<[string, readonly RelationVerdict[]]>([
  ['granted', [aRelation()]],
  ['missing', [lacking()]],
])('without a removal, %s stands at the first read', (_, relations) => {
  expect(pauses(relations)).toEqual(STANDS);
});

test.each<[string, readonly RelationVerdict[]]>([
  ['of the owner', [undetermined()]],
  ['of a consumer', [aRelation(), undetermined({}, consumer)]],
])('what could not be determined %s is read again after 5, 30 and 120 seconds, then it stands', (_, relations) => {
  expect(pauses(relations)).toEqual(AGAIN);
});

test('what could not be determined of an account that merely can be read is not worth a wait', () => {
  expect(pauses([aRelation(), undetermined({}, candidate)])).toEqual(STANDS);
});

test('what is certainly missing does not wait for what could not be determined', () => {
  expect(pauses([aRelation({ ...lacking(), unjudged: undetermined().unjudged })])).toEqual(STANDS);
});

describe('a removal that the live read does not show', () => {
  test.each<[Removal, readonly RelationVerdict[]]>([
    ['permission', [aRelation()]],
    ['permission', [lacking({ code: 'AuthorityNotActive' })]],
    ['permission', [aRelation(), lacking({ code: 'PolicyMissing' }, consumer)]],
    ['state', [aRelation()]],
    ['state', [lacking({ code: 'PermissionMissing' })]],
    ['policy', [aRelation(), aRelation(consumer)]],
    ['policy', [lacking(), aRelation(consumer)]],
    ['policy', [aRelation(), aRelation(consumer), lacking({ code: 'PolicyMissing' }, candidate)]],
    ['policy', [aRelation(), aRelation(candidate)]],
    ['role', [aRelation(), aRelation(consumer)]],
    ['role', [aRelation(), lacking({ code: 'PolicyMissing' }, consumer)]],
  ])('of a %s is read again before it ends as fine (%#)', (removal, relations) => {
    expect(pauses(relations, removal)).toEqual(AGAIN);
  });
});

describe('a removal that the live read shows', () => {
  test.each<[Removal, FindingCode, readonly RelationVerdict[]]>([
    ['permission', 'PermissionMissing', [lacking()]],
    ['state', 'AuthorityNotActive', [lacking({ code: 'AuthorityNotActive' })]],
    ['state', 'AuthorityDeleted', [lacking({ code: 'AuthorityDeleted' })]],
    ['policy', 'PolicyMissing', [aRelation(), lacking({ code: 'PolicyMissing' }, consumer)]],
    ['policy', 'PolicyMissing', [aRelation(), lacking({ code: 'PolicyMissing' }, candidate)]],
    ['role', 'ServiceLinkedRoleMissing', [aRelation(), lacking({ code: 'ServiceLinkedRoleMissing' }, consumer)]],
    ['role', 'ServiceLinkedRoleMissing', [aRelation(), lacking({ code: 'ServiceLinkedRoleMissing' }, candidate)]],
    ['permission', 'AuthorityDeleted', [lacking({ code: 'AuthorityDeleted' })]],
    ['policy', 'AuthorityDeleted', [lacking({ code: 'AuthorityDeleted' }), aRelation(consumer)]],
    ['role', 'AuthorityDeleted', [lacking({ code: 'AuthorityDeleted' }), aRelation(consumer)]],
  ])('of a %s as %s stands at once (%#)', (removal, _, relations) => {
    expect(pauses(relations, removal)).toEqual(STANDS);
  });

  test.each<Removal>(['policy', 'role'])(
    'of a %s stands at once where no other account can be concerned',
    (removal) => {
      expect(pauses([aRelation()], removal)).toEqual(STANDS);
    },
  );
});
