import { SendTaskSuccessCommand, type SFNClient } from '@aws-sdk/client-sfn';
import type { AnswerSent, TaskAnswers } from '../reissue/task-answers.ts';
import { errorName, inOwnAccount } from './errors.ts';
import { withoutSecrets } from './without-secrets.ts';

/** What Step Functions says of a token whose task waits no more: it ended, was answered, or its time ran out. */
const NOBODY_WAITS = ['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'];

/** Answers tasks of Step Functions by their tokens. */
export class MachineTaskAnswers implements TaskAnswers {
  readonly #client: SFNClient;

  constructor(client: SFNClient) {
    this.#client = client;
  }

  sendAnswer(taskToken: string, answer: 'approved' | 'rejected'): Promise<AnswerSent> {
    const send = new SendTaskSuccessCommand({ taskToken, output: JSON.stringify({ answer }) });
    return inOwnAccount('states:SendTaskSuccess', async () => {
      try {
        await withoutSecrets([taskToken], () => this.#client.send(send));
        return 'sent';
      } catch (error) {
        if (NOBODY_WAITS.includes(errorName(error) ?? '')) return 'nobody-waits';
        throw error;
      }
    });
  }
}
