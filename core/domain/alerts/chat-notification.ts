import type { OutgoingNotice } from '../findings/outgoing-notice.ts';

/** Chat applications cut what is longer, Slack a message at 40,000 characters; the whole text is on the bus. */
const LONGEST_TITLE = 250;
const LONGEST_DESCRIPTION = 4000;

/**
 * A notice as Amazon Q Developer in chat applications takes it from a topic: its custom notification, version 1.0
 * (administrator guide, custom notifications). What comes from certificates is shown as it is: markup in it does nothing.
 */
export function chatNotification({ id, subject, text, detailType, about }: OutgoingNotice): string {
  const { arn, code, severity, account } = about ?? {};
  const keywords = [severity, code].flatMap((keyword) => keyword ?? []);
  return JSON.stringify({
    version: '1.0',
    source: 'custom',
    id,
    content: {
      textType: 'client-markdown',
      title: withoutMarkup(subject).slice(0, LONGEST_TITLE),
      description: asCode(text),
      ...(keywords.length > 0 && { keywords }),
    },
    metadata: {
      threadId: threadOf(id),
      summary: withoutMarkup(subject).slice(0, LONGEST_TITLE),
      eventType: detailType,
      ...(arn !== undefined && { relatedResources: [arn] }),
      ...(account !== undefined && { additionalContext: { account } }),
    },
  });
}

/** What a finding becomes is told below what it was: its notices differ in the last part of their ids. */
export const threadOf = (id: string): string => id.replace(/\/[^/]*$/, '') || id;

/** A text that is no longer than told, and says where it was cut. */
export const shortened = (text: string, longest: number): string =>
  // The cut may halve a pair of surrogates.
  text.length > longest ? `${text.slice(0, longest).replace(/\p{Cs}/gu, '')}\n…` : text;

/** Everything in a code block is shown as it is; three backticks would end it. */
function asCode(text: string): string {
  return `\`\`\`\n${shortened(text, LONGEST_DESCRIPTION).replaceAll('```', "'''")}\n\`\`\``;
}

/** Without what Slack and Teams read as markup, mentions or links (Slack API, formatting text): lookalikes stand for it. */
export const withoutMarkup = (text: string): string =>
  text.replace(/[<>&*_~`|[\]\\]/g, (sign) => LOOKALIKES[sign] ?? ' ');

const LOOKALIKES: Readonly<Record<string, string>> = {
  '<': '‹',
  '>': '›',
  '&': '＆',
  '[': '(',
  ']': ')',
  '*': '∗',
  _: '＿',
  '~': '∼',
  '`': "'",
  '|': '¦',
  '\\': '＼',
};
