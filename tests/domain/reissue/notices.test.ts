import type { OutgoingNotice } from '../../../core/domain/findings/outgoing-notice.ts';
import type { Issuance } from '../../../core/domain/reissue/issuance.ts';
import * as notices from '../../../core/domain/reissue/notices.ts';
import * as refusals from '../../../core/domain/reissue/refusals.ts';
import { REISSUE_RUNBOOKS, type ReissueEvent } from '../../../core/domain/reissue/reissue-notice.ts';
import { aContent } from '../../builders/issuances.ts';
import { AUTHORITY_ARN, PKI } from '../../builders/accounts.ts';
import { SERIAL } from '../../builders/certificates.ts';
import {
  aProvenIssuance,
  DOUBT,
  everyNoticeOf,
  INTENT,
  NEW_SERIAL,
  NOTICE_TIME as NOW,
  SECRET_ARN,
  TEMPORARY_ARN,
} from '../../builders/reissue-notices.ts';

const OLD_ARN = `arn:aws:acm:eu-west-1:${PKI}:certificate/${INTENT}`;
const NEW_ARN = `arn:aws:acm:eu-west-1:${PKI}:certificate/00000000-1111-2222-3333-555555555555`;
const LISTENER = `arn:aws:elasticloadbalancing:eu-west-1:${PKI}:listener/app/web/0/1`;

const linesOf = ({ text }: OutgoingNotice): readonly string[] => text.split('\n');

const managed = (different: Partial<Issuance> = {}): Issuance => {
  const { request: _, ...proven } = aProvenIssuance();
  const replaces = { ...proven.replaces, usedBy: [LISTENER] };
  const issued = { certificateArn: NEW_ARN, serial: NEW_SERIAL, notAfter: '2027-12-28T12:00:00.000Z' };
  const delivery = { at: NOW, acmArn: NEW_ARN };
  return { ...proven, strategy: 'acm-managed', replaces, issued, delivery, ...different };
};

describe('a certificate that was replaced', () => {
  test('is told with both serials, the place, the proof, and what becomes of the old one', () => {
    const notice = notices.replacedNotice(aProvenIssuance({ revokeAt: '2026-12-05T12:00:00.000Z' }), NOW);
    expect(notice).toMatchObject({
      id: `${INTENT}/replaced/1`,
      at: NOW,
      subject: '[RenewGuard] REPLACED: www.example.com',
      detailType: 'RenewGuard Certificate Replaced',
    });
    expect(linesOf(notice)).toEqual([
      'The new certificate is in use: it was found where it is served or read.',
      '',
      `Old serial:  ${SERIAL}, valid until 2027-03-27T12:00:00.000Z`,
      `New serial:  ${NEW_SERIAL}, valid until 2027-12-28T12:00:00.000Z`,
      `Delivered:   secret ${SECRET_ARN}, version v2`,
      `Proof:       AWSCURRENT of web/tls: serial ${NEW_SERIAL}`,
      `Proof:       www.example.com:443 serves serial ${NEW_SERIAL}`,
      'The old one ends on 2027-03-27T12:00:00.000Z. It is revoked from 2026-12-05T12:00:00.000Z on.',
      '',
      `Certificate: ${OLD_ARN}`,
      'Subject:     CN=www.example.com',
      'Names:       dns:www.example.com',
      'Strategy:    secret: the route names it',
      `CA:          ${AUTHORITY_ARN}`,
      '',
      'Runbook: docs/runbooks.md, CertificateReplaced',
      '',
      `Notice ${INTENT}/replaced/1`,
    ]);
  });

  test('is not revoked where nobody asked for that', () => {
    expect(linesOf(notices.replacedNotice(aProvenIssuance(), NOW))).toContain(
      'The old one ends on 2027-03-27T12:00:00.000Z. It is not revoked.',
    );
  });

  test('has no old serial where it was exported: it is the one that ACM renewed', () => {
    const { text, detail } = notices.replacedNotice(aProvenIssuance({ strategy: 'export' }), NOW);
    expect(text).not.toMatch(/Old serial|old one/);
    expect(detail).not.toHaveProperty('reissue.old');
  });
});

describe('a reissue that failed', () => {
  const failed = (different: Partial<Issuance>, error: string, putBack?: string) =>
    notices.failedNotice(aProvenIssuance(different), { error, message: 'so it is' }, NOW, putBack);
  const { delivery: _, ...undelivered } = aProvenIssuance({ state: 'collected' });

  test('is told by its error, with what is used, whether there is a way back, and what to do next', () => {
    const failure = { error: 'SecretNotOurs', message: 'web/tls: neither did RenewGuard make this secret, nor …' };
    const { wayBack: __, ...noWayBack } = undelivered;
    const notice = notices.failedNotice({ ...noWayBack, deliveries: 0 }, failure, NOW);
    expect(notice).toMatchObject({
      id: `${INTENT}/failed/1/0/SecretNotOurs`,
      subject: '[RenewGuard] HIGH ReissueFailed SecretNotOurs: www.example.com',
      detailType: 'RenewGuard Reissue Failed',
    });
    expect(linesOf(notice).slice(0, 9)).toEqual([
      'The certificate is not replaced.',
      '',
      'Error:       SecretNotOurs',
      'Cause:       web/tls: neither did RenewGuard make this secret, nor …',
      `Still used:  the old certificate, serial ${SERIAL}`,
      'Way back:    none',
      'It ends:     2027-03-27T12:00:00.000Z',
      '',
      `Name another secret: npx renewguard route set ${OLD_ARN} --secret <name>`,
    ]);
  });

  test('after a delivery that was put back, tells what is in use again', () => {
    expect(
      failed({}, 'DeliveryUnproven', 'the secret’s previous version is the current one again').detail,
    ).toMatchObject({
      serving: `the old certificate, serial ${SERIAL}`,
      putBack: 'the secret’s previous version is the current one again',
    });
  });

  test.each<[string, Partial<Issuance>, string]>([
    ['begun', { state: 'collected' }, 'DeliveryRefused'],
    ['done', { state: 'delivered' }, 'TriesUsedUp'],
  ])('after a delivery that was %s, never calls the old one in use', (_title, different, error) => {
    expect(failed(different, error).detail).toMatchObject({
      serving: `the new certificate may be in use already, serial ${NEW_SERIAL}; it was not proven`,
    });
  });

  test('without proof and without a way back, never calls the old one in use', () => {
    const failure = { error: 'DeliveryUnproven', message: 'there was no way back' };
    expect(notices.failedNotice(undelivered, failure, NOW).detail).toMatchObject({
      serving: `the new certificate may be in use already, serial ${NEW_SERIAL}; it was not proven`,
    });
  });

  const names = Object.keys(refusals).filter((name) => /^[A-Z]/.test(name));

  test.each([...names, 'AwsRefused', 'constructor', '__proto__'])(
    '%s says what to do next, with a command',
    (error) => {
      const { next } = failed({}, error).detail as { next: string };
      expect(next).toMatch(/npx renewguard (reissue|route set|plan) /);
      expect(next).toContain(OLD_ARN);
    },
  );

  test('is told once for each attempt, delivery and error', () => {
    const ids = [
      failed({}, 'CsrRefused'),
      failed({}, 'CsrRefused'),
      failed({ attempt: 2 }, 'CsrRefused'),
      failed({ deliveries: 2 }, 'CsrRefused'),
      failed({}, 'RouteUnusable'),
    ].map(({ id }) => id);
    expect(new Set(ids).size).toBe(4);
  });
});

describe('a reissue that waits', () => {
  test('tells for what, and when it is tried again by itself', () => {
    const notice = notices.waitingNotice(
      aProvenIssuance(),
      'the budget of 10 certificates an hour is used up',
      5400,
      NOW,
    );
    expect(notice).toMatchObject({ id: `${INTENT}/waiting/1`, subject: '[RenewGuard] WAITING: www.example.com' });
    expect(linesOf(notice).slice(0, 4)).toEqual([
      'The replacement waits: the budget of 10 certificates an hour is used up.',
      '',
      'Next try:    2026-11-28T13:30:00.000Z, by itself; those that end first go first',
      'It ends:     2027-03-27T12:00:00.000Z',
    ]);
  });
});

describe('a question whether it may be delivered', () => {
  const until = '2027-03-24T12:00:00.000Z';
  const id = 'c0ffee00c0ff-1-1';

  test('tells what will change, until when, what happens without an answer, and both commands', () => {
    const notice = notices.approvalNotice(aProvenIssuance(), id, until, NOW);
    expect(notice).toMatchObject({
      id: `${INTENT}/approval/${id}`,
      subject: '[RenewGuard] APPROVE by 2027-03-24T12:00Z: www.example.com',
      detail: { approvalId: id, until, commands: [`npx renewguard approve ${id}`, `npx renewguard reject ${id}`] },
    });
    expect(linesOf(notice).slice(0, 10)).toEqual([
      'A certificate is ready, and waits for your word: it would be delivered to secret web/tls.',
      '',
      `Old serial:  ${SERIAL}, valid until 2027-03-27T12:00:00.000Z`,
      `New serial:  ${NEW_SERIAL}, valid until 2027-12-28T12:00:00.000Z`,
      'Way back:    the version of web/tls that is current now',
      `Answer by:   ${until}; without an answer it is delivered then, for the old one ends soon after`,
      '',
      'Answer with one of:',
      `  npx renewguard approve ${id}`,
      `  npx renewguard reject ${id}`,
    ]);
  });

  test.each<[string, Issuance, RegExp]>([
    ['acm-import', aProvenIssuance({ strategy: 'acm-import' }), /delivered to ACM arn:aws:acm:/],
    ['acm-managed', managed(), /delivered to the services that use the old ARN\.$/m],
    [
      'same-key',
      aProvenIssuance({ strategy: 'same-key', route: {}, collected: { secretArn: SECRET_ARN, versionId: 'v' } }),
      /delivered to secret arn:aws:secretsmanager:/,
    ],
  ])('%s: names where', (_strategy, issuance, expected) => {
    expect(notices.approvalNotice(issuance, id, until, NOW).text).toMatch(expected);
  });

  test('says that there is no way back where there is none', () => {
    const { wayBack: _, ...issuance } = aProvenIssuance();
    expect(notices.approvalNotice(issuance, id, until, NOW).text).toContain(
      'none: what is there now could not be put back',
    );
  });
});

describe('somebody has to act', () => {
  test('acm-managed: the new ARN, and who still uses the old one', () => {
    const notice = notices.adoptionNotice(managed(), NOW);
    expect(notice).toMatchObject({
      id: `${INTENT}/adoption/1`,
      subject: '[RenewGuard] ADOPT: www.example.com',
      detail: { wanted: 'use-new-arn', oldArn: OLD_ARN, newArn: NEW_ARN, usedBy: [LISTENER], usedByCount: 1 },
    });
    expect(linesOf(notice)).toEqual(expect.arrayContaining([`New ARN:     ${NEW_ARN}`, 'Used by:', `  ${LISTENER}`]));
  });

  test('acm-managed: of a thousand users twenty are named, and the others counted', () => {
    const usedBy = Array.from({ length: 1000 }, (_, index) => `${LISTENER}${index}`);
    const { text, detail } = notices.adoptionNotice(managed({ replaces: { ...managed().replaces, usedBy } }), NOW);
    expect(text).toContain('  and 980 more');
    expect(detail).toMatchObject({ usedBy: usedBy.slice(0, 20), usedByCount: 1000 });
  });

  test('acm-managed: nobody is named where ACM tells nobody', () => {
    const { usedBy: _, ...replaces } = managed().replaces;
    expect(notices.adoptionNotice(managed({ replaces }), NOW).text).toContain('ACM tells nobody');
  });

  test('same-key: where it is published, and how the host tells that it serves it', () => {
    const notice = notices.installNotice(aProvenIssuance({ strategy: 'same-key', route: { hostReports: true } }), NOW);
    expect(notice).toMatchObject({ id: `${INTENT}/install/1`, subject: '[RenewGuard] INSTALL: www.example.com' });
    expect(linesOf(notice)).toEqual(
      expect.arrayContaining([
        `Published:   secret ${SECRET_ARN}, version v2`,
        `When it serves it, the host tags the secret renewguard:installed=${NEW_SERIAL}`,
        'The old one ends on 2027-03-27T12:00:00.000Z.',
      ]),
    );
  });
});

describe('a lost answer', () => {
  test('is told while nobody knows what became of it, once for each', () => {
    const second = { token: 'other', sentAt: '2026-11-28T11:00:00.000Z' };
    const issuance = aProvenIssuance({ doubts: [DOUBT, second] });
    const notice = notices.doubtNotice(issuance, DOUBT, NOW);
    expect(notice).toMatchObject({
      id: `${INTENT}/doubt/1`,
      subject: '[RenewGuard] HIGH IssuanceDoubtful: www.example.com',
      detail: { resolved: 'open', sentAt: DOUBT.sentAt },
    });
    expect(notices.doubtNotice(issuance, second, NOW).id).toBe(`${INTENT}/doubt/2`);
    expect(notice.text + JSON.stringify(notice.detail)).not.toContain(DOUBT.token);
  });

  test('is told to be over, with the orphans that were revoked', () => {
    const orphan = `${AUTHORITY_ARN}/certificate/0f0f`;
    const notice = notices.settledNotice(aProvenIssuance(), [orphan], NOW);
    expect(notice).toMatchObject({
      id: `${INTENT}/settled/1`,
      subject: '[RenewGuard] RESOLVED IssuanceDoubtful: www.example.com',
      detail: { resolved: 'revoked', orphans: [orphan], orphanCount: 1 },
    });
    expect(notice.text).toContain(`Revoked:     ${orphan}`);
    expect(notices.settledNotice(aProvenIssuance(), [], NOW)).toMatchObject({
      detail: { resolved: 'none', orphans: [] },
    });
    const many = notices.settledNotice(
      aProvenIssuance(),
      Array.from({ length: 25 }, () => orphan),
      NOW,
    );
    expect(many.text).toContain('and 5 more');
  });
});

describe('left-over temporary secrets', () => {
  test('are listed, under one id in whatever order they were found', () => {
    const other = TEMPORARY_ARN.replace('GhIjKl', 'MnOpQr');
    const notice = notices.leftOversNotice([other, TEMPORARY_ARN], NOW);
    expect(notice).toEqual(notices.leftOversNotice([TEMPORARY_ARN, other], NOW));
    expect(notice).toMatchObject({
      id: `left-overs/${INTENT}-1-GhIjKl/2`,
      subject: '[RenewGuard] MEDIUM LeftOversRemoved: 2 temporary secrets',
      detail: { secrets: [TEMPORARY_ARN, other], secretCount: 2 },
    });
    expect(linesOf(notice)).toEqual(expect.arrayContaining([TEMPORARY_ARN, other]));
  });

  test('of a thousand fifty are named', () => {
    const arns = Array.from({ length: 1000 }, (_, index) => `${TEMPORARY_ARN}${index}`);
    expect(notices.leftOversNotice(arns, NOW).text).toContain('and 950 more');
  });
});

test('whatever is told is told under one id of its own, each time the same', () => {
  const ids = Object.values(everyNoticeOf(aProvenIssuance())).map(({ id }) => id);
  expect(ids).toEqual(Object.values(everyNoticeOf(aProvenIssuance())).map(({ id }) => id));
  expect(new Set(ids).size).toBe(ids.length - 1); // both ways to settle a doubt are one event
});

test.each(Object.entries(everyNoticeOf(aProvenIssuance())))('%s: the notice names its runbook', (_title, notice) => {
  const { event } = notice.detail as { event: ReissueEvent };
  expect(linesOf(notice).slice(-3)).toEqual([
    `Runbook: docs/runbooks.md, ${REISSUE_RUNBOOKS[event]}`,
    '',
    `Notice ${notice.id}`,
  ]);
});

test('a certificate without a common name is called by its first name, else by its serial', () => {
  const called = (different: Partial<Issuance['replaces']['content']>): string => {
    const replaces = { ...aProvenIssuance().replaces, content: aContent(different) };
    return notices.replacedNotice(aProvenIssuance({ replaces }), NOW).subject.replace('[RenewGuard] REPLACED: ', '');
  };
  expect(called({ subjectText: 'O=Example\\, Ltd+CN=a\\,b,C=DE' })).toBe('a\\,b');
  expect(called({ subjectText: 'O=Example' })).toBe('www.example.com');
  expect(called({ subjectText: '', names: [] })).toBe(SERIAL);
});
