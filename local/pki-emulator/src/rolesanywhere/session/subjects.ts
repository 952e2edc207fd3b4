import type { Call } from '../../wire/call.ts';
import { type Certificate, partsOf } from '../../x509/certificate.ts';
import { nameLine } from '../distinguished-names.ts';
import { holdingsOf, newResource } from '../resources.ts';
import type { Subject } from '../subject.ts';

/** How many of the most recent certificates and property sets a subject keeps; the service names no number. */
const KEPT = 10;

/** The subject of a certificate: made when it is first seen. */
export function subjectOf(certificate: Certificate, call: Call): Subject {
  const { subjects, subjectIds } = holdingsOf(call);
  const { subject: name } = partsOf(certificate);
  const key = name.toString('hex');
  const known = subjects.get(subjectIds.get(key) ?? '');
  if (known) return known;
  const made = newResource('subject', call);
  const own = { x509Subject: nameLine(name), lastSeenAt: made.createdAt, credentials: [], instanceProperties: [] };
  const subject: Subject = { ...made, ...own };
  subjects.set(subject.id, subject);
  subjectIds.set(key, subject.id);
  return subject;
}

/** What a subject's request came to. */
interface Attempt {
  readonly certificate: Certificate;
  readonly properties: Readonly<Record<string, string>> | undefined;
  readonly failed: boolean;
}

/** Writes down that a certificate asked for a session. */
export function note(subject: Subject, { certificate, properties, failed }: Attempt, now: Date): void {
  subject.lastSeenAt = now;
  subject.updatedAt = now;
  const others = subject.credentials.filter((seen) => !seen.certificate.der.equals(certificate.der));
  subject.credentials = [{ certificate, seenAt: now, failed }, ...others].slice(0, KEPT);
  if (!properties) return;
  subject.instanceProperties = [{ properties, seenAt: now, failed }, ...subject.instanceProperties].slice(0, KEPT);
}
