import { Argument, type Command } from 'commander';
import type { CertificateArn } from '../core/domain/arn.ts';
import { ROUTE_MEMBERS } from '../core/domain/reissue/merged-route.ts';
import { MODES, type Mode } from '../core/domain/reissue/mode.ts';
import type { Route } from '../core/domain/reissue/route.ts';
import { addRouteOptions, routeOf, type RouteOptions } from './route-options.ts';
import { PLAN_HELP, REISSUE_HELP, APPROVAL_HELP, BUDGET_HELP, MODE_HELP, ROUTE_HELP } from './reissue-help.ts';
import { inPlace, type PlaceOptions, profileOption, stackOption, type StackOptions } from './shared-options.ts';
import { certificateNamed, routeSubject, type RouteSubject } from './subject.ts';

export interface ReissueOptions extends StackOptions {
  /** Whether earlier tries are not to be counted any more. */
  readonly again?: true;
  readonly follow: boolean;
}

export interface ModeOptions extends PlaceOptions {
  readonly reason?: string;
}

/** What the commands about reissues do. */
export interface ReissueActions {
  plan(certificate: CertificateArn, route: Route, options: StackOptions): Promise<void>;
  reissue(certificate: CertificateArn, route: Route, options: ReissueOptions): Promise<void>;
  answer(answer: 'approved' | 'rejected', id: string, options: PlaceOptions): Promise<void>;
  mode(mode: Mode | undefined, options: ModeOptions): Promise<void>;
  showRoute(subject: RouteSubject, options: StackOptions): Promise<void>;
  setRoute(subject: RouteSubject, route: Route, options: StackOptions): Promise<void>;
  /** @param members those that are taken away; none: all of it */
  removeRoute(subject: RouteSubject, members: readonly (keyof Route)[], options: StackOptions): Promise<void>;
  budget(options: PlaceOptions): Promise<void>;
}

type Certified<Options> = Options & RouteOptions & { readonly serial?: string };

/** Adds `plan`, `reissue`, `approve`, `reject`, `mode`, `route` and `budget`. */
export function addReissueCommands(program: Command, actions: ReissueActions): void {
  addRouteOptions(onCertificate(program.command('plan'), 'print the whole plan as JSON'))
    .description('Show how a certificate would be replaced, and why so. Reads only; nothing is changed.')
    .addHelpText('after', PLAN_HELP)
    .action((arn: string, { serial, ...options }: Certified<StackOptions>) => {
      const [route, rest] = apart(options);
      return actions.plan(certificateNamed(arn, serial), route, rest);
    });
  addRouteOptions(onCertificate(program.command('reissue'), 'print the result as JSON'))
    .description('Replace a certificate now, and follow it until the new one is found where it is used.')
    .option('--again', 'do not count earlier tries any more: their cause is mended')
    .option('--no-follow', 'start it, and leave')
    .addHelpText('after', REISSUE_HELP)
    .action((arn: string, { serial, ...options }: Certified<ReissueOptions>) => {
      const [route, rest] = apart(options);
      return actions.reissue(certificateNamed(arn, serial), route, rest);
    });
  addAnswers(program, actions);
  inPlace(program.command('mode'), 'print it as JSON')
    .description('Show what RenewGuard may do, or set it.')
    .addArgument(new Argument('[mode]', 'absent: it is shown').choices(MODES))
    .option('--reason <text>', 'why, for whoever asks later')
    .addHelpText('after', MODE_HELP)
    .action((mode: Mode | undefined, options: ModeOptions) => actions.mode(mode, options));
  addRoutes(program, actions);
  inPlace(program.command('budget'), 'print it as JSON')
    .description(
      'Show how many certificates were issued: of each CA in this hour, and in this month with what they cost.',
    )
    .addHelpText('after', BUDGET_HELP)
    .action((options: PlaceOptions) => actions.budget(options));
}

function addAnswers(program: Command, actions: ReissueActions): void {
  const answers = [
    [
      'approve',
      'approved',
      'Say yes to what waits for it: a certificate that is to be delivered, or the repair of a CA.',
    ],
    ['reject', 'rejected', 'Say no: the old certificate stays in use, or the CA stays as it is.'],
  ] as const;
  for (const [command, answer, description] of answers)
    inPlace(program.command(command), 'print what was recorded as JSON')
      .description(description)
      .argument('<id>', 'as the notice tells it, and renewguard reissue')
      .addHelpText('after', APPROVAL_HELP)
      .action((id: string, options: PlaceOptions) => actions.answer(answer, id, options));
}

function addRoutes(program: Command, actions: ReissueActions): void {
  const route = program
    .command('route')
    .description(
      'Show, set or remove how the replacements of a certificate, or of all that a CA issued, are delivered.',
    )
    .addHelpText('after', ROUTE_HELP);
  onSubject(route.command('show'))
    .description('Show the route that counts, and where each part of it comes from: nothing is changed.')
    .action((arn: string, options: StackOptions) => actions.showRoute(routeSubject(arn), options));
  addRouteOptions(onSubject(route.command('set')))
    .description('Set parts of its route; what was set before and is not named here stays.')
    .addHelpText('after', ROUTE_HELP)
    .action((arn: string, options: StackOptions & RouteOptions) => {
      const [given, rest] = apart(options);
      return actions.setRoute(routeSubject(arn), given, rest);
    });
  onSubject(route.command('remove'))
    .description('Remove what was set, or the named members of it. Tags stay as they are.')
    .addArgument(new Argument('[member...]', 'absent: all of it').choices(ROUTE_MEMBERS))
    .action((arn: string, members: readonly (keyof Route)[], options: StackOptions) =>
      actions.removeRoute(routeSubject(arn), members, options),
    );
}

const onCertificate = (command: Command, json: string): Command =>
  command
    .argument('<ARN>', 'of the certificate, or of the CA that issued it, with --serial')
    .option('--serial <hex>', 'the serial number of a certificate of that CA')
    .addOption(stackOption())
    .addOption(profileOption())
    .option('--json', json);

const onSubject = (command: Command): Command =>
  command
    .argument('<ARN>', 'of a certificate, or of a CA: then for all that it issued')
    .addOption(stackOption())
    .addOption(profileOption())
    .option('--json', 'print it as JSON');

const ROUTE_OPTIONS: readonly string[] = [...ROUTE_MEMBERS, 'window', 'freeze', 'deliver'];

/** What of the options is the route, and what is not. */
function apart<Options extends RouteOptions>(options: Options): readonly [Route, Omit<Options, keyof RouteOptions>] {
  const rest = Object.entries(options).filter(([name]) => !ROUTE_OPTIONS.includes(name));
  return [routeOf(options), Object.fromEntries(rest) as Omit<Options, keyof RouteOptions>];
}
