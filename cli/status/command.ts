import { ownMachineClient } from '../../core/aws/clients.ts';
import { ownStores } from '../../core/aws/own-stores.ts';
import { SweepExecutions } from '../../core/aws/sweep-executions.ts';
import type { Terminal } from '../../core/runtime/terminal.ts';
import { connect } from '../deployed.ts';
import type { ExitCode } from '../exit-codes.ts';
import { write } from '../paper.ts';
import type { PlaceOptions } from '../shared-options.ts';
import { sweepingOf } from '../sweeping.ts';
import { terminalColors } from '../text/colors.ts';
import { statusExitCode, statusReport } from './status.ts';
import { statusJson, statusText } from './text.ts';

/** `renewguard status`. */
export async function runStatus(options: PlaceOptions, terminal: Terminal): Promise<ExitCode> {
  const { deployment, now } = await connect(options, terminal);
  const { defaultScope, machineArn } = sweepingOf(deployment);
  const executions = new SweepExecutions(ownMachineClient(deployment.region), machineArn);
  const report = await statusReport({ ...ownStores(deployment), executions, defaultScope, now });
  await write(process.stdout, options.json ? statusJson(report) : statusText(report, terminalColors));
  return statusExitCode(report);
}
