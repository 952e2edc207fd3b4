import { ownReaders } from '../../core/aws/adapters.ts';
import { ownStores } from '../../core/aws/own-stores.ts';
import type { Terminal } from '../../core/runtime/terminal.ts';
import { connect } from '../deployed.ts';
import { exitCodeFor, type ExitCode } from '../exit-codes.ts';
import { write } from '../paper.ts';
import type { PlaceOptions } from '../shared-options.ts';
import { terminalColors } from '../text/colors.ts';
import { budgetReport } from './budget.ts';
import { budgetJson, budgetText } from './text.ts';

/** `renewguard budget`. */
export async function runBudget(options: PlaceOptions, terminal: Terminal): Promise<ExitCode> {
  const { caller, deployment, now } = await connect(options, terminal);
  const { region, limits } = deployment;
  const stores = ownStores(deployment);
  const { authorities } = ownReaders(caller.account, region);
  const report = await budgetReport({ ...stores, authorities, limits }, caller, region, now);
  await write(process.stdout, options.json ? budgetJson(report) : budgetText(report, terminalColors));
  return exitCodeFor(0, report.unreadable.length);
}
