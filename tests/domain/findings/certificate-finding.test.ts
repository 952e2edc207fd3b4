import fc from 'fast-check';
import {
  certificateChanges,
  changesAfter,
  troubleOf,
  type CertificateFinding,
} from '../../../core/domain/findings/certificate-finding.ts';
import { CERTIFICATE_FINDING_CODES } from '../../../core/domain/findings/certificate-finding-codes.ts';
import { certificateNotice } from '../../../core/domain/findings/certificate-notice.ts';
import { known } from '../../../core/domain/fact.ts';
import { planFor } from '../../../core/domain/certificates/renewal-plan.ts';
import { factsOf, unread } from '../../builders/authority-facts.ts';
import { aCertificateFinding, aTrouble, exported, factsAbout, judged, unused } from '../../builders/certificates.ts';

const certificateChange = (...given: Parameters<typeof certificateChanges>) => certificateChanges(...given)[0];

const now = '2026-11-26T08:00:00.000Z';
const doubt = aTrouble({
  code: 'RenewalUndeterminable',
  severity: 'medium',
  verdict: 'undeterminable',
  reason: 'RenewalUndeterminable',
});
const ended = aCertificateFinding({
  state: 'RESOLVED',
  version: 2,
  changedAt: now,
  resolvedAt: now,
  resolution: 'mended',
});

describe('the trouble of a judged certificate', () => {
  const facts = factsAbout({}, known(factsOf({ grants: known([]) })));
  const verdict = judged(facts);
  const plan = planFor(verdict, facts.certificate);

  test('is what a person has to know, and not every check of the verdict', () => {
    expect(troubleOf({ certificate: facts.certificate, verdict, plan })).toEqual({
      certificateArn: facts.certificate.arn,
      account: facts.certificate.account,
      domainName: 'www.example.com',
      code: 'RenewalBlocked',
      severity: 'high',
      verdict: 'not-renewable',
      reason: 'PermissionMissing',
      message: verdict.message,
      remedy: verdict.remedy,
      plan,
      firstAttempt: '2027-08-02T12:00:00.000Z',
      outage: '2027-10-01T12:00:00.000Z',
    });
  });

  test('is none where nobody has to act', () => {
    const well = factsAbout();
    expect(troubleOf({ certificate: well.certificate, verdict: judged(well), plan })).toBeUndefined();
  });

  test('has no name, no first attempt and no outage where there is none', () => {
    const { domainName: _, ...certificate } = factsAbout({ status: 'REVOKED' }).certificate;
    const trouble = troubleOf({ certificate, verdict: judged({ certificate }), plan });
    expect(trouble).toMatchObject({ code: 'RevokedInUse' });
    for (const field of ['domainName', 'firstAttempt', 'outage']) expect(trouble).not.toHaveProperty(field);
  });

  test('cuts a name that no DNS would take', () => {
    const certificate = { ...facts.certificate, domainName: '\u0001'.repeat(1_000_000) };
    expect(troubleOf({ certificate, verdict, plan })?.domainName).toHaveLength(253);
  });
});

describe('what one inspection changes', () => {
  test('a first trouble opens a finding', () => {
    expect(certificateChange(undefined, aTrouble(), false, now)).toEqual({
      notice: 'opened',
      finding: { ...aTrouble(), state: 'OPEN', version: 1, openedAt: now, changedAt: now },
    });
  });

  test('a certificate that is well and was changes nothing', () => {
    for (const stored of [undefined, ended])
      for (const gone of [true, false]) expect(certificateChange(stored, undefined, gone, now)).toBeUndefined();
  });

  test('the same trouble on 45 days is told once', () => {
    let stored: CertificateFinding | undefined;
    const told: string[] = [];
    for (let day = 0; day < 45; day += 1) {
      const at = new Date(Date.parse(now) + day * 24 * 60 * 60 * 1000).toISOString();
      const change = certificateChange(stored, aTrouble(), false, at);
      if (change !== undefined) told.push(certificateNotice(change).id);
      stored = change?.finding ?? stored;
    }
    expect(told).toHaveLength(1);
    expect(stored).toMatchObject({ version: 1, openedAt: now, changedAt: now });
  });

  test.each([
    ['another code', aTrouble({ code: 'RenewalStuck' })],
    ['another reason', aTrouble({ reason: 'AuthorityNotActive' })],
    ['a greater severity', aTrouble({ severity: 'critical' })],
    ['another outage: another certificate is behind the ARN', aTrouble({ outage: '2028-11-01T12:00:00.000Z' })],
  ])('%s is news, and it is still the one finding', (_, trouble) => {
    expect(certificateChange(aCertificateFinding(), trouble, false, now)).toEqual({
      notice: 'changed',
      finding: { ...aCertificateFinding(), ...trouble, version: 2, changedAt: now },
    });
  });

  test.each([
    ['a smaller severity', aTrouble({ severity: 'medium' })],
    ['another wording', aTrouble({ message: 'ACM still will not.' })],
    ['another command', aTrouble({ remedy: [] })],
  ])('%s is none', (_, trouble) => {
    expect(certificateChange(aCertificateFinding(), trouble, false, now)).toBeUndefined();
  });

  test.each([
    ['mended', false],
    ['gone', true],
  ] as const)('what is over ends as %s', (resolution, gone) => {
    expect(certificateChange(aCertificateFinding(), undefined, gone, now)).toEqual({
      notice: 'resolved',
      finding: { ...aCertificateFinding(), state: 'RESOLVED', version: 2, changedAt: now, resolvedAt: now, resolution },
    });
  });

  test('what could not be determined ends nothing and changes nothing that is open', () => {
    expect(certificateChange(aCertificateFinding(), doubt, false, now)).toBeUndefined();
    expect(certificateChange(aCertificateFinding(doubt), doubt, false, now)).toBeUndefined();
  });

  test('where nothing is open, it is a finding of its own', () => {
    for (const stored of [undefined, ended])
      expect(certificateChange(stored, doubt, false, now)).toMatchObject({ notice: 'opened', finding: doubt });
  });

  test('a doubt ends with what is certain, good or bad', () => {
    expect(certificateChange(aCertificateFinding(doubt), aTrouble(), false, now)).toMatchObject({
      notice: 'changed',
      finding: { code: 'RenewalBlocked', version: 2 },
    });
    expect(certificateChange(aCertificateFinding(doubt), undefined, false, now)?.notice).toBe('resolved');
  });

  test('what comes back opens anew', () => {
    const change = certificateChange(ended, aTrouble(), false, '2026-12-01T08:00:00.000Z');
    expect(change).toMatchObject({ notice: 'opened', finding: { version: 3, openedAt: '2026-12-01T08:00:00.000Z' } });
    expect(change?.finding).not.toHaveProperty('resolvedAt');
    expect(change?.finding).not.toHaveProperty('resolution');
  });
});

test('through the life of one certificate each turn is told once', () => {
  const blocked = known(factsOf({ grants: known([]) }));
  const days = [
    factsAbout(unused),
    factsAbout(unused),
    factsAbout(exported),
    factsAbout(exported, blocked),
    factsAbout(exported, blocked),
    factsAbout(exported, unread('sts:AssumeRole')),
    factsAbout({ ...exported, notAfter: '2026-11-20T12:00:00.000Z', status: 'EXPIRED' }),
  ];
  let stored: CertificateFinding | undefined;
  const told = days.flatMap((facts) => {
    const verdict = judged(facts);
    const { certificate } = facts;
    const trouble = troubleOf({ certificate, verdict, plan: planFor(verdict, certificate) });
    const change = certificateChange(stored, trouble, false, now);
    stored = change?.finding ?? stored;
    return change === undefined ? [] : [`${change.notice} ${change.finding.code} ${change.finding.severity}`];
  });
  expect(told).toEqual([
    'opened NotEligible low',
    'resolved NotEligible low',
    'opened RenewalBlocked high',
    'changed Expired high',
  ]);
});

test('whatever the inspections say, versions count up by one, no notice repeats, and the last certain word stands', () => {
  const troubles = fc.option(
    fc
      .constantFrom(...CERTIFICATE_FINDING_CODES)
      .map((code) => (code === doubt.code ? doubt : aTrouble({ code, reason: code }))),
    { nil: undefined },
  );
  fc.assert(
    fc.property(fc.array(troubles, { maxLength: 12 }), (inspections) => {
      let stored: CertificateFinding | undefined;
      const ids: string[] = [];
      for (const trouble of inspections) {
        const wasOpen = stored?.state === 'OPEN';
        for (const change of certificateChanges(stored, trouble, false, now)) {
          expect(change.finding.version).toBe((stored?.version ?? 0) + 1);
          ids.push(certificateNotice(change).id);
          stored = change.finding;
        }
        expect(certificateChange(stored, trouble, false, now)).toBeUndefined();
        if (trouble === undefined) expect(stored?.state).not.toBe('OPEN');
        else if (trouble !== doubt || !wasOpen) expect(stored).toMatchObject({ state: 'OPEN', code: trouble.code });
      }
      expect(new Set(ids).size).toBe(ids.length);
    }),
  );
});

describe('after a renewal', () => {
  const stuck = aCertificateFinding({ code: 'RenewalStuck', reason: 'PCA_ACCESS_DENIED', version: 3 });
  const reexport = aTrouble({ code: 'ReexportNeeded', reason: 'ReexportNeeded' });

  test('what stood in the way is told to be over before the export that is needed next is told', () => {
    const changes = certificateChanges(stuck, reexport, false, now);
    expect(changes.map(({ notice, finding: { code, version } }) => [notice, code, version])).toEqual([
      ['resolved', 'RenewalStuck', 4],
      ['opened', 'ReexportNeeded', 5],
    ]);
  });

  test('a run that ended between the two goes on with the second', () => {
    const [first] = certificateChanges(stuck, reexport, false, now);
    expect(certificateChanges(first?.finding, reexport, false, now)).toMatchObject([
      { notice: 'opened', finding: { code: 'ReexportNeeded', version: 5 } },
    ]);
  });

  test('an end is no end of the trouble: the finding changes', () => {
    const waiting = aCertificateFinding({ code: 'ReexportNeeded', reason: 'ReexportNeeded' });
    const expired = aTrouble({ code: 'Expired', reason: 'Expired', verdict: 'out-of-force' });
    expect(certificateChanges(waiting, expired, false, now)).toMatchObject([
      { notice: 'changed', finding: { code: 'Expired', version: 2 } },
    ]);
  });
});

test('what is left to itself for now opens nothing and ends nothing', () => {
  const facts = factsAbout({}, known(factsOf({ grants: known([]) })));
  const seen = { certificate: facts.certificate, verdict: judged(facts) };
  const left = { ...seen, plan: { action: 'leave', why: 'it is too early' } } as const;
  for (const stored of [undefined, aCertificateFinding()]) expect(changesAfter(stored, left, false, now)).toEqual([]);
  const alerted = { ...seen, plan: planFor(seen.verdict, facts.certificate) };
  expect(changesAfter(undefined, alerted, false, now)).toMatchObject([{ notice: 'opened' }]);
});
