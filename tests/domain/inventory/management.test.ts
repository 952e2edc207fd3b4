import fc from 'fast-check';
import { CERTIFICATE_KINDS } from '../../../core/domain/certificates/certificate.ts';
import { managementOf, type ManagementFacts } from '../../../core/domain/inventory/management.ts';

const ACM = 'acm.amazonaws.com';
const ECS = 'ecs.amazonaws.com';

const issued = (facts: Omit<ManagementFacts, 'kind'> = {}) => managementOf({ kind: 'issued', ...facts });

describe('what ACM lists is managed as its kind says', () => {
  test.each(CERTIFICATE_KINDS.filter((kind) => kind !== 'issued'))('%s', (kind) => {
    const by = { private: 'acm', public: 'acm', other: 'unknown' }[kind as string] ?? 'nobody';
    expect(managementOf({ kind })).toEqual({ by, evidence: by === 'unknown' ? 'none' : 'kind' });
  });
});

describe('what a private CA issued is managed as the first of these tells', () => {
  test.each<[string, Omit<ManagementFacts, 'kind'>, string, string]>([
    [
      'the audit report names ACM',
      { requestedByServicePrincipal: ACM, acm: 'absent' },
      'acm',
      'requestedByServicePrincipal',
    ],
    [
      'the audit report names another service',
      { requestedByServicePrincipal: ECS, acm: 'managed' },
      'unknown',
      'requestedByServicePrincipal',
    ],
    ['ACM requested it', { acm: 'managed', record: {} }, 'acm', 'acm-inventory'],
    ['it was imported', { acm: 'imported', record: { invokedBy: ACM } }, 'nobody', 'acm-inventory'],
    [
      'a record names ACM, and ACM lists its successor',
      { acm: 'absent', record: { invokedBy: ACM } },
      'acm',
      'invokedBy',
    ],
    ['a record names another service', { acm: 'absent', record: { invokedBy: ECS } }, 'unknown', 'invokedBy'],
    ['a record names nobody', { record: {} }, 'nobody', 'invokedBy'],
    ['no account has it', { acm: 'absent' }, 'nobody', 'acm-inventory'],
    ['no account has it, and a record names nobody', { acm: 'absent', record: {} }, 'nobody', 'acm-inventory'],
    ['nothing tells', {}, 'unknown', 'none'],
  ])('%s', (_, facts, by, evidence) => {
    expect(issued(facts)).toEqual({ by, evidence });
  });
});

const principals = fc.constantFrom(undefined, ACM, ECS);
const facts: fc.Arbitrary<Omit<ManagementFacts, 'kind'>> = fc
  .record({
    requestedByServicePrincipal: principals,
    acm: fc.constantFrom(undefined, 'managed' as const, 'imported' as const, 'absent' as const),
    record: fc.option(
      principals.map((invokedBy) => (invokedBy === undefined ? {} : { invokedBy })),
      { nil: undefined },
    ),
  })
  .map((told) => Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined)));

test('ACM manages only what something says that ACM asked for, and nothing is unmanaged because nobody told', () => {
  fc.assert(
    fc.property(facts, (told) => {
      const { by } = issued(told);
      const acmNamed =
        [told.requestedByServicePrincipal, told.record?.invokedBy].includes(ACM) || told.acm === 'managed';
      if (by === 'acm') expect(acmNamed).toBe(true);
      if (by === 'nobody') expect([told.acm !== undefined, told.record !== undefined]).toContain(true);
      if (told.acm === undefined && told.record === undefined && told.requestedByServicePrincipal === undefined)
        expect(by).toBe('unknown');
    }),
  );
});

test('what is told after the evidence changes nothing', () => {
  fc.assert(
    fc.property(facts, facts, ({ requestedByServicePrincipal, acm }, other) => {
      if (requestedByServicePrincipal !== undefined)
        expect(issued({ ...other, requestedByServicePrincipal })).toEqual(issued({ requestedByServicePrincipal }));
      const { requestedByServicePrincipal: _, ...later } = other;
      if (acm === 'managed' || acm === 'imported') expect(issued({ ...later, acm })).toEqual(issued({ acm }));
    }),
  );
});
