import * as z from 'zod/mini';
import {
  failureNotice,
  messageOfCause,
  messageOfEnd,
  type ExecutionFailure,
} from '../../core/domain/findings/execution-failure.ts';
import { failedNotice } from '../../core/domain/reissue/notices.ts';
import type { Ledger } from '../../core/reissue/ports.ts';
import type { OutgoingNotice } from '../../core/domain/findings/outgoing-notice.ts';
import type { Clock } from '../../core/runtime/clock.ts';
import { parseInput } from '../../core/runtime/parse-input.ts';

const text = z.optional(z.nullable(z.string('a text')));

/** What a state machine's failure path hands in. */
const caught = z.object(
  {
    executionArn: z.string('the ARN of an execution'),
    error: z.string('the name of an error'),
    cause: text,
    certificateAuthorityArn: text,
    certificateArn: text,
    intent: text,
  },
  'a failure',
);

/** The event "Step Functions Execution Status Change": what no Catch can catch. */
const statusChange = z.object(
  {
    executionArn: z.string('the ARN of an execution'),
    status: z.string('a status'),
    error: text,
    cause: text,
    input: text,
  },
  'the detail of an execution status change',
);

export const reportFailureInput = z.looseObject({ detail: z.optional(z.unknown()) }, 'an object');

/** For the state machine's Fail state. */
export interface ReportedFailure {
  readonly error: string;
  readonly message: string;
  /** The notices sent; none where this failure was told already. */
  readonly notices: readonly string[];
}

export interface ReportFailurePorts {
  readonly clock: Clock;
  readonly failures: {
    record(failure: ExecutionFailure, notice: OutgoingNotice, now: Date): Promise<boolean>;
    isRecorded(failure: ExecutionFailure): Promise<boolean>;
  };
  readonly ledger: Pick<Ledger, 'issuanceOf'>;
  readonly outbox: {
    flushExecution(executionArn: string): Promise<readonly string[]>;
    requestVerification(certificateAuthorityArn: string): Promise<void>;
  };
  readonly lease: {
    heldBy(holder: string): Promise<readonly string[]>;
    abandon(authorityArn: string, holder: string): Promise<boolean>;
    forgetHeld(authorityArn: string, holder: string): Promise<void>;
  };
  /** Whether an execution was one of repair-authority. */
  readonly isRepair: (executionArn: string) => boolean;
  readonly count: (metric: string) => void;
}

/**
 * Alerts about an execution that failed: by its own failure path once for each CA, by its end only where that path did not
 * come to it; and the same failure once a day. The CAs that an ended execution still holds are freed.
 */
export function reportFailure(ports: ReportFailurePorts) {
  return async (input: z.infer<typeof reportFailureInput>): Promise<ReportedFailure> => {
    const failure =
      input.detail === undefined
        ? ofCaught(parseInput(caught, input))
        : ofStatus(parseInput(statusChange, input.detail));
    const ended = input.detail !== undefined;
    if (!ended || !(await ports.failures.isRecorded(failure))) {
      const now = await ports.clock.now();
      await ports.failures.record(failure, await noticeOf(ports, failure, input, now.toISOString()), now);
      ports.count('ExecutionFailed');
    }
    if (ended) await freeAuthorities(ports, failure.executionArn);
    if (ended) await repairAgain(ports, failure);
    const notices = await ports.outbox.flushExecution(failure.executionArn);
    return { error: failure.error, message: failure.message, notices };
  };
}

/** Of a replacement the ledger knows what still serves, and what can be done next. */
async function noticeOf(
  { ledger }: ReportFailurePorts,
  failure: ExecutionFailure,
  { intent }: Record<string, unknown>,
  now: string,
): Promise<OutgoingNotice> {
  const issuance = typeof intent === 'string' && intent !== '' ? await ledger.issuanceOf(intent) : undefined;
  if (issuance === undefined) return failureNotice(failure, now);
  const { error, putBack } = issuance.failure ?? {};
  return failedNotice(issuance, failure, now, error === failure.error ? putBack : undefined);
}

/** What arrived for a CA while the dead execution held it was left to that execution: another one is asked for. */
async function freeAuthorities({ lease, outbox }: ReportFailurePorts, executionArn: string): Promise<void> {
  for (const authorityArn of await lease.heldBy(executionArn)) {
    if (await lease.abandon(authorityArn, executionArn)) await outbox.requestVerification(authorityArn);
    await lease.forgetHeld(authorityArn, executionArn); // last: a retry asks again rather than not at all
  }
}

/** A repair that died is begun again by the next verification, which is asked for here: nothing else may happen to the CA for days. */
async function repairAgain(
  { isRepair, outbox }: ReportFailurePorts,
  { executionArn, certificateAuthorityArn }: ExecutionFailure,
): Promise<void> {
  if (certificateAuthorityArn === undefined || !isRepair(executionArn)) return;
  await outbox.requestVerification(certificateAuthorityArn);
}

function ofCaught({ executionArn, intent: _, ...told }: z.infer<typeof caught>): ExecutionFailure {
  const { error, cause, ...subject } = nested(told);
  return { executionArn, error, message: messageOfCause(cause ?? ''), ...subjectIn(subject) };
}

/** Of a nested execution that failed, Step Functions hands over its description: what it failed with stands inside. */
function nested<Told extends { readonly error: string; readonly cause?: string | null | undefined }>(told: Told): Told {
  if (told.error !== 'States.TaskFailed') return told;
  try {
    const { Error: error, Cause: cause } = JSON.parse(told.cause ?? '') as { Error?: unknown; Cause?: unknown };
    return typeof error === 'string' ? { ...told, error, cause: typeof cause === 'string' ? cause : '' } : told;
  } catch {
    return told; // a sentence, and no description
  }
}

function ofStatus({ executionArn, status, error, cause, input }: z.infer<typeof statusChange>): ExecutionFailure {
  const message = messageOfEnd(status, cause ?? '');
  return { executionArn, error: error ?? status, message, ...subjectIn(namedIn(input ?? '')) };
}

type Subject = Partial<Record<'certificateAuthorityArn' | 'certificateArn', string | null | undefined>>;

const subjectIn = ({ certificateAuthorityArn, certificateArn }: Subject) => ({
  ...(certificateAuthorityArn && { certificateAuthorityArn }),
  ...(certificateArn && { certificateArn }),
});

/** What an execution was started for, as its input names it: a hint for the person who reads the alert. */
function namedIn(input: string): Subject {
  const certificateArn =
    /arn:aws[a-z-]*:acm(-pca)?:[a-z0-9-]+:\d{12}:(certificate-authority\/[0-9a-f-]{36}\/)?certificate\/[0-9A-Za-z-]{1,64}/.exec(
      input,
    );
  if (certificateArn !== null) return { certificateArn: certificateArn[0] };
  const authority = /arn:aws[a-z-]*:acm-pca:[a-z0-9-]+:\d{12}:certificate-authority\/[0-9a-f-]{36}/.exec(input);
  return authority === null ? {} : { certificateAuthorityArn: authority[0] };
}
