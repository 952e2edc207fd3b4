import { aboutArn } from '../alerts/notice-subject.ts';
import type { OutgoingNotice } from './outgoing-notice.ts';
import { printable, printableAscii } from '../printable.ts';

/** An execution of a state machine that did not do what it was started for. */
export interface ExecutionFailure {
  readonly executionArn: string;
  /** The error's name, or the execution's status where it has none: ABORTED, TIMED_OUT. */
  readonly error: string;
  /** What went wrong, for a person. */
  readonly message: string;
  /** The CA it was about, where that is known. */
  readonly certificateAuthorityArn?: string;
  /** … or the certificate. */
  readonly certificateArn?: string;
}

/** The same failure again within this time is counted, not told again. */
export const REPEATED_WITHIN_HOURS = 24;

/** `arn:…:execution:<machine>:<name>` → machine. */
export const machineOf = (executionArn: string): string => executionArn.split(':')[6] ?? 'unknown';

/** What the failure is about: a CA or a certificate. */
export const subjectOf = ({
  certificateAuthorityArn,
  certificateArn,
}: Pick<ExecutionFailure, 'certificateAuthorityArn' | 'certificateArn'>): string | undefined =>
  certificateAuthorityArn ?? certificateArn;

/** What makes two failures the same one: DynamoDB's sort keys have 1024 bytes, so the message counts by its beginning. */
export function failureKey({ error, message, ...subject }: ExecutionFailure): string {
  return [error, subjectOf(subject) ?? '', printableAscii(message).slice(0, 300)].join('#');
}

/** A Lambda's error arrives as JSON text in Cause: its message is what a person wants. */
export function messageOfCause(cause: string): string {
  try {
    const parsed: unknown = JSON.parse(cause);
    if (typeof parsed === 'object' && parsed !== null && 'errorMessage' in parsed) return String(parsed.errorMessage);
  } catch {
    // not JSON: a service's own sentence
  }
  return cause;
}

/** One execution may fail for several CAs or certificates: each is told. */
function noticeId({ executionArn, ...subject }: ExecutionFailure): string {
  const id = subjectOf(subject)?.split('/').at(-1);
  return `${executionArn}/failed${id === undefined ? '' : `/${id}`}`;
}

/** What an execution's end says where no error does. */
const ENDINGS: Readonly<Record<string, string>> = {
  ABORTED: 'Somebody stopped the execution before it came to its end.',
  TIMED_OUT: 'The execution ran into its time limit.',
};

/** @param status the execution's: FAILED, TIMED_OUT or ABORTED */
export const messageOfEnd = (status: string, cause: string): string =>
  cause === '' ? (ENDINGS[status] ?? 'Step Functions gave no cause.') : messageOfCause(cause);

/** The alert about an execution that failed. */
export function failureNotice(failure: ExecutionFailure, now: string): OutgoingNotice {
  const { executionArn, error, message, certificateAuthorityArn, certificateArn } = failure;
  const machine = machineOf(executionArn);
  const about = [
    ...(certificateAuthorityArn === undefined ? [] : [`Authority: ${certificateAuthorityArn}`]),
    ...(certificateArn === undefined ? [] : [`Certificate: ${certificateArn}`]),
  ];
  const lines = [
    `An execution of ${machine} failed: what it should have verified is not verified.`,
    '',
    ...about,
    `Error:     ${error}`,
    `Cause:     ${message}`,
    `Execution: ${executionArn}`,
    '',
    'Open the execution, mend the cause and start it again with the same input. Runbook: docs/runbooks.md, ExecutionFailed',
  ];
  return {
    id: noticeId(failure),
    at: now,
    subject: printableAscii(`[RenewGuard] HIGH ExecutionFailed: ${machine} ${error}`).slice(0, 100),
    text: lines.map(printable).join('\n'),
    about: { kind: 'execution', ...aboutArn(subjectOf(failure)), code: 'ExecutionFailed', severity: 'high' },
    detailType: 'RenewGuard Execution Failed',
    detail: {
      schemaVersion: '1',
      executionArn,
      machine,
      error,
      message,
      ...(certificateAuthorityArn && { certificateAuthorityArn }),
      ...(certificateArn && { certificateArn }),
    },
  };
}
