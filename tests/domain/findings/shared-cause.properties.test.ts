import fc from 'fast-check';
import { CERTIFICATE_FINDING_CODES } from '../../../core/domain/findings/certificate-finding-codes.ts';
import type { Finding } from '../../../core/domain/findings/finding.ts';
import { concernsOf, FINDING_CODES } from '../../../core/domain/findings/finding-codes.ts';
import { causeAmong, causesOf, nextLook, toldWithOf, withCause } from '../../../core/domain/findings/shared-cause.ts';
import { AUTHORITY_ARN, PAYMENTS, PKI, WEB } from '../../builders/accounts.ts';
import { aCertificateFinding, aFinding } from '../../builders/findings.ts';

const HOUR = 3_600_000;
const NOW = '2026-11-22T12:00:00.000Z';
const before = (hours: number): string => new Date(Date.parse(NOW) - hours * HOUR).toISOString();

const accounts = fc.constantFrom(PKI, PAYMENTS, WEB);
const findings: fc.Arbitrary<readonly Finding[]> = fc.array(
  fc
    .record({
      code: fc.constantFrom(...FINDING_CODES),
      account: accounts,
      state: fc.constantFrom('OPEN' as const, 'RESOLVED' as const),
      hours: fc.integer({ min: 0, max: 200 }),
    })
    .map(({ hours, ...more }) =>
      aFinding({ ...more, changedAt: before(hours), ...(more.state === 'RESOLVED' && { resolvedAt: before(hours) }) }),
    ),
  { maxLength: 6 },
);
const reasons = fc.constantFrom(
  ...FINDING_CODES,
  ...CERTIFICATE_FINDING_CODES,
  'PCA_ACCESS_DENIED',
  'PCA_INVALID_STATE',
  'PCA_RESOURCE_NOT_FOUND',
  'SLR_NOT_FOUND',
  'NO_AVAILABLE_CONTACTS',
);
const troubles = fc.record({ reason: reasons, account: accounts, authorityArn: fc.constant(AUTHORITY_ARN) });

test('people are told of a certificate with a finding that is open, explains it, and concerns its account', () => {
  fc.assert(
    fc.property(troubles, findings, (trouble, all) => {
      const told = toldWithOf(trouble, all, false);
      const explaining = all.filter(
        ({ code, account, state }) =>
          state === 'OPEN' &&
          causesOf(trouble).includes(code) &&
          (concernsOf(code) === 'authority' || account === trouble.account),
      );
      expect(told !== undefined).toBe(explaining.length > 0);
      if (told !== undefined) expect(explaining.map(({ code }) => code)).toContain(told.code);
    }),
  );
});

test('of a certificate without a CA people are told by itself, whatever is open', () => {
  fc.assert(
    fc.property(troubles, findings, fc.boolean(), ({ authorityArn: _, ...trouble }, all, isJudgedLater) => {
      expect(toldWithOf(trouble, all, isJudgedLater)).toBeUndefined();
    }),
  );
});

test('a finding of another account’s, or one that is over, never silences a certificate', () => {
  fc.assert(
    fc.property(troubles, findings, (trouble, all) => {
      const others = all.filter(
        ({ code, account, state }) =>
          state === 'RESOLVED' || (account !== trouble.account && concernsOf(code) === 'account'),
      );
      expect(toldWithOf(trouble, others, false)).toBeUndefined();
    }),
  );
});

test('the order in which findings are read does not decide whether people are told', () => {
  fc.assert(
    fc.property(troubles, findings, fc.boolean(), (trouble, all, isJudgedLater) => {
      const there = toldWithOf(trouble, all, isJudgedLater) !== undefined;
      expect(toldWithOf(trouble, all.toReversed(), isJudgedLater) !== undefined).toBe(there);
      expect(causeAmong(all, trouble)?.state).toBe(causeAmong(all.toReversed(), trouble)?.state);
    }),
  );
});

test('a certificate is looked at again in time to come, or people are told now; and within two days once nothing explains it', () => {
  fc.assert(
    fc.property(troubles, findings, fc.integer({ min: 0, max: 200 }), (trouble, all, hours) => {
      const finding = aCertificateFinding({ ...trouble, changedAt: before(hours) });
      const look = nextLook(finding, all, NOW);
      if (look !== undefined) expect(look > NOW).toBe(true);
      const cause = causeAmong(all, trouble);
      if (cause?.state === 'OPEN') expect(look).toBeDefined();
      if (cause === undefined && hours >= 3) expect(look).toBeUndefined();
      if (cause?.state === 'RESOLVED' && cause.changedAt <= before(48)) expect(look).toBeUndefined();
    }),
  );
});

test('what people never heard of they don’t hear the end of: a resolution never names another finding', () => {
  const toldWith = { authorityArn: AUTHORITY_ARN, code: 'PermissionMissing' };
  const finding = aCertificateFinding();
  expect(withCause({ finding, notice: 'resolved' }, toldWith).finding).not.toHaveProperty('toldWith');
  expect(withCause({ finding, notice: 'opened' }, toldWith).finding).toHaveProperty('toldWith', toldWith);
});

test('a certificate that nobody can judge is told with its CA’s finding where nobody can judge that for its account', () => {
  const unknown = { reason: 'RenewalUndeterminable', account: PAYMENTS, authorityArn: AUTHORITY_ARN };
  const code = 'AuthorityUndeterminable';
  const toldFor = (account: string) => toldWithOf(unknown, [aFinding({ code, account })], false);
  expect([toldFor(PAYMENTS), toldFor(WEB)]).toEqual([{ authorityArn: AUTHORITY_ARN, code }, undefined]);
});
