import fc from 'fast-check';
import { chatNotification, threadOf, withoutMarkup } from '../../../core/domain/alerts/chat-notification.ts';
import { webhookBody, WEBHOOK_FORMATS } from '../../../core/domain/alerts/webhook-body.ts';
import { certificateNotice } from '../../../core/domain/findings/certificate-notice.ts';
import type { OutgoingNotice } from '../../../core/domain/findings/outgoing-notice.ts';
import { aCertificateFinding } from '../../builders/findings.ts';
import { anyText } from '../../builders/any-text.ts';

const notice = (kind: 'opened' | 'resolved' = 'opened', domainName = 'www.example.com'): OutgoingNotice =>
  certificateNotice({ finding: aCertificateFinding({ domainName }), notice: kind });

interface Chat {
  readonly version: string;
  readonly source: string;
  readonly content: { readonly textType: string; readonly title: string; readonly description: string };
  readonly metadata: { readonly threadId: string; readonly relatedResources: readonly string[] };
}

const chatOf = (of: OutgoingNotice): Chat => JSON.parse(chatNotification(of)) as Chat;

test('a chat notification has the format of Amazon Q Developer, the whole text, and what it is about', () => {
  const told = notice();
  const chat = chatOf(told);
  expect(chat).toMatchObject({
    version: '1.0',
    source: 'custom',
    id: told.id,
    content: { textType: 'client-markdown', keywords: ['high', 'RenewalBlocked'] },
    metadata: { eventType: told.detailType, relatedResources: [told.about?.arn] },
  });
  expect(chat.content.description).toBe(`\`\`\`\n${told.text}\n\`\`\``);
});

test('what becomes of a finding is told in one thread, and resolves what had been triggered', () => {
  const [opened, resolved] = [notice('opened'), notice('resolved')];
  expect(chatOf(resolved).metadata.threadId).toBe(chatOf(opened).metadata.threadId);
  const [trigger, resolve] = [opened, resolved].map(
    (each) => JSON.parse(webhookBody('pagerduty', each, 'key')) as Record<string, unknown>,
  );
  expect(trigger).toMatchObject({ routing_key: 'key', event_action: 'trigger', dedup_key: threadOf(opened.id) });
  expect(resolve).toMatchObject({ event_action: 'resolve', dedup_key: trigger?.['dedup_key'] });
});

test('RenewGuard’s own format has everything, and is the same each time', () => {
  const told = notice();
  const body = webhookBody('renewguard', told);
  expect(JSON.parse(body)).toEqual({ schemaVersion: '1', noticeId: told.id, ...withoutId(told) });
  expect(webhookBody('renewguard', told)).toBe(body);
});

function withoutId({ id: _, ...rest }: OutgoingNotice): object {
  return JSON.parse(JSON.stringify(rest)) as object;
}

const HOSTILE = fc.oneof(
  anyText(),
  fc.constantFrom(
    '<!channel> *x* _y_ ~z~ `w`',
    '```\n<!here>\n```',
    '[click](https://evil.example)',
    '<https://evil.example|here>',
  ),
  fc.string({ unit: 'binary', minLength: 1000, maxLength: 20_000 }),
);

test('no certificate’s name becomes markup, a mention or a link anywhere, nor makes a body that is no JSON', () => {
  fc.assert(
    fc.property(HOSTILE, (name) => {
      const told = notice('opened', name);
      const chat = chatOf(told);
      expect(chat.content.title).not.toMatch(/[<>&*_~`|[\]\\]/);
      expect(chat.content.description.slice(4, -4)).not.toContain('```');
      for (const format of WEBHOOK_FORMATS) {
        const body = webhookBody(format, told, 'key');
        expect(body).not.toMatch(/\p{Cs}/u);
        expect(JSON.parse(body)).toBeInstanceOf(Object);
      }
      const slack = (JSON.parse(webhookBody('slack', told)) as { text: string }).text;
      expect(slack).not.toMatch(/[<>]/);
      expect(slack.split('```')).toHaveLength(3);
    }),
  );
});

test('what is too long for a chat is cut, and says so', () => {
  const long = { ...notice(), text: 'x'.repeat(100_000) };
  expect(chatOf(long).content.description.length).toBeLessThan(4100);
  for (const format of ['slack', 'teams', 'pagerduty'] as const)
    expect(webhookBody(format, long, 'key').length).toBeLessThan(6000);
  expect(chatOf(long).content.description).toContain('…');
});

test('a text without markup keeps its words', () => {
  expect(withoutMarkup('[RenewGuard] HIGH PermissionMissing: authority 1-2')).toBe(
    '(RenewGuard) HIGH PermissionMissing: authority 1-2',
  );
});
