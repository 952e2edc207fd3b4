import type { RepairSubject } from '../../core/domain/repair/repair.ts';
import type { AnswerTaken, ApprovalAnswers, WaitingQuestion } from '../../core/reissue/approval-answers.ts';
import type { Approval, Approvals } from '../../core/reissue/ports.ts';
import type { RepairApprovals } from '../../core/repair/ports.ts';

interface Question {
  readonly intent?: string;
  readonly repair?: RepairSubject;
  readonly taskToken: string;
  readonly until: string;
  readonly answered?: { readonly answer: 'approved' | 'rejected'; readonly by: string; readonly at: string };
}

/** The questions to people, as the table keeps them. */
export class FakeApprovals implements Approvals, ApprovalAnswers, RepairApprovals {
  readonly #questions = new Map<string, Question>();

  askPerson(id: string, intent: string, taskToken: string, until: string): Promise<void> {
    return this.#ask(id, { intent }, taskToken, until);
  }

  askAboutRepair(id: string, repair: RepairSubject, taskToken: string, until: string): Promise<void> {
    return this.#ask(id, { repair }, taskToken, until);
  }

  repairAnswer(id: string): Promise<Pick<Approval, 'answer' | 'by'> | undefined> {
    return this.waiting(id);
  }

  #ask(id: string, about: Pick<Question, 'intent' | 'repair'>, taskToken: string, until: string): Promise<void> {
    this.#questions.set(id, { ...this.#questions.get(id), ...about, taskToken, until: new Date(until).toISOString() });
    return Promise.resolve();
  }

  async approvalOf(id: string): Promise<Approval | undefined> {
    const { taskToken: _, intent, until = '', ...approval } = (await this.waiting(id)) ?? { taskToken: '' };
    return intent === undefined ? undefined : { intent, until, ...approval };
  }

  waiting(id: string): Promise<WaitingQuestion | undefined> {
    const found = this.#questions.get(id);
    if (found === undefined) return Promise.resolve(undefined);
    const { answered, ...question } = found;
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
