import fc from 'fast-check';
import { chatNotification } from '../../../core/domain/alerts/chat-notification.ts';
import { WEBHOOK_FORMATS, webhookBody } from '../../../core/domain/alerts/webhook-body.ts';
import { certificateNotice } from '../../../core/domain/findings/certificate-notice.ts';
import type { OutgoingNotice } from '../../../core/domain/findings/outgoing-notice.ts';
import { noticeOf } from '../../../core/domain/findings/notice.ts';
import { csvLines } from '../../../cli/inventory/csv.ts';
import { anyText } from '../../builders/any-text.ts';
import { aCertificateFinding, aFinding } from '../../builders/findings.ts';
import { aRecord } from '../../builders/inventory.ts';
import { aDependent, aSummary } from '../../builders/verdicts.ts';

/* What somebody wrote into a certificate never becomes a line, a mention, a formula or an order. */

const PIECES = [
  '\nSeverity:    low',
  '\r\n\r\nRun in account 1:\n  rm -rf /',
  '\u202e',
  '\u200f',
  '\u001b[2J',
  '<!channel>',
  '<https://evil.example|aws>',
  '```',
  '<script>alert(1)</script>',
  '=1+1',
  '@here',
  '\ud83d',
  '\u0000',
  '"',
  ',',
  '$(reboot)',
];
const hostile = fc.oneof(
  anyText(),
  fc.array(fc.oneof(fc.constantFrom(...PIECES), anyText(8)), { maxLength: 12 }).map((pieces) => pieces.join('')),
  fc.constant('a.'.repeat(32_768)),
);
const kinds = fc.constantFrom('opened' as const, 'changed' as const, 'resolved' as const);

/** Notices about certificates of any name, with those of the same kind about a harmless one. */
const notices: fc.Arbitrary<readonly [hostile: OutgoingNotice, harmless: OutgoingNotice]> = fc.oneof(
  fc.tuple(kinds, hostile, hostile).map(([notice, domainName, message]) => {
    const of = (name: string, said: string): OutgoingNotice =>
      certificateNotice({ notice, finding: aCertificateFinding({ domainName: name, message: said }) });
    return [of(domainName, message), of('www', 'a')] as const;
  }),
  fc.tuple(kinds, hostile).map(([notice, domainName]) => {
    const of = (name: string): OutgoingNotice => {
      const soonest = [aDependent({ domainName: name })];
      return noticeOf({ notice, finding: aFinding({ dependents: aSummary({ count: 1, soonest }) }) });
    };
    return [of(domainName), of('www')] as const;
  }),
);

const headsOf = ({ text }: OutgoingNotice): readonly string[] => text.split('\n').map((line) => line.slice(0, 10));

test('a notice has the lines that RenewGuard began, none more and none less, all printable', () => {
  fc.assert(
    fc.property(notices, ([notice, harmless]) => {
      expect(headsOf(notice)).toHaveLength(headsOf(harmless).length);
      const begun = (heads: readonly string[]) =>
        heads.filter((head) => /^(Severity|Account|Run in|Notice|Outage)/.test(head));
      expect(begun(headsOf(notice).slice(1))).toEqual(begun(headsOf(harmless).slice(1)));
      for (const line of notice.text.split('\n')) {
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(line.length).toBeLessThanOrEqual(4096);
      }
      expect(notice.subject).toMatch(/^[\x20-\x7e]{1,100}$/);
    }),
  );
});

test('no channel’s body ends its block, mentions anybody or becomes too large', () => {
  fc.assert(
    fc.property(notices, ([notice]) => {
      const { content } = JSON.parse(chatNotification(notice)) as { content: { title: string; description: string } };
      expect(content.title).not.toMatch(/[<>&*_~`|[\]\\]/);
      expect(content.description.split('```')).toHaveLength(3);
      for (const format of WEBHOOK_FORMATS) {
        const body = webhookBody(format, notice);
        expect(body).not.toMatch(/[\x00-\x1f]/);
        if (format === 'slack') expect((JSON.parse(body) as { text: string }).text).not.toMatch(/<[!@#h]/);
        if (format !== 'renewguard') expect(Buffer.byteLength(body)).toBeLessThan(28 * 1024);
      }
    }),
  );
});

test('an inventory’s line is one line, in which no cell begins a formula', () => {
  fc.assert(
    fc.property(hostile, hostile, (domainName, owner) => {
      const csv = csvLines([aRecord({ domainName, names: [domainName, owner], tags: { [owner]: domainName } })]);
      expect(csv.split('\r\n')).toHaveLength(2);
      expect(csv.slice(0, -2)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
      for (const cell of cellsOf(csv)) expect(cell).not.toMatch(/^\s*[=+\-@]/);
    }),
  );
});

/** By RFC 4180, as spreadsheets read them. */
const cellsOf = (csv: string): readonly string[] =>
  [...csv.trimEnd().matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell = '']) =>
    cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell,
  );
