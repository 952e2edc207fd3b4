import fc from 'fast-check';
import type { AlternativeName } from '../../../core/domain/reissue/certificate-content.ts';
import type { Issuance } from '../../../core/domain/reissue/issuance.ts';
import { REISSUE_DETAIL_TYPES } from '../../../core/domain/reissue/reissue-notice.ts';
import { anyText } from '../../builders/any-text.ts';
import { aContent } from '../../builders/issuances.ts';
import { aProvenIssuance, DOUBT, everyNoticeOf } from '../../builders/reissue-notices.ts';
import { errorsIn, schemaOf } from '../../builders/schemas.ts';

const schema = schemaOf('reissue-event.v1');
const every = everyNoticeOf(aProvenIssuance());
const replaced = every['replaced']?.detail as { readonly reissue: object };

const HARMLESS = /^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]*$/u;

/** Every text in a value. */
const textsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
};

describe('the events about reissues', () => {
  test.each(Object.entries(every))('%s is as the schema says', (_title, { detail }) => {
    expect(errorsIn(schema, detail)).toEqual([]);
  });

  test('have a notice for every detail-type there is', () => {
    expect(new Set(Object.values(every).map(({ detailType }) => detailType))).toEqual(
      new Set(Object.values(REISSUE_DETAIL_TYPES)),
    );
  });

  test.each(['acm-import', 'acm-managed', 'same-key', 'export'] as const)(
    'of strategy %s are as the schema says',
    (strategy) => {
      const { request: _, issued: __, wayBack: ___, delivery: ____, ...bare } = aProvenIssuance({ strategy });
      const { adoption: _____, ...of } = everyNoticeOf(bare);
      for (const { detail } of Object.values(of)) {
        if ((detail as { resolved?: string }).resolved === 'revoked') continue; // of an orphan without an ARN
        expect(errorsIn(schema, detail)).toEqual([]);
      }
    },
  );

  test.each<[string, object]>([
    ['another version', { ...replaced, schemaVersion: '2' }],
    ['no notice id', { ...replaced, noticeId: undefined }],
    ['an event nobody knows', { ...replaced, event: 'lost' }],
    ['a member of another event', { ...replaced, approvalId: 'x' }],
    ['a member nobody knows', { ...replaced, extra: true }],
    ['no reissue', { ...replaced, reissue: undefined }],
    ['a strategy nobody knows', { ...replaced, reissue: { ...replaced.reissue, strategy: 'pigeon' } }],
    ['a key', { ...replaced, reissue: { ...replaced.reissue, key: 'x' } }],
    [
      'a serial that is none',
      { ...replaced, reissue: { ...replaced.reissue, old: { serial: 'XYZ', notAfter: 'never' } } },
    ],
    ['left-overs without their number', { ...every['left-overs']?.detail, secretCount: undefined }],
    ['a question without commands', { ...every['approval']?.detail, commands: undefined }],
  ])('with %s are not', (_title, detail) => {
    expect(errorsIn(schema, detail)).not.toEqual([]);
  });
});

describe('whatever stands in a certificate, a route or an error', () => {
  const hostile = fc.oneof(
    anyText(),
    fc.constantFrom(
      'a\r\nSubject: b',
      '\u001b[31mred\u0007',
      '\u202emoc.elpmaxe\u2066',
      `${'x'.repeat(252)}🔐`,
      'CN='.repeat(20_000),
      '\\'.repeat(60_000),
      'x'.repeat(65_536),
      '</script><script>',
    ),
  );
  const names = fc.array(
    fc.record<AlternativeName>({ kind: fc.constantFrom('dns', 'uri', 'email', 'other'), value: hostile }),
    { maxLength: 8 },
  );
  const issuances: fc.Arbitrary<Issuance> = fc
    .record({
      subjectText: fc.oneof(
        hostile,
        hostile.map((text) => `CN=${text}`),
      ),
      names,
      text: hostile,
    })
    .map(({ subjectText, names: some, text }) => {
      const issuance = aProvenIssuance({ why: text, wayBack: text, route: { secret: text }, doubts: [DOUBT] });
      const replaces = { ...issuance.replaces, content: aContent({ subjectText, names: some }), usedBy: [text, text] };
      return {
        ...issuance,
        replaces,
        proof: { at: issuance.openedAt, serial: '00', seen: Array.from({ length: 30 }, () => text) },
      };
    });

  test('its notices are harmless, bounded, and as the schema says', () => {
    fc.assert(
      fc.property(issuances, hostile, (issuance, text) => {
        for (const notice of Object.values(everyNoticeOf(issuance, text))) {
          expect(notice.subject).toMatch(/^[\x20-\x7e]{1,100}$/);
          for (const line of notice.text.split('\n')) expect(line).toMatch(HARMLESS);
          expect(notice.text.length).toBeLessThan(60_000);
          expect(Buffer.byteLength(notice.id)).toBeLessThan(500);
          for (const each of textsIn(notice.detail)) expect(each).toMatch(HARMLESS);
          expect(Buffer.byteLength(JSON.stringify(notice.detail))).toBeLessThan(60_000);
          expect(errorsIn(schema, notice.detail)).toEqual([]);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('10,000 names of 64 KB each are written in a blink', () => {
    const value = 'x'.repeat(65_536);
    const content = aContent({ names: Array.from({ length: 10_000 }, () => ({ kind: 'dns', value }) as const) });
    const { text } = everyNoticeOf(aProvenIssuance({ replaces: { ...aProvenIssuance().replaces, content } }))[
      'replaced'
    ] ?? { text: '' };
    expect(text).toContain(' and 9995 more');
    expect(text.length).toBeLessThan(5000);
  });
});
