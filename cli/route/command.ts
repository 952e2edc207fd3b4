import { ownReaders } from '../../core/aws/adapters.ts';
import type { Caller } from '../../core/aws/caller.ts';
import { ownStores } from '../../core/aws/own-stores.ts';
import type { Route } from '../../core/domain/reissue/route.ts';
import type { Terminal } from '../../core/runtime/terminal.ts';
import { connect } from '../deployed.ts';
import type { ExitCode } from '../exit-codes.ts';
import { write } from '../paper.ts';
import type { StackOptions } from '../shared-options.ts';
import { placeOf, type RouteSubject } from '../subject.ts';
import { terminalColors } from '../text/colors.ts';
import { removeRoute, routeExitCode, setRoute, showRoute, type RoutePorts, type RouteReport } from './route.ts';
import { routeJson, routeText } from './text.ts';

/** `renewguard route show <ARN>`. */
export const runShowRoute = (subject: RouteSubject, options: StackOptions, terminal: Terminal): Promise<ExitCode> =>
  run(subject, options, terminal, (ports, caller) => showRoute(ports, subject, caller));

/** `renewguard route set <ARN> --secret …`. */
export const runSetRoute = (
  subject: RouteSubject,
  given: Route,
  options: StackOptions,
  terminal: Terminal,
): Promise<ExitCode> => run(subject, options, terminal, (ports, caller) => setRoute(ports, subject, given, caller));

/** `renewguard route remove <ARN> [member...]`. */
export const runRemoveRoute = (
  subject: RouteSubject,
  members: readonly (keyof Route)[],
  options: StackOptions,
  terminal: Terminal,
): Promise<ExitCode> =>
  run(subject, options, terminal, (ports, caller) => removeRoute(ports, subject, members, caller));

async function run(
  subject: RouteSubject,
  options: StackOptions,
  terminal: Terminal,
  act: (ports: RoutePorts, caller: Caller) => Promise<RouteReport>,
): Promise<ExitCode> {
  const { region } = placeOf(subject);
  const { caller, deployment } = await connect({ ...options, region }, terminal);
  const report = await act({ ...ownReaders(caller.account, region), ...ownStores(deployment) }, caller);
  await write(process.stdout, options.json ? routeJson(report) : routeText(report, terminalColors));
  return routeExitCode(report);
}
