import type { NoticeSubject } from '../alerts/notice-subject.ts';
import { CERTIFICATE_DETAIL_TYPES } from './certificate-notice.ts';
import { COVERAGE_DETAIL_TYPES } from './coverage-notice.ts';
import type { Severity } from './finding-codes.ts';
import type { Lifecycle, NoticeKind } from './lifecycle.ts';
import { FINDING_DETAIL_TYPES } from './notice.ts';
import type { OutgoingNotice } from './outgoing-notice.ts';

/** A finding of whichever kind, as its notice tells it: what all three kinds have, and what only some do. Times are ISO 8601. */
export interface ToldFinding extends Lifecycle<string> {
  readonly severity: Severity;
  readonly message: string;
  readonly remedy: readonly string[];
  /** Of coverage: an account, `account/region`, `organization`, or the name of a scope. */
  readonly subject?: string;
  readonly region?: string;
  /** Of a certificate. */
  readonly domainName?: string;
  readonly authorityArn?: string;
  readonly firstAttempt?: string;
  readonly outage?: string;
  /** Of a CA. */
  readonly dependents?: { readonly count: number; readonly firstAttempt?: string; readonly outage?: string };
}

/** What a notice tells of a finding. */
export interface FindingNews {
  readonly about: NoticeSubject & { readonly kind: 'authority' | 'certificate' | 'coverage' };
  readonly change: NoticeKind;
  readonly finding: ToldFinding;
  /** `programs`: no person is told. */
  readonly audience?: OutgoingNotice['audience'];
  /** Why; with neither, because it is no news to people. */
  readonly muted?: { readonly until: string; readonly by: string; readonly reason: string };
  readonly toldWith?: { readonly certificateAuthorityArn: string; readonly code: string };
}

const DETAIL_TYPES: ReadonlySet<string> = new Set(
  [FINDING_DETAIL_TYPES, CERTIFICATE_DETAIL_TYPES, COVERAGE_DETAIL_TYPES].flatMap((types) => Object.values(types)),
);

/** Whether a notice tells what became of a finding: a drill does not, nor does anything about a replacement or a repair. */
export const isOfFinding = ({ detailType, about }: OutgoingNotice): boolean =>
  about !== undefined && DETAIL_TYPES.has(detailType);

/** @returns undefined where the notice is about something else */
export function findingNews(notice: OutgoingNotice): FindingNews | undefined {
  const { about, detail, audience } = notice;
  return isOfFinding(notice) ? ({ ...detail, about, ...(audience && { audience }) } as FindingNews) : undefined;
}
