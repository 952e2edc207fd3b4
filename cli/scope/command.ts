import { ownStores } from '../../core/aws/own-stores.ts';
import type { Terminal } from '../../core/runtime/terminal.ts';
import { connect } from '../deployed.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { write } from '../paper.ts';
import type { PlaceOptions } from '../shared-options.ts';
import { sweepingOf } from '../sweeping.ts';
import { terminalColors } from '../text/colors.ts';
import {
  removeScope,
  setScope,
  showScopes,
  type ScopeGiven,
  type ScopeMember,
  type ScopePorts,
  type ScopeReport,
} from './scope.ts';
import { scopesJson, scopesText } from './text.ts';

/** `renewguard scope show [name]`. */
export const runShowScopes = (name: string | undefined, options: PlaceOptions, terminal: Terminal): Promise<ExitCode> =>
  run(options, terminal, (ports) => showScopes(ports, name));

/** `renewguard scope set <name> --regions …`. */
export const runSetScope = (
  name: string,
  given: ScopeGiven,
  options: PlaceOptions,
  terminal: Terminal,
): Promise<ExitCode> => run(options, terminal, (ports) => setScope(ports, name, given));

/** `renewguard scope remove <name> [member...]`. */
export const runRemoveScope = (
  name: string,
  members: readonly ScopeMember[],
  options: PlaceOptions,
  terminal: Terminal,
): Promise<ExitCode> => run(options, terminal, (ports) => removeScope(ports, name, members));

async function run(
  options: PlaceOptions,
  terminal: Terminal,
  act: (ports: ScopePorts) => Promise<ScopeReport>,
): Promise<ExitCode> {
  const { deployment, now } = await connect(options, terminal);
  const { defaultScope } = sweepingOf(deployment);
  const report = await act({ ...ownStores(deployment), defaultScope, now });
  await write(process.stdout, options.json ? scopesJson(report) : scopesText(report, terminalColors));
  return EXIT.clean;
}
