import type { OutgoingNotice } from '../findings/outgoing-notice.ts';
import type { Severity } from '../findings/finding-codes.ts';
import { shortened, threadOf, withoutMarkup } from './chat-notification.ts';

/** How a receiver wants it: RenewGuard's own JSON, or what Slack, Teams and PagerDuty take. */
export const WEBHOOK_FORMATS = ['renewguard', 'slack', 'teams', 'pagerduty'] as const;

export type WebhookFormat = (typeof WEBHOOK_FORMATS)[number];

/** Slack cuts a message at 40,000 characters, Teams refuses one of more than 28 KB; the whole text is on the bus. */
const LONGEST_TEXT = 4000;
/** PagerDuty refuses a longer summary (Events API v2). */
const LONGEST_SUMMARY = 1024;

/**
 * The body of a webhook's request, JSON. The same notice gives the same body, so that a repetition can be told.
 * @param routingKey of PagerDuty
 */
export function webhookBody(format: WebhookFormat, notice: OutgoingNotice, routingKey?: string): string {
  return JSON.stringify(BODIES[format](notice, routingKey));
}

const BODIES: Readonly<Record<WebhookFormat, (notice: OutgoingNotice, routingKey: string | undefined) => object>> = {
  renewguard: ({ id, at, subject, text, detailType, detail, about }) => ({
    schemaVersion: '1',
    noticeId: id,
    at,
    subject,
    text,
    ...(about && { about }),
    detailType,
    detail,
  }),
  slack: (notice) => ({ text: `*${withoutMarkup(notice.subject)}*\n${asBlock(notice.text)}` }),
  teams: (notice) => ({ type: 'message', attachments: [adaptiveCard(notice)] }),
  pagerduty: (notice, routingKey) => ({
    routing_key: routingKey,
    event_action: isEnd(notice) ? 'resolve' : 'trigger',
    // What resolves a finding closes what its opening had opened.
    dedup_key: threadOf(notice.id).slice(0, 255),
    payload: {
      summary: notice.subject.slice(0, LONGEST_SUMMARY),
      source: notice.about?.arn ?? 'RenewGuard',
      severity: PAGERDUTY_SEVERITIES[notice.about?.severity ?? 'medium'],
      timestamp: notice.at,
      component: 'RenewGuard',
      ...(notice.about && { class: notice.about.code }),
      custom_details: { text: shortened(notice.text, LONGEST_TEXT), notice: notice.id },
    },
  }),
};

const PAGERDUTY_SEVERITIES: Readonly<Record<Severity, string>> = {
  critical: 'critical',
  high: 'error',
  medium: 'warning',
  low: 'info',
};

const isEnd = ({ detailType, detail }: OutgoingNotice): boolean =>
  detailType.endsWith(' Resolved') || (detail as { change?: unknown }).change === 'resolved';

/** Teams' Workflows take an adaptive card (Microsoft Learn, incoming webhooks); plain text blocks show markup as it is. */
const adaptiveCard = ({ subject, text }: OutgoingNotice) => ({
  contentType: 'application/vnd.microsoft.card.adaptive',
  content: {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: [
      { type: 'TextBlock', text: withoutMarkup(subject), weight: 'Bolder', wrap: true },
      { type: 'TextBlock', text: withoutMarkup(shortened(text, LONGEST_TEXT)), wrap: true, fontType: 'Monospace' },
    ],
  },
});

/** A block that shows markup as it is; Slack reads &, < and > even there (Slack API, formatting text). */
const asBlock = (text: string): string =>
  `\`\`\`${shortened(text, LONGEST_TEXT)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('```', "'''")}\`\`\``;
