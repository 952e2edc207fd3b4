import { ownMachineClient } from '../../core/aws/clients.ts';
import { ownStores } from '../../core/aws/own-stores.ts';
import { MachineTaskAnswers } from '../../core/aws/task-answers.ts';
import type { Terminal } from '../../core/runtime/terminal.ts';
import { connect } from '../deployed.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { write } from '../paper.ts';
import type { PlaceOptions } from '../shared-options.ts';
import { terminalColors } from '../text/colors.ts';
import { giveAnswer, type Answer } from './answer.ts';
import { answerJson, answerText } from './text.ts';

/** `renewguard approve <id>`, `renewguard reject <id>`. */
export async function runAnswer(
  answer: Answer,
  id: string,
  options: PlaceOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { caller, deployment, now } = await connect(options, terminal);
  const stores = ownStores(deployment);
  const tasks = new MachineTaskAnswers(ownMachineClient(deployment.region));
  const report = await giveAnswer({ ...stores, tasks }, id, answer, caller, now);
  await write(process.stdout, options.json ? answerJson(report) : answerText(report, terminalColors));
  return EXIT.clean;
}
