import fc from 'fast-check';
import { ACM_PRINCIPAL } from '../../../core/domain/authorities/acm-requirements.ts';
import type { AuthorityDescription, AuthorityFacts, Grant } from '../../../core/domain/authorities/authority.ts';
import { CERTIFICATE_FINDING_CODES } from '../../../core/domain/findings/certificate-finding-codes.ts';
import { judgeCertificate } from '../../../core/domain/certificates/certificate-verdict.ts';
import type { Certificate, CertificateFacts } from '../../../core/domain/certificates/certificate.ts';
import { known, type Fact } from '../../../core/domain/fact.ts';
import {
  CERTIFICATE_VERDICTS,
  type CertificateVerdictName,
} from '../../../core/domain/certificates/renewal-checks/check.ts';
import { planFor } from '../../../core/domain/certificates/renewal-plan.ts';
import { grants, lessTold } from '../../builders/arbitraries.ts';
import { aGrant, unread } from '../../builders/authority-facts.ts';
import { certificateFacts, nows, worseStatuses } from '../../builders/certificate-arbitraries.ts';

/** From the best to the worst. What is unmanaged or out of force is so by what the certificate is, whatever the CA allows. */
const BEST_FIRST: readonly CertificateVerdictName[] = [
  'renewable',
  'unmanaged',
  'undeterminable',
  'not-renewable',
  'out-of-force',
];

const badness = (facts: CertificateFacts, now: string): number =>
  BEST_FIRST.indexOf(judgeCertificate(facts, now).verdict);

/** The facts with something else about the CA, where it could be read. */
function withAuthority(
  facts: CertificateFacts,
  change: (authority: AuthorityFacts) => AuthorityFacts,
): CertificateFacts {
  const { authority } = facts;
  return authority?.known ? { ...facts, authority: known(change(authority.value)) } : facts;
}

const withDescription = (facts: CertificateFacts, different: Partial<AuthorityDescription>): CertificateFacts =>
  withAuthority(facts, (authority) => {
    const { description } = authority;
    if (!description.known || description.value === undefined) return authority;
    return { ...authority, description: known({ ...description.value, ...different }) };
  });

const withGrants = (
  facts: CertificateFacts,
  change: (grants: readonly Grant[]) => readonly Grant[],
): CertificateFacts =>
  withAuthority(facts, (authority) =>
    authority.grants.known ? { ...authority, grants: known(change(authority.grants.value)) } : authority,
  );

const withCertificate = (facts: CertificateFacts, different: Partial<Certificate>): CertificateFacts => ({
  ...facts,
  certificate: { ...facts.certificate, ...different },
});

test('the facts made up here lead to every verdict and every finding', () => {
  const seen = fc
    .sample(fc.tuple(certificateFacts, nows), { numRuns: 2000, seed: 1 })
    .map(([facts, now]) => judgeCertificate(facts, now));
  expect(new Set(seen.map(({ verdict }) => verdict))).toEqual(new Set(CERTIFICATE_VERDICTS));
  expect(new Set(seen.flatMap(({ code }) => code ?? []))).toEqual(new Set(CERTIFICATE_FINDING_CODES));
});

describe('what gives ACM more never makes a verdict worse, and what takes it away never better', () => {
  const ends = fc.integer({ min: 0, max: 3650 }).map((days) => days * 24 * 60 * 60 * 1000);

  test('one more grant', () => {
    fc.assert(
      fc.property(certificateFacts, nows, fc.oneof(grants, fc.constant(aGrant())), (facts, now, grant) => {
        const more = withGrants(facts, (standing) => [...standing, grant]);
        expect(badness(more, now)).toBeLessThanOrEqual(badness(facts, now));
      }),
      { numRuns: 300 },
    );
  });

  test('one grant less', () => {
    fc.assert(
      fc.property(certificateFacts, nows, fc.nat(2), (facts, now, index) => {
        const less = withGrants(facts, (standing) => standing.filter((_, each) => each !== index));
        expect(badness(less, now)).toBeGreaterThanOrEqual(badness(facts, now));
      }),
      { numRuns: 300 },
    );
  });

  test('all of ACM’s grants gone, nothing that was theirs is renewable', () => {
    fc.assert(
      fc.property(certificateFacts, nows, (facts, now) => {
        const none = withGrants(facts, (standing) => standing.filter(({ principal }) => principal !== ACM_PRINCIPAL));
        expect(badness(none, now)).toBeGreaterThanOrEqual(badness(facts, now));
      }),
      { numRuns: 300 },
    );
  });

  test('a CA that lives longer', () => {
    fc.assert(
      fc.property(certificateFacts, nows, ends, (facts, now, longer) => {
        const end = facts.authority?.known && facts.authority.value.description;
        const notAfter = end && end.known ? end.value?.notAfter : undefined;
        fc.pre(notAfter !== undefined);
        const extended = withDescription(facts, { notAfter: new Date(Date.parse(notAfter) + longer).toISOString() });
        expect(badness(extended, now)).toBeLessThanOrEqual(badness(facts, now));
      }),
      { numRuns: 300 },
    );
  });

  test('a CA in another state than ACTIVE', () => {
    fc.assert(
      fc.property(certificateFacts, nows, fc.constantFrom(...worseStatuses), (facts, now, status) => {
        expect(badness(withDescription(facts, { status }), now)).toBeGreaterThanOrEqual(
          badness(withDescription(facts, { status: 'ACTIVE' }), now),
        );
      }),
      { numRuns: 300 },
    );
  });

  test('exporting it', () => {
    fc.assert(
      fc.property(certificateFacts, nows, (facts, now) => {
        const exported = withCertificate(facts, { eligibility: 'ELIGIBLE', exported: true });
        expect(badness(exported, now)).toBeLessThanOrEqual(badness(facts, now));
      }),
      { numRuns: 300 },
    );
  });

  test('a service that uses it', () => {
    fc.assert(
      fc.property(certificateFacts, nows, (facts, now) => {
        expect(badness(withCertificate(facts, { inUse: true }), now)).toBeLessThanOrEqual(
          badness(withCertificate(facts, { inUse: false }), now),
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe('what AWS does not tell', () => {
  const untold: Fact<never> = unread('any:Read', 'throttled');

  /** The facts with one thing, or several, not told. */
  const pairs: fc.Arbitrary<readonly [CertificateFacts, CertificateFacts]> = certificateFacts.chain((told) => {
    const { certificate, authority } = told;
    const { eligibility: _, ...uneligible } = certificate;
    const { notAfter: __, ...endless } = certificate;
    const { authority: ___, ...orphaned } = told;
    const less: fc.Arbitrary<CertificateFacts>[] = [
      fc.constant(withCertificate(told, { renewal: untold })),
      fc.constant({ ...told, certificate: uneligible }),
      fc.constant({ ...told, certificate: endless }),
      fc.constant({ ...told, authority: untold }),
      fc.constant(orphaned),
    ];
    if (authority?.known) less.push(lessTold(authority.value).map((facts) => ({ ...told, authority: known(facts) })));
    return fc.tuple(fc.constant(told), fc.oneof(...less));
  });

  test('leaves a verdict as it is, or open: never good or bad where it was not', () => {
    fc.assert(
      fc.property(pairs, nows, ([told, less], now) => {
        const before = judgeCertificate(told, now);
        const after = judgeCertificate(less, now);
        // Without its end, nobody can say that it has passed.
        const unended = before.verdict === 'out-of-force' && less.certificate.notAfter === undefined;
        if (!unended) expect([before.verdict, 'undeterminable']).toContain(after.verdict);
        if (before.verdict !== 'renewable') expect(after.verdict).not.toBe('renewable');
      }),
      { numRuns: 600 },
    );
  });

  test('is named whenever it leaves the verdict open, and only then', () => {
    fc.assert(
      fc.property(certificateFacts, nows, (facts, now) => {
        const { verdict, unread: open, message } = judgeCertificate(facts, now);
        expect(open.length > 0).toBe(verdict === 'undeterminable');
        for (const why of open) expect(message).toContain(why.message);
      }),
      { numRuns: 300 },
    );
  });
});

describe('time alone', () => {
  const moments = fc.tuple(nows, nows).map((both) => both.toSorted() as [string, string]);

  test('never makes a verdict better', () => {
    fc.assert(
      fc.property(certificateFacts, moments, (facts, [earlier, later]) => {
        expect(badness(facts, later)).toBeGreaterThanOrEqual(badness(facts, earlier));
      }),
      { numRuns: 600 },
    );
  });

  test('moves no date but what is said about it', () => {
    fc.assert(
      fc.property(certificateFacts, moments, (facts, [earlier, later]) => {
        const [before, after] = [judgeCertificate(facts, earlier), judgeCertificate(facts, later)];
        fc.pre(before.code === after.code);
        expect([after.firstAttempt, after.outage]).toEqual([before.firstAttempt, before.outage]);
      }),
    );
  });
});

describe('a verdict', () => {
  test('is the same for the same facts and moment, and leaves the facts as they are', () => {
    fc.assert(
      fc.property(certificateFacts, nows, (facts, now) => {
        const before = JSON.stringify(facts);
        expect(judgeCertificate(facts, now)).toEqual(judgeCertificate(structuredClone(facts), now));
        expect(JSON.stringify(facts)).toBe(before);
      }),
    );
  });

  test('has one reason, a sentence, and commands or records to publish; a finding has a severity and a plan', () => {
    fc.assert(
      fc.property(certificateFacts, nows, (facts, now) => {
        const { verdict, code, severity, message, remedy, checks } = judgeCertificate(facts, now);
        expect(message).toMatch(/^[A-Z][^]*\S$/);
        for (const line of remedy) expect(line).toMatch(/^(aws [a-z-]+ [a-z-]+ --|DNS: )/);
        expect(code === undefined).toBe(severity === undefined);
        expect(planFor(code === undefined ? {} : { code }, facts.certificate).action === 'leave').toBe(
          code === undefined,
        );
        if (verdict === 'renewable') expect([code, remedy]).toEqual([undefined, []]);
        if (['not-renewable', 'undeterminable'].includes(verdict)) expect(code).toBeDefined();
        expect(checks.length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });

  test('of what is renewable: every check has passed', () => {
    fc.assert(
      fc.property(certificateFacts, nows, (facts, now) => {
        const { verdict, checks } = judgeCertificate(facts, now);
        expect(checks.every(({ result }) => result === 'passed')).toBe(verdict === 'renewable');
      }),
      { numRuns: 300 },
    );
  });
});
