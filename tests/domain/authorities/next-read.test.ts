import type { RelationVerdict } from '../../../core/domain/authorities/authority-verdict.ts';
import type { UnreadableKind } from '../../../core/domain/fact.ts';
import { findingKey } from '../../../core/domain/findings/finding.ts';
import type { FindingCode } from '../../../core/domain/findings/finding-codes.ts';
import { nextRead } from '../../../core/domain/authorities/next-read.ts';
import type { Removal } from '../../../core/domain/authorities/trigger.ts';
import { PAYMENTS, PKI, WEB } from '../../builders/accounts.ts';
import { aRelation, anUnjudged, lacking, undetermined } from '../../builders/verdicts.ts';

const payments = { account: PAYMENTS, standing: 'consumer' } as const;
const web = { account: WEB, standing: 'consumer' } as const;

const pauses = (
  relations: readonly RelationVerdict[],
  removals: readonly Removal[] = [],
  open: readonly string[] = [],
) => [1, 2, 3, 4, 5].map((reads) => nextRead({ relations, removals, open: new Set(open), reads }));

const AGAIN = [5, 30, 120, undefined, undefined];
const STANDS = [undefined, undefined, undefined, undefined, undefined];

test.each<[string, readonly RelationVerdict[]]>([
  ['granted', [aRelation()]],
  ['missing', [lacking()]],
])('without a removal, %s stands at the first read', (_, relations) => {
  expect(pauses(relations)).toEqual(STANDS);
});

describe('what could not be determined is read again after 5, 30 and 120 seconds, then it stands', () => {
  test.each<[string, readonly RelationVerdict[]]>([
    ['of the owner', [undetermined()]],
    ['of a consumer', [aRelation(), undetermined({}, payments)]],
  ])('%s', (_, relations) => {
    expect(pauses(relations)).toEqual(AGAIN);
  });

  test.each<[UnreadableKind, readonly (number | undefined)[]]>([
    ['throttled', AGAIN],
    ['unavailable', AGAIN],
    ['access-denied', AGAIN],
    ['wrong-state', AGAIN],
    ['not-configured', STANDS],
  ])('%s: unless it is a setting that is missing', (kind, expected) => {
    expect(pauses([aRelation({ unjudged: [anUnjudged({}, kind)] })])).toEqual(expected);
  });

  test('but not beside what is certainly missing', () => {
    expect(pauses([{ ...lacking(), unjudged: undetermined().unjudged }])).toEqual(STANDS);
  });
});

test('what another account lacks is not certain to concern it while the policy could not be read', () => {
  const unread = anUnjudged({ need: 'policy shares the authority with ACM', codes: ['PolicyMissing'] });
  const lost = lacking({ code: 'ServiceLinkedRoleMissing' }, { ...payments, unjudged: [unread] });
  expect(pauses([aRelation(), lost])).toEqual(AGAIN);
  expect(pauses([aRelation(), lost, lacking({ code: 'ServiceLinkedRoleMissing' }, web)])).toEqual(STANDS);
});

describe('a removal that the live read does not show', () => {
  test.each<[Removal, readonly RelationVerdict[]]>([
    ['permission', [aRelation()]],
    ['permission', [lacking({ code: 'AuthorityNotActive' })]],
    ['permission', [aRelation(), lacking({ code: 'PolicyMissing' }, payments)]],
    ['state', [aRelation()]],
    ['state', [lacking({ code: 'PermissionMissing' })]],
    ['policy', [aRelation(), aRelation(payments)]],
    ['policy', [lacking(), aRelation(payments)]],
    ['policy', [aRelation(), lacking({ code: 'ServiceLinkedRoleMissing' }, payments)]],
    ['role', [aRelation(), aRelation(payments)]],
    ['role', [aRelation(), lacking({ code: 'PolicyMissing' }, payments)]],
  ])('of a %s is read again before it ends as fine (%#)', (removal, relations) => {
    expect(pauses(relations, [removal])).toEqual(AGAIN);
  });

  test('one of several removals suffices', () => {
    expect(pauses([lacking()], ['permission', 'state'])).toEqual(AGAIN);
  });

  test('is no other account’s trouble that was known before', () => {
    const relations = [aRelation(), lacking({ code: 'PolicyMissing' }, payments), aRelation(web)];
    const known = findingKey({ code: 'PolicyMissing', account: PAYMENTS });
    expect(pauses(relations, ['policy'], [known])).toEqual(AGAIN);
    expect(pauses(relations, ['policy'])).toEqual(STANDS);
  });
});

describe('a removal that the live read shows stands at once', () => {
  test.each<[Removal, FindingCode, readonly RelationVerdict[]]>([
    ['permission', 'PermissionMissing', [lacking()]],
    ['state', 'AuthorityNotActive', [lacking({ code: 'AuthorityNotActive' })]],
    ['state', 'AuthorityDeleted', [lacking({ code: 'AuthorityDeleted' })]],
    ['policy', 'PolicyMissing', [aRelation(), lacking({ code: 'PolicyMissing' }, payments)]],
    ['role', 'ServiceLinkedRoleMissing', [aRelation(), lacking({ code: 'ServiceLinkedRoleMissing' }, payments)]],
    ['permission', 'AuthorityDeleted', [lacking({ code: 'AuthorityDeleted' })]],
    ['policy', 'AuthorityDeleted', [lacking({ code: 'AuthorityDeleted' }), aRelation(payments)]],
    ['role', 'AuthorityDeleted', [lacking({ code: 'AuthorityDeleted' }), aRelation(payments)]],
  ])('of a %s as %s (%#)', (removal, _, relations) => {
    expect(pauses(relations, [removal])).toEqual(STANDS);
  });

  test('as what was known before, where it can’t be worse', () => {
    expect(pauses([lacking()], ['permission'], [findingKey({ code: 'PermissionMissing', account: PKI })])).toEqual(
      STANDS,
    );
  });

  test('in one of several accounts', () => {
    const relations = [aRelation(), lacking({ code: 'PolicyMissing' }, payments), aRelation(web)];
    expect(pauses(relations, ['policy'])).toEqual(STANDS);
  });

  test('in all of several ways', () => {
    const relation = aRelation({ unmet: [...lacking().unmet, ...lacking({ code: 'AuthorityNotActive' }).unmet] });
    expect(pauses([relation], ['permission', 'state'])).toEqual(STANDS);
  });

  test.each<Removal>(['policy', 'role'])('as nothing, where a %s concerns nobody', (removal) => {
    expect(pauses([aRelation()], [removal])).toEqual(STANDS);
  });
});
