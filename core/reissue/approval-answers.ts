import type { RepairSubject } from '../domain/repair/repair.ts';
import type { Approval } from './ports.ts';

/** How an answer was taken. `expired`: it came too late; `unknown`: nobody asked. */
export type AnswerTaken = 'answered' | 'already-answered' | 'expired' | 'unknown';

/** A question, about a delivery or about a repair, with the token of the task that waits: it is never logged or shown. */
export interface WaitingQuestion extends Omit<Approval, 'intent'> {
  /** What is to be delivered. */
  readonly intent?: string;
  /** What is to be repaired. */
  readonly repair?: RepairSubject;
  readonly taskToken: string;
}

/** The answering side of the questions: whoever answers hands the task token to Step Functions. */
export interface ApprovalAnswers {
  /** @returns undefined: nobody asked */
  waiting(id: string): Promise<WaitingQuestion | undefined>;
  /**
   * Takes the first answer that comes in time. The same once more is the same.
   * @param by who answered, as the AWS account knows them
   * @param at ISO 8601
   */
  answer(id: string, answer: NonNullable<Approval['answer']>, by: string, at: string): Promise<AnswerTaken>;
}
