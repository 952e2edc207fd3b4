import { boundedContents } from './bounded.ts';
import type { CertificateContents, CertificateRecord } from './certificate-record.ts';

/**
 * The record to write after a certificate was read; undefined where nothing is to be written: nothing has changed, or what is
 * kept was read later.
 * @param readAt when the reading began that the contents come from, ISO 8601
 */
export function nextRecord(
  before: CertificateRecord | undefined,
  read: CertificateContents,
  readAt: string,
): CertificateRecord | undefined {
  const contents = boundedContents(read); // as it is kept: what is cut would count as changed in every sweep
  if (before === undefined) return { ...contents, firstSeenAt: readAt, readAt, version: 1 };
  if (isBefore(readAt, before.readAt)) return undefined;
  if (before.goneAt === undefined && isSame(contentsOf(before), contents)) return undefined;
  return { ...contents, firstSeenAt: before.firstSeenAt, readAt, version: before.version + 1 };
}

/**
 * The record to write where a listing that was complete no longer has a certificate; undefined where it may be there all the
 * same, because it was first seen or read since the listing began, or where it is gone already.
 * @param listedFrom when the listing began, ISO 8601: it is gone from then on
 */
export function goneRecord(before: CertificateRecord, listedFrom: string): CertificateRecord | undefined {
  const { goneAt, firstSeenAt, readAt, version } = before;
  if (goneAt !== undefined) return undefined;
  if (!isBefore(firstSeenAt, listedFrom) || !isBefore(readAt, listedFrom)) return undefined;
  return { ...before, readAt: listedFrom, goneAt: listedFrom, version: version + 1 };
}

/** What the record says of the certificate, without what is kept beside it. */
export function contentsOf(record: CertificateRecord): CertificateContents {
  const { firstSeenAt: _, readAt: __, goneAt: ___, version: ____, ...contents } = record;
  return contents;
}

const isBefore = (one: string, other: string): boolean => Date.parse(one) < Date.parse(other);

const isSame = (one: CertificateContents, other: CertificateContents): boolean =>
  canonical(inOrder(one)) === canonical(inOrder(other));

/** AWS lists who uses a certificate in no order. */
const inOrder = ({ usedBy, ...contents }: CertificateContents): CertificateContents =>
  usedBy === undefined ? contents : { ...contents, usedBy: usedBy.toSorted() };

/** The same text for the same value, in whatever order its members are; what is undefined is absent. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
