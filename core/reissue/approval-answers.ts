import type { Approval } from './ports.ts';

/** How an answer was taken. `expired`: it came too late; `unknown`: nobody asked. */
export type AnswerTaken = 'answered' | 'already-answered' | 'expired' | 'unknown';

/** The answering side of the questions: whoever answers hands the task token to Step Functions. */
export interface ApprovalAnswers {
  /** The question with the token of the task that waits, which is never logged or shown; undefined: nobody asked. */
  waiting(id: string): Promise<(Approval & { readonly taskToken: string }) | undefined>;
  /**
   * Takes the first answer that comes in time. The same once more is the same.
   * @param by who answered, as the AWS account knows them
   * @param at ISO 8601
   */
  answer(id: string, answer: NonNullable<Approval['answer']>, by: string, at: string): Promise<AnswerTaken>;
}
