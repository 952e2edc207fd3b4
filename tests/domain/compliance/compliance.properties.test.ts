import fc from 'fast-check';
import {
  authorityEvaluation,
  certificateEvaluation,
  notApplicable,
  type ComplianceFacts,
  type Evaluation,
} from '../../../core/domain/compliance/compliance.ts';
import { CERTIFICATE_VERDICTS } from '../../../core/domain/certificates/renewal-checks/check.ts';
import { VERDICTS } from '../../../core/domain/authorities/authority-verdict.ts';
import { CERTIFICATE_FINDING_CODES } from '../../../core/domain/findings/certificate-finding-codes.ts';
import { COVERAGE_FINDING_CODES } from '../../../core/domain/findings/coverage-finding-codes.ts';
import { concernsOf, FINDING_CODES } from '../../../core/domain/findings/finding-codes.ts';
import type { AuthorityRecord } from '../../../core/domain/inventory/authority-record.ts';
import type { CertificateRecord } from '../../../core/domain/inventory/certificate-record.ts';
import { AUTHORITY_ARN, PKI } from '../../builders/accounts.ts';
import { anyText } from '../../builders/any-text.ts';
import { anAuthorityRecord, complianceFacts } from '../../builders/compliance.ts';
import { aCoverageFinding } from '../../builders/coverage.ts';
import { aCertificateFinding, aFinding } from '../../builders/findings.ts';
import { accountIds, aRecord, regionNames } from '../../builders/inventory.ts';

const { arn } = aRecord();

/** What certificates, tags and mutes may bring into a message: markup, direction marks, control characters, 64 KB of names. */
const texts = fc.oneof(
  anyText(300),
  fc.constantFrom(
    '',
    '<script>alert(1)</script>\u0000\r\n\u001b[31m',
    '\u202e\u2066txt.exe\u2069\ufeff',
    'www.example.com, '.repeat(4000),
    `${'x'.repeat(230)}${'\u{1f512}'.repeat(40)}`,
  ),
);

const certificates: fc.Arbitrary<CertificateRecord> = fc
  .record({
    verdict: fc.constantFrom(...CERTIFICATE_VERDICTS),
    code: fc.option(fc.constantFrom(...CERTIFICATE_FINDING_CODES), { nil: undefined, freq: 1 }),
    reason: texts,
    isJudged: fc.boolean(),
  })
  .map(({ isJudged, ...verdict }) => {
    const { verdict: _, ...unjudged } = aRecord();
    return isJudged ? { ...unjudged, verdict: verdict as CertificateRecord['verdict'] & {} } : unjudged;
  });

const authorities: fc.Arbitrary<AuthorityRecord> = fc
  .option(fc.constantFrom(...VERDICTS), { nil: undefined, freq: 1 })
  .chain((verdict) => texts.map((reason) => anAuthorityRecord({ verdict, reason } as Partial<AuthorityRecord>)));

const certificateFindings = fc
  .option(fc.record({ code: fc.constantFrom(...CERTIFICATE_FINDING_CODES), message: texts }), {
    nil: undefined,
    freq: 1,
  })
  .map((told) => new Map(told === undefined ? [] : [[arn, aCertificateFinding({ certificateArn: arn, ...told })]]));

const authorityFindings = fc
  .array(fc.record({ code: fc.constantFrom(...FINDING_CODES), account: accountIds, message: texts }), { maxLength: 3 })
  .map((told) => new Map([[AUTHORITY_ARN, told.map((each) => aFinding(each))]]));

const gaps = fc.array(
  fc
    .record({
      code: fc.constantFrom(...COVERAGE_FINDING_CODES),
      account: accountIds,
      region: regionNames,
      message: texts,
    })
    .map(({ region, ...told }) => aCoverageFinding({ ...told, ...(told.code === 'RegionUnreadable' && { region }) })),
  { maxLength: 2 },
);

const mutes = fc.array(
  fc.record({
    subject: fc.constantFrom(arn, AUTHORITY_ARN),
    code: fc.constantFrom('RenewalBlocked', 'PermissionMissing'),
  }),
  { maxLength: 2 },
);

const facts: fc.Arbitrary<ComplianceFacts> = fc
  .record({ certificateFindings, authorityFindings, gaps, mutes })
  .map(({ mutes, ...open }) =>
    complianceFacts({
      ...open,
      mutes: mutes.map((mute) => ({
        ...mute,
        reason: 'x',
        by: 'x',
        at: '2026-01-01T00:00:00Z',
        until: '2027-01-01T00:00:00Z',
      })),
    }),
  );

const isUnread = ({ gaps }: ComplianceFacts): boolean =>
  gaps.some(
    ({ code, account, region = 'eu-west-1' }) => code === 'SweepMissed' || (account === PKI && region === 'eu-west-1'),
  );

const openOf = ({ authorityFindings }: ComplianceFacts) => authorityFindings.get(AUTHORITY_ARN) ?? [];

test('what is made up here leads to every answer', () => {
  const seen = fc
    .sample(fc.tuple(certificates, facts), { numRuns: 500, seed: 1 })
    .map(([record, known]) => certificateEvaluation(record, known).compliance);
  expect([...new Set(seen)].toSorted()).toEqual(['COMPLIANT', 'NON_COMPLIANT', 'NOT_APPLICABLE']);
});

test('a certificate is COMPLIANT only where it was seen to be renewable and nothing is open or unread', () => {
  fc.assert(
    fc.property(certificates, facts, (record, known) => {
      const concerning = openOf(known).filter(
        ({ account, code }) => account === PKI || concernsOf(code) === 'authority',
      );
      const isProven =
        record.verdict?.verdict === 'renewable' &&
        record.verdict.code === undefined &&
        known.certificateFindings.size === 0 &&
        concerning.length === 0 &&
        !isUnread(known);
      expect(certificateEvaluation(record, known).compliance === 'COMPLIANT').toBe(isProven);
    }),
    { numRuns: 1000 },
  );
});

test('a certificate that could not be judged, or read, is told as NON_COMPLIANT: nothing hides it', () => {
  fc.assert(
    fc.property(certificates, facts, (record, known) => {
      fc.pre(isUnread(known) || record.verdict === undefined || record.verdict.verdict === 'undeterminable');
      expect(certificateEvaluation(record, known).compliance).toBe('NON_COMPLIANT');
    }),
  );
});

test('a CA is COMPLIANT only where it was seen to grant everything and nothing is open or unread', () => {
  fc.assert(
    fc.property(authorities, facts, (record, known) => {
      const isProven = record.verdict === 'granted' && openOf(known).length === 0 && !isUnread(known);
      expect(authorityEvaluation(record, known).compliance).toBe(isProven ? 'COMPLIANT' : 'NON_COMPLIANT');
    }),
    { numRuns: 500 },
  );
});

/** In UTF-16 units, so not more in characters, however Config counts. */
const isAnnotation = ({ annotation }: Evaluation): boolean =>
  annotation.length >= 1 && annotation.length <= 256 && !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(annotation);

test('each annotation is one line of 1 to 256 characters that can be printed, whatever names and messages say', () => {
  fc.assert(
    fc.property(certificates, authorities, facts, texts, (record, ca, known, why) => {
      expect(isAnnotation(certificateEvaluation(record, known))).toBe(true);
      expect(isAnnotation(authorityEvaluation(ca, known))).toBe(true);
      expect(isAnnotation(notApplicable({ resourceType: 'x', resourceId: 'y' }, why))).toBe(true);
    }),
    { numRuns: 500 },
  );
});
