import type { AnswerTaken, ApprovalAnswers } from '../../core/reissue/approval-answers.ts';
import type { Approval, Approvals } from '../../core/reissue/ports.ts';

interface Question {
  readonly intent: string;
  readonly taskToken: string;
  readonly until: string;
  readonly answered?: { readonly answer: 'approved' | 'rejected'; readonly by: string; readonly at: string };
}

/** The questions to people, as the table keeps them. */
export class FakeApprovals implements Approvals, ApprovalAnswers {
  readonly #questions = new Map<string, Question>();

  askPerson(id: string, intent: string, taskToken: string, until: string): Promise<void> {
    this.#questions.set(id, { ...this.#questions.get(id), intent, taskToken, until: new Date(until).toISOString() });
    return Promise.resolve();
  }

  async approvalOf(id: string): Promise<Approval | undefined> {
    const { taskToken: _, ...approval } = (await this.waiting(id)) ?? { taskToken: '' };
    return 'intent' in approval ? approval : undefined;
  }

  waiting(id: string): Promise<(Approval & { readonly taskToken: string }) | undefined> {
    const { answered, ...question } = this.#questions.get(id) ?? {};
    if (!('intent' in question)) return Promise.resolve(undefined);
    return Promise.resolve({ ...question, ...(answered && { answer: answered.answer, by: answered.by }) });
  }

  answer(id: string, answer: 'approved' | 'rejected', by: string, time: string): Promise<AnswerTaken> {
    const at = new Date(time).toISOString();
    const question = this.#questions.get(id);
    if (question === undefined) return Promise.resolve('unknown');
    const { answered, until } = question;
    if (answered !== undefined) {
      const isTheSame = answered.answer === answer && answered.by === by && answered.at === at;
      return Promise.resolve(isTheSame ? 'answered' : 'already-answered');
    }
    if (until <= at) return Promise.resolve('expired');
    this.#questions.set(id, { ...question, answered: { answer, by, at } });
    return Promise.resolve('answered');
  }
}
