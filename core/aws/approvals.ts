import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { AnswerTaken, ApprovalAnswers } from '../reissue/approval-answers.ts';
import type { Approval, Approvals } from '../reissue/ports.ts';
import { inOwnAccount, whetherConditionHeld } from './errors.ts';
import { inUtc } from './issuance-record.ts';
import { itemAt } from './items.ts';
import { approvalPartition, ITEM_VERSION, type Table } from './table.ts';

type Answer = NonNullable<Approval['answer']>;

/** The table's questions, for those who ask and for those who answer. */
export function tableApprovals(table: Table): Approvals & ApprovalAnswers {
  const questions = new Questions(table);
  return {
    askPerson: (id, intent, taskToken, until) => questions.askPerson(id, intent, taskToken, until),
    approvalOf: (id) => questions.approvalOf(id),
    waiting: (id) => questions.waiting(id),
    answer: (id, answer, by, at) => questions.answer(id, answer, by, at),
  };
}

/** Long after a question can be answered, its token is of no use to anybody. */
const REMEMBERED_SECONDS = 30 * 24 * 60 * 60;

interface Question {
  readonly intent: string;
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
  async askPerson(id: string, intent: string, taskToken: string, until: string): Promise<void> {
    const { client, name } = this.#table;
    const ask = new UpdateCommand({
      TableName: name,
      Key: questionKey(id),
      UpdateExpression:
        'SET intent = :intent, taskToken = :token, #until = :until, itemVersion = :version, expiresAt = :expires',
      ExpressionAttributeNames: { '#until': 'until' },
      ExpressionAttributeValues: {
        ':intent': intent,
        ':token': taskToken,
        ':until': inUtc(until),
        ':version': ITEM_VERSION,
        ':expires': Math.floor(Date.parse(until) / 1000) + REMEMBERED_SECONDS,
      },
    });
    await inOwnAccount('dynamodb:UpdateItem', () => client.send(ask));
  }

  async approvalOf(id: string): Promise<Approval | undefined> {
    const question = await this.#question(id);
    return question && withoutToken(question);
  }

  async waiting(id: string): Promise<(Approval & { readonly taskToken: string }) | undefined> {
    const question = await this.#question(id);
    return question && { ...withoutToken(question), taskToken: question.taskToken };
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

const withoutToken = ({ intent, until, answered }: Question): Approval => ({
  intent,
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
