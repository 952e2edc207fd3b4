/** How an answer reached Step Functions. `nobody-waits`: the task has ended, or its hour is over and it asks again. */
export type AnswerSent = 'sent' | 'nobody-waits';

/** Hands answers to the state machine's tasks that wait for them. */
export interface TaskAnswers {
  /**
   * @param taskToken never logged or shown
   * @throws AwsUnavailable, AwsRefused; neither says the token
   */
  sendAnswer(taskToken: string, answer: 'approved' | 'rejected'): Promise<AnswerSent>;
}
