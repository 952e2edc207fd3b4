import type { NoticeSubject } from '../alerts/notice-subject.ts';

/** A notice ready to send, kept until every channel took it. The same id however often it is sent. */
export interface OutgoingNotice {
  readonly id: string;
  /** Notices of one subject are sent in this order: ISO 8601 time of the change. */
  readonly at: string;
  /** SNS: at most 100 printable ASCII characters. */
  readonly subject: string;
  readonly text: string;
  /** What decides who is told; absent on what an older version wrote. */
  readonly about?: NoticeSubject;
  /** `programs`: only the bus hears of it; absent: everybody whom it concerns. */
  readonly audience?: 'programs';
  readonly detailType: string;
  readonly detail: object;
}
