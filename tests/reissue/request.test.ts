import { parseAuthorityArn, parseCertificateArn } from '../../core/domain/arn.ts';
import type { AuthorityDescription } from '../../core/domain/authorities/authority.ts';
import type { Route } from '../../core/domain/reissue/route.ts';
import { requestFor, chosenPlan } from '../../core/reissue/reissue-plan.ts';
import type { ReissueFacts } from '../../core/reissue/reissue-facts.ts';
import { AUTHORITY_ARN } from '../builders/accounts.ts';
import { aCertificate } from '../builders/certificates.ts';
import { aContent } from '../builders/issuances.ts';

const NOW = '2026-11-28T12:00:00.000Z';
const daysFrom = (days: number): string => new Date(Date.parse(NOW) + days * 86_400_000).toISOString();

/** A certificate of the CA that was valid from so many days ago to in so many days. */
function facts(
  from: number,
  to: number,
  description: Partial<AuthorityDescription> = {},
  route: Route = {},
): ReissueFacts {
  const arn = `${AUTHORITY_ARN}/certificate/0a`;
  const content = aContent({ notBefore: daysFrom(from), notAfter: daysFrom(to) });
  const authority = {
    status: 'ACTIVE',
    usageMode: 'GENERAL_PURPOSE',
    keyAlgorithm: 'RSA_2048',
    notAfter: daysFrom(999),
  };
  return {
    asked: parseCertificateArn(arn),
    certificate: aCertificate({ arn, kind: 'issued' }),
    pem: { certificate: '', chain: '' },
    content,
    issuedArn: arn,
    authority: {
      arn: parseAuthorityArn(AUTHORITY_ARN),
      description: { ...authority, ...description } as AuthorityDescription,
    },
    routed: { route, from: {} },
  };
}

const endOf = (...given: Parameters<typeof facts>): string =>
  new Date(requestFor(facts(...given), NOW).request.notAfter * 1000).toISOString();

describe('the end that is asked for', () => {
  test('is as far away as that of the old one was', () => expect(endOf(-20, 10)).toBe(daysFrom(30)));

  test('is a second before the CA’s own end at the latest', () =>
    expect(endOf(-20, 10, { notAfter: daysFrom(15) })).toBe(new Date(Date.parse(daysFrom(15)) - 1000).toISOString()));

  test('is seven days away at most where the CA issues short-lived certificates', () =>
    expect(endOf(-20, 1, { usageMode: 'SHORT_LIVED_CERTIFICATE' })).toBe(daysFrom(7)));

  test('is not before that of the old one: then nothing is asked for', () => {
    const ending = facts(-20, 10, { notAfter: daysFrom(9) });
    expect(() => requestFor(ending, NOW)).toThrow(expect.objectContaining({ name: 'AuthorityCannotIssue' }) as Error);
  });
});

describe('a certificate is due', () => {
  const isDue = (at: number, route: Route = {}) => chosenPlan(facts(-at, 90 - at, {}, route), NOW).isDue;

  test.each([
    [59, {}, false],
    [60, {}, true],
    [44, { renewAtShare: 0.5 }, false],
    [45, { renewAtShare: 0.5 }, true],
    [80, { renewAtShare: 0.9 }, false],
    [81, { renewAtShare: 0.9 }, true],
  ])('after %i of ninety days with %j: %s', (day, route, due) => expect(isDue(day, route)).toBe(due));
});
