import { CERTIFICATE_FINDING_CODES } from '../../../core/domain/findings/certificate-finding-codes.ts';
import type { CertificateKind } from '../../../core/domain/certificates/certificate.ts';
import { isTooEarly, PLAN_ACTIONS, planFor } from '../../../core/domain/certificates/renewal-plan.ts';
import { STRATEGIES } from '../../../core/domain/reissue/strategy.ts';
import { aCertificate } from '../../builders/certificates.ts';

const certificateOf = (kind: CertificateKind, inUse: boolean) => aCertificate({ kind, inUse });

test('where nobody has to act, the certificate is left alone', () => {
  expect(planFor({}, aCertificate())).toEqual({ action: 'leave', why: 'nobody has to act' });
});

test.each([
  'RenewalBlocked',
  'RenewalStuck',
  'RenewalOverdue',
  'RenewalUndeterminable',
  'NotEligible',
  'Expired',
] as const)('%s is told, and the certificate stays', (code) => {
  const plan = planFor({ code }, aCertificate());
  expect(plan.action).toBe('alert');
  expect(plan).not.toHaveProperty('strategy');
});

test('nobody is told that what has expired only needs its obstacle mended', () => {
  expect(planFor({ code: 'Expired' }, aCertificate()).why).not.toMatch(/mended/);
});

test('what was renewed and not fetched is exported', () => {
  expect(planFor({ code: 'ReexportNeeded' }, aCertificate())).toMatchObject({ action: 'reissue', strategy: 'export' });
});

test.each([
  ['RenewalFailed', 'public', true, 'acm-managed'],
  ['RenewalFailed', 'private', false, 'notify'],
  ['ImportedExpiring', 'imported', true, 'acm-import'],
  ['ImportedExpiring', 'imported', false, 'notify'],
  ['UnmanagedExpiring', 'acme', true, 'acm-managed'],
  ['UnmanagedExpiring', 'acme', false, 'notify'],
  ['UnmanagedExpiring', 'issued', false, 'notify'],
  ['ExpiredInUse', 'private', true, 'acm-managed'],
  ['ExpiredInUse', 'imported', true, 'acm-import'],
  ['RevokedInUse', 'private', true, 'acm-managed'],
  ['RevokedInUse', 'imported', true, 'acm-import'],
] as const)('%s of a certificate that is %s, in use: %s, is replaced by %s', (code, kind, inUse, strategy) => {
  expect(planFor({ code }, certificateOf(kind, inUse))).toMatchObject({ action: 'reissue', strategy });
});

test('there is a plan with a reason for every finding, whatever the certificate', () => {
  for (const code of CERTIFICATE_FINDING_CODES)
    for (const inUse of [true, false]) {
      const { action, strategy, why } = planFor({ code }, certificateOf('imported', inUse));
      expect(PLAN_ACTIONS).toContain(action);
      expect(action).not.toBe('leave');
      if (strategy !== undefined) expect(STRATEGIES).toContain(strategy);
      expect(why).toMatch(/^[a-z].*[^.]$/);
    }
});

test('a certificate that ACM has just issued is not yet called unused; whoever asks is told', () => {
  expect(isTooEarly({ code: 'NotEligible' }, 'ACM Certificate Available')).toBe(true);
  expect(isTooEarly({ code: 'NotEligible' }, 'ACM Certificate Approaching Expiration')).toBe(false);
  expect(isTooEarly({ code: 'NotEligible' }, 'manual')).toBe(false);
  expect(isTooEarly({ code: 'RenewalBlocked' }, 'ACM Certificate Available')).toBe(false);
  expect(isTooEarly({}, 'ACM Certificate Available')).toBe(false);
});
