import { ownStores } from '../../core/aws/own-stores.ts';
import type { Terminal } from '../../core/runtime/terminal.ts';
import { connect } from '../deployed.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { write } from '../paper.ts';
import type { PlaceOptions } from '../shared-options.ts';
import { terminalColors } from '../text/colors.ts';
import { openFindings, type FindingsFilter } from './findings.ts';
import { findingsJson, findingsText } from './text.ts';

/** `renewguard findings`. */
export async function runFindings(
  filter: FindingsFilter,
  options: PlaceOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { deployment, now } = await connect(options, terminal);
  const found = await openFindings({ ...ownStores(deployment), now }, filter);
  await write(process.stdout, options.json ? findingsJson(found) : findingsText(found, now, terminalColors));
  return EXIT.clean;
}
