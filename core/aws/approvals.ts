import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { RepairSubject } from '../domain/repair/repair.ts';
import type { AnswerTaken, ApprovalAnswers, WaitingQuestion } from '../reissue/approval-answers.ts';
import type { Approval, Approvals } from '../reissue/ports.ts';
import type { RepairApprovals } from '../repair/ports.ts';
import { inOwnAccount, whetherConditionHeld } from './errors.ts';
import { inUtc } from './issuance-record.ts';
import { itemAt } from './items.ts';
import { approvalPartition, ITEM_VERSION, type Table } from './table.ts';

type Answer = NonNullable<Approval['answer']>;

/** The table's questions, for those who ask and for those who answer. */
export function tableApprovals(table: Table): Approvals & ApprovalAnswers & RepairApprovals {
  const questions = new Questions(table);
  return {
    askPerson: (id, intent, taskToken, until) => questions.ask(id, { intent }, taskToken, until),
    askAboutRepair: (id, { authorityArn, code, account }, taskToken, until) =>
      questions.ask(id, { repair: { authorityArn, code, account } }, taskToken, until),
    repairAnswer: (id) => questions.repairAnswer(id),
    approvalOf: (id) => questions.approvalOf(id),
    waiting: (id) => questions.waiting(id),
    answer: (id, answer, by, at) => questions.answer(id, answer, by, at),
  };
}

/** Long after a question can be answered, its token is of no use to anybody. */
const REMEMBERED_SECONDS = 30 * 24 * 60 * 60;

/** What is asked about: a delivery or a repair. */
interface About {
  readonly intent?: string;
  readonly repair?: RepairSubject;
}

interface Question extends About {
  readonly taskToken: string;
  readonly until: string;
  readonly answered?: { readonly answer: Answer; readonly by: string; readonly at: string };
}

class Questions {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Asks, or asks again: only the task that asked last waits for the answer. An answer that was given stands. */
  async ask(id: string, about: About, taskToken: string, until: string): Promise<void> {
    const { client, name } = this.#table;
    const { intent, repair } = about;
    const ask = new UpdateCommand({
      TableName: name,
      Key: questionKey(id),
      UpdateExpression:
        'SET #what = :about, taskToken = :token, #until = :until, itemVersion = :version, expiresAt = :expires',
      ExpressionAttributeNames: { '#until': 'until', '#what': repair === undefined ? 'intent' : 'repair' },
      ExpressionAttributeValues: {
        ':about': repair ?? intent,
        ':token': taskToken,
        ':until': inUtc(until),
        ':version': ITEM_VERSION,
        ':expires': Math.floor(Date.parse(until) / 1000) + REMEMBERED_SECONDS,
      },
    });
    await inOwnAccount('dynamodb:UpdateItem', () => client.send(ask));
  }

  async approvalOf(id: string): Promise<Approval | undefined> {
    const { intent, ...question } = (await this.#question(id)) ?? {};
    return intent === undefined ? undefined : { intent, ...answerTo(question as Question) };
  }

  async repairAnswer(id: string): Promise<Pick<Approval, 'answer' | 'by'> | undefined> {
    const question = await this.#question(id);
    return question && answerTo(question);
  }

  async waiting(id: string): Promise<WaitingQuestion | undefined> {
    const question = await this.#question(id);
    if (question === undefined) return undefined;
    const { intent, repair, taskToken } = question;
    return { ...(intent !== undefined && { intent }), ...(repair && { repair }), ...answerTo(question), taskToken };
  }

  /** Takes the first answer that comes in time. The same once more, because nobody heard that it was taken, is the same. */
  async answer(id: string, answer: Answer, by: string, at: string): Promise<AnswerTaken> {
    const { client, name } = this.#table;
    const answered = { answer, by, at: inUtc(at) };
    const take = new UpdateCommand({
      TableName: name,
      Key: questionKey(id),
      UpdateExpression: 'SET answered = :answered',
      ConditionExpression: 'attribute_not_exists(answered) AND #until > :at',
      ExpressionAttributeNames: { '#until': 'until' },
      ExpressionAttributeValues: { ':answered': answered, ':at': answered.at },
    });
    if (await inOwnAccount('dynamodb:UpdateItem', () => whetherConditionHeld(() => client.send(take))))
      return 'answered';
    return notTaken(await this.#question(id), answered);
  }

  async #question(id: string): Promise<Question | undefined> {
    return (await itemAt(this.#table, questionKey(id))) as Question | undefined;
  }
}

const answerTo = ({ until, answered }: Pick<Question, 'until' | 'answered'>): Omit<Approval, 'intent'> => ({
  until,
  ...(answered && { answer: answered.answer, by: answered.by }),
});

function notTaken(question: Question | undefined, answered: NonNullable<Question['answered']>): AnswerTaken {
  if (question === undefined) return 'unknown';
  const { answered: first } = question;
  if (first === undefined) return 'expired';
  const isTheSame = first.answer === answered.answer && first.by === answered.by && first.at === answered.at;
  return isTheSame ? 'answered' : 'already-answered';
}

const questionKey = (id: string) => ({ pk: approvalPartition(id), sk: 'APPROVAL' });
