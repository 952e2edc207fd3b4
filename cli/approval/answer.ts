import type { Caller } from '../../core/aws/caller.ts';
import type { Issuance } from '../../core/domain/reissue/issuance.ts';
import type { RepairableCode } from '../../core/domain/repair/repair.ts';
import type { ApprovalAnswers, WaitingQuestion } from '../../core/reissue/approval-answers.ts';
import type { Ledger } from '../../core/reissue/ports.ts';
import type { AnswerSent, TaskAnswers } from '../../core/reissue/task-answers.ts';
import { NotRead } from '../not-read.ts';
import { Refused } from '../refused.ts';
import { WrongUsage } from '../wrong-usage.ts';

export type Answer = 'approved' | 'rejected';

export interface AnswerPorts {
  readonly approvals: ApprovalAnswers;
  readonly tasks: TaskAnswers;
  readonly ledger: Pick<Ledger, 'issuanceOf'>;
}

/** An answer that stands in the table: about a delivery, or about a repair. Times are ISO 8601. */
export interface AnswerReport {
  readonly id: string;
  readonly answer: Answer;
  /** Who answered, as the AWS account knows them. */
  readonly by: string;
  /** Whether this command recorded it, or an earlier one. */
  readonly recorded: 'now' | 'before';
  readonly sent: AnswerSent;
  /** Without an answer it would have been delivered then; what is to be repaired would have been escalated. */
  readonly until: string;
  /** What is to be repaired. */
  readonly repair?: RepairAsked;
  readonly intent?: string;
  /** What it is about, as the ledger knows it. */
  readonly certificateArn?: string;
  readonly oldSerial?: string;
  readonly newSerial?: string;
  /** How far it had come when it was answered. */
  readonly state?: Issuance['state'];
}

/** What a question about a repair is about. */
export interface RepairAsked {
  readonly certificateAuthorityArn: string;
  readonly code: RepairableCode;
  readonly account: string;
}

/** As RequestApproval makes them, of the intent and the ledger's version; or AskForRepair, of the episode and its attempt. */
const ID = /^[0-9a-f]{12}-\d{1,9}$/;

/**
 * Records an answer, then hands it to the state machine that waits; what is recorded already is handed over again. The token
 * of the task goes from the table to Step Functions, and nowhere else.
 * @param now ISO 8601
 * @throws WrongUsage where nobody asked; Refused where it is too late, or another answer stands; NotRead where it is recorded
 * and could not be handed over
 */
export async function giveAnswer(
  ports: AnswerPorts,
  id: string,
  answer: Answer,
  { arn: by }: Caller,
  now: string,
): Promise<AnswerReport> {
  if (!ID.test(id)) throw new WrongUsage(`${id.slice(0, 80)}: expected the id of a question, such as 1f0c94a7b3de-4`);
  const { approvals, tasks, ledger } = ports;
  const taken = await approvals.answer(id, answer, by, now);
  // Read again afterwards: whoever asked last waits for the answer.
  const question = await approvals.waiting(id);
  if (taken === 'unknown' || question === undefined)
    throw new WrongUsage(`there is no question ${id}: nobody asked it in this account and region, or it was long ago`);
  const { until } = question;
  if (taken === 'expired') throw new Refused(`${id} could be answered until ${until}: ${withoutAnswer(question)}`);
  if (question.answer !== answer)
    throw new Refused(
      `${id} was ${question.answer ?? 'answered'} already, by ${question.by ?? 'somebody'}: the first answer stands`,
    );
  const sent = await handedOver(tasks, question.taskToken, answer);
  return {
    id,
    answer,
    by: question.by ?? by,
    recorded: taken === 'answered' ? 'now' : 'before',
    sent,
    until,
    ...(await aboutIt(ledger, question)),
  };
}

const withoutAnswer = ({ repair }: WaitingQuestion): string =>
  repair === undefined
    ? 'it goes on without an answer, for the old certificate ends soon'
    : 'nothing was repaired, and it is escalated; run the finding’s own commands, which repair it';

async function handedOver(tasks: TaskAnswers, taskToken: string, answer: Answer): Promise<AnswerSent> {
  try {
    return await tasks.sendAnswer(taskToken, answer);
  } catch (error) {
    const why = error instanceof Error ? error.message : 'no reason given';
    throw new NotRead(
      `the answer is recorded, but could not be handed over: ${why}; run the same command again, or wait: the state machine ` +
        'looks at it within the hour',
    );
  }
}

async function aboutIt(ledger: AnswerPorts['ledger'], { intent, repair }: WaitingQuestion) {
  if (repair !== undefined) {
    const { authorityArn: certificateAuthorityArn, code, account } = repair;
    return { repair: { certificateAuthorityArn, code, account } };
  }
  if (intent === undefined) return {};
  const issuance = await ledger.issuanceOf(intent);
  return { intent, ...(issuance && ofIssuance(issuance)) };
}

const ofIssuance = ({ replaces, issued, state }: Issuance) => ({
  certificateArn: replaces.certificateArn,
  oldSerial: replaces.content.serial,
  ...(issued?.serial !== undefined && { newSerial: issued.serial }),
  state,
});
