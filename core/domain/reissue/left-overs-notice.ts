import type { OutgoingNotice } from '../findings/outgoing-notice.ts';
import { bounded, noticeOf } from './reissue-notice.ts';

const MOST_SECRETS = 50;
/** Secrets Manager's names have 512 characters at most. */
const LONGEST_ARN = 640;

/**
 * Temporary secrets with a key in them were found after their time, and are deleted.
 * @param secretArns at least one
 * @param now ISO 8601
 */
export function leftOversNotice(secretArns: readonly string[], now: string): OutgoingNotice {
  const sorted = secretArns.map((arn) => bounded(arn, LONGEST_ARN)).toSorted();
  const shown = sorted.slice(0, MOST_SECRETS);
  const more = sorted.length - shown.length;
  const lines = [
    'Temporary secrets that hold a key lay about for longer than they should, and are deleted: a reissue was given up, or its end was',
    'lost. No certificate in use depends on them.',
    '',
    ...shown,
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
  // Secrets Manager ends each ARN with six characters of its own: a secret of the same name made later is another.
  const id = `left-overs/${sorted[0]?.split('/').at(-1) ?? ''}/${sorted.length}`;
  const label = `MEDIUM LeftOversRemoved: ${sorted.length} temporary ${sorted.length === 1 ? 'secret' : 'secrets'}`;
  const detail = { secrets: shown, secretCount: sorted.length };
  return noticeOf({ event: 'left-overs-removed', id, label, lines, detail }, now);
}
