import { SEVERITIES } from '../findings/finding-codes.ts';
import type { OutgoingNotice } from '../findings/outgoing-notice.ts';
import { printable, printableAscii } from '../printable.ts';
import { digestSubject, openIn, type DigestLine, type OwnerDigest } from './owner-digest.ts';

/** The version of the event's detail; docs/schemas/digest-event.v1.json describes it. */
export const DIGEST_EVENT_VERSION = '1';

/** The detail-type of digests on the bus, with source `renewguard`. */
export const DIGEST_DETAIL_TYPE = 'RenewGuard Digest';

/** SNS takes no longer subject. */
const LONGEST_SUBJECT = 100;

/** A line names what somebody chose: the rest of the mail is to be seen as well. */
const LONGEST_NAME = 100;

/** Which digest of an owner it is: one a day. @param at ISO 8601 */
export const digestDay = (at: string): string => new Date(at).toISOString().slice(0, 10);

/**
 * The notice of a digest. Pure: the same owner and day give the same id.
 * @param ownerId names in the id whose it is
 * @param at ISO 8601
 */
export function digestNotice(digest: OwnerDigest, ownerId: string, at: string): OutgoingNotice {
  const id = `digest/${ownerId}/${digestDay(at)}`;
  const { owner, severities, muted, lines } = digest;
  return {
    id,
    at,
    subject: subjectLine(digest),
    text: [...textLines(digest), '', `Notice ${id}`].map(printable).join('\n'),
    about: digestSubject(digest),
    detailType: DIGEST_DETAIL_TYPE,
    detail: {
      schemaVersion: DIGEST_EVENT_VERSION,
      noticeId: id,
      ...(owner !== undefined && { owner }),
      open: openIn(digest),
      severities,
      muted,
      findings: lines,
    },
  };
}

const countsOf = ({ severities }: OwnerDigest): string =>
  SEVERITIES.flatMap((severity) => (severities[severity] > 0 ? [`${severities[severity]} ${severity}`] : [])).join(
    ', ',
  );

function subjectLine(digest: OwnerDigest): string {
  const whose = digest.owner === undefined ? '' : ` for ${digest.owner.slice(0, LONGEST_NAME)}`;
  return printableAscii(`[RenewGuard] DIGEST: ${countsOf(digest)} open${whose}`).slice(0, LONGEST_SUBJECT);
}

function textLines(digest: OwnerDigest): readonly string[] {
  const { owner, muted, lines } = digest;
  const more = openIn(digest) - lines.length;
  return [
    `Open for ${owner ?? 'all whom no route names'}: ${countsOf(digest)}. What people are told with its CA is counted too.`,
    ...(muted > 0 ? [`Muted, and not listed: ${muted}`] : []),
    '',
    ...lines.map(lineText),
    ...(more > 0 ? [`… and ${more} more`] : []),
    '',
    // Whose name it is decides nothing here: a command with it in it would have to survive any shell.
    owner === undefined
      ? 'All of them: npx renewguard findings --all'
      : 'All of them: npx renewguard findings --all --owner, with the name above',
  ];
}

function lineText({ outage, severity, code, name, subject }: DigestLine): string {
  const named = name === undefined ? '' : `${name.slice(0, LONGEST_NAME)}  `;
  return `  ${outage ?? 'no date'}  ${severity}  ${code}  ${named}${subject}`;
}
