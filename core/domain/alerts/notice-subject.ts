import type { AccountId } from '../arn.ts';
import type { Ownership } from '../inventory/ownership.ts';
import type { Severity } from '../findings/finding-codes.ts';

/** What a notice may be about. */
export const NOTICE_KINDS = ['authority', 'certificate', 'coverage', 'reissue', 'execution', 'digest'] as const;

export type NoticeSubjectKind = (typeof NOTICE_KINDS)[number];

/** What a notice is about, as far as it decides who is told. Of a digest, whose it is as well. */
export interface NoticeSubject extends Ownership {
  readonly kind: NoticeSubjectKind;
  /** Of a CA or a certificate: whose it is, the inventory tells. */
  readonly arn?: string;
  readonly account?: AccountId;
  /** The code of a finding, or the name of its runbook. */
  readonly code: string;
  readonly severity: Severity;
}

/** A CA or a certificate; in which account it is, its ARN says. Absent where it is about none. */
export const aboutArn = (arn: string | undefined): Pick<NoticeSubject, 'arn' | 'account'> =>
  arn === undefined ? {} : { arn, account: arn.split(':')[4] ?? '' };
