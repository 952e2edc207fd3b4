import fc from 'fast-check';
import {
  businessUnitOf,
  BUSINESS_UNIT_TAGS,
  OWNER_SOURCES,
  OWNER_TAGS,
  ownerOf,
  type OwnerFacts,
  type OwnerSource,
} from '../../../core/domain/inventory/owner.ts';
import { routeOfTags } from '../../../core/domain/reissue/route-tags.ts';
import { AUTHORITY_ARN, PAYMENTS, PKI } from '../../builders/accounts.ts';
import { anyText } from '../../builders/any-text.ts';

const ROLE = `arn:aws:iam::${PKI}:role/Deploy`;

/** What lets each source tell, and nothing else. */
const TELLING: Record<OwnerSource, Partial<OwnerFacts>> = {
  'certificate tags': { certificateTags: { 'renewguard:owner': 'certificate tags' } },
  'authority tags': { authorityTags: { Owner: 'authority tags' } },
  'account tags': { accountTags: { owner: 'account tags' } },
  'reported requester': { reportedRequester: 'reported requester' },
  'mapping file': { mapping: { rules: [{ account: PKI, owner: 'mapping file' }] } },
};

const about = (facts: Partial<OwnerFacts> = {}): OwnerFacts => ({ account: PKI, names: ['www.example.com'], ...facts });

const together = (sources: readonly OwnerSource[]): OwnerFacts =>
  about(Object.assign({}, ...sources.map((source) => TELLING[source])) as Partial<OwnerFacts>);

describe('the owner of a certificate', () => {
  test.each(OWNER_SOURCES)('is told by %s, where nothing else tells one', (source) => {
    expect(ownerOf(together([source]))).toEqual({ name: source, from: source });
  });

  test('is nobody where nothing tells one', () => {
    expect(ownerOf(about())).toBeUndefined();
    expect(
      ownerOf(about({ certificateTags: {}, accountTags: { team: 'web' }, mapping: { rules: [] } })),
    ).toBeUndefined();
  });

  test('is told by the first source of the list that says anything, whatever the later ones say', () => {
    fc.assert(
      fc.property(fc.subarray([...OWNER_SOURCES], { minLength: 1 }), (sources) => {
        expect(ownerOf(together(sources))?.from).toBe(sources[0]);
      }),
    );
  });

  test('does not change by what a later source says', () => {
    fc.assert(
      fc.property(fc.subarray([...OWNER_SOURCES], { minLength: 1 }), anyText(), (sources, text) => {
        const facts = together(sources);
        const [first] = sources;
        const louder = {
          ...facts,
          ...(first !== 'reported requester' && first !== 'mapping file' && { reportedRequester: text }),
        };
        expect(ownerOf(louder)).toEqual(ownerOf(facts));
      }),
    );
  });

  test('comes from the first of the tags that says something', () => {
    const tags = { owner: 'third', Owner: 'second', 'renewguard:owner': 'first' };
    expect(ownerOf(about({ certificateTags: tags }))?.name).toBe('first');
    expect(ownerOf(about({ certificateTags: { ...tags, 'renewguard:owner': '  ' } }))?.name).toBe('second');
    expect(ownerOf(about({ certificateTags: { owner: 'third' } }))?.name).toBe('third');
  });

  test.each<[string, string | undefined]>([
    [`arn:aws:sts::${PKI}:assumed-role/Deploy/run-4711`, `arn:aws:sts::${PKI}:assumed-role/Deploy`],
    [`arn:aws:sts::${PKI}:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/ada@example.com`, 'ada@example.com'],
    [`arn:aws-cn:sts::${PKI}:assumed-role/Deploy/i-0123456789`, `arn:aws-cn:sts::${PKI}:assumed-role/Deploy`],
    [ROLE, ROLE],
    ['acm.amazonaws.com', undefined],
    ['', undefined],
  ])('that a record reports as %j is %j', (reportedRequester, name) => {
    expect(ownerOf(about({ reportedRequester }))?.name).toBe(name);
  });

  test('is a name that a mailbox and a key of the table take, whatever a tag or a record says', () => {
    fc.assert(
      fc.property(anyText(600), fc.constantFrom(...OWNER_TAGS), (text, tag) => {
        for (const facts of [about({ certificateTags: { [tag]: text } }), about({ reportedRequester: text })]) {
          const name = ownerOf(facts)?.name ?? 'none';
          expect(name.length).toBeLessThanOrEqual(256);
          expect(name.trim()).not.toBe('');
          expect(name).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
        }
      }),
    );
  });

  test('is no member that every object has', () => {
    expect(
      ownerOf(about({ certificateTags: Object.create({ owner: 'inherited' }) as Record<string, string> })),
    ).toBeUndefined();
  });
});

describe('the business unit of a certificate', () => {
  const mapping = { rules: [{ authority: AUTHORITY_ARN, businessUnit: 'mapping file' }] };
  const everything: Partial<OwnerFacts> = {
    authorityArn: AUTHORITY_ARN,
    certificateTags: { BusinessUnit: 'certificate tags' },
    authorityTags: { 'business-unit': 'authority tags' },
    accountTags: { 'renewguard:business-unit': 'account tags' },
    reportedRequester: ROLE,
    mapping,
  };

  test('comes from tags of the certificate, its CA and its account, then the mapping file, then the scope', () => {
    const { certificateTags: _, ...without } = everything;
    const { authorityTags: __, ...onlyAccount } = without;
    const { accountTags: ___, ...onlyMapping } = onlyAccount;
    expect(businessUnitOf(about(everything), 'scope')).toBe('certificate tags');
    expect(businessUnitOf(about(without), 'scope')).toBe('authority tags');
    expect(businessUnitOf(about(onlyAccount), 'scope')).toBe('account tags');
    expect(businessUnitOf(about(onlyMapping), 'scope')).toBe('mapping file');
    expect(businessUnitOf(about({ account: PAYMENTS, mapping }), 'scope')).toBe('scope');
    expect(businessUnitOf(about({ reportedRequester: ROLE }))).toBeUndefined();
  });
});

test('the tags that tell whose a certificate is are in no delivery route’s way', () => {
  const tags = [...OWNER_TAGS, ...BUSINESS_UNIT_TAGS].map((tag) => [tag, 'web']);
  expect(routeOfTags(Object.fromEntries(tags) as Record<string, string>)).toEqual({});
});
