import { Option, type Command } from 'commander';
import { SEVERITIES } from '../core/domain/findings/finding-codes.ts';
import { NOTICE_KINDS } from '../core/domain/alerts/notice-subject.ts';
import type { Whom } from './alert-routes/alert-routes.ts';
import { ALERT_ROUTES_HELP } from './alert-help.ts';
import { accountIn, inPlace, type PlaceOptions } from './shared-options.ts';

/** What the commands about alerts do. */
export interface AlertActions {
  showAlertRoutes(options: PlaceOptions): Promise<void>;
  setAlertRoutes(file: string, options: PlaceOptions): Promise<void>;
  removeAlertRoutes(options: PlaceOptions): Promise<void>;
  whoIsTold(whom: Whom, options: PlaceOptions): Promise<void>;
}

/** Adds `alert-routes`. */
export function addAlertCommands(program: Command, actions: AlertActions): void {
  const routes = program
    .command('alert-routes')
    .description('Show, set or remove who is told of what: topics, chat applications, webhooks.')
    .addHelpText('after', ALERT_ROUTES_HELP);
  inPlace(routes.command('show'))
    .description('Show the routing table that counts, and who set it.')
    .action((options: PlaceOptions) => actions.showAlertRoutes(options));
  inPlace(routes.command('set'))
    .description('Set the routing table. It is read whole before anything is changed.')
    .argument('<file>', 'JSON; -: the standard input')
    .addHelpText('after', ALERT_ROUTES_HELP)
    .action((file: string, options: PlaceOptions) => actions.setAlertRoutes(file, options));
  inPlace(routes.command('remove'))
    .description('Remove what was set: what was deployed counts again.')
    .action((options: PlaceOptions) => actions.removeAlertRoutes(options));
  addWho(routes, actions);
}

type WhomTyped = PlaceOptions & Whom;

function addWho(routes: Command, actions: AlertActions): void {
  inPlace(routes.command('who'))
    .description('Tell who would be told of something: nothing is sent.')
    .addOption(new Option('--severity <severity>', 'of the finding').choices(SEVERITIES))
    .option('--code <code>', 'of the finding: PermissionMissing')
    .addOption(new Option('--kind <kind>', 'what it is about').choices(NOTICE_KINDS))
    .addOption(new Option('--account <id>', 'in which it is').argParser(accountIn))
    .option('--owner <name>', 'whose it is')
    .option('--business-unit <name>', 'whose it is')
    .addHelpText('after', ALERT_ROUTES_HELP)
    .action(({ severity, code, kind, account, owner, businessUnit, ...options }: WhomTyped) => {
      const asked = Object.entries({ severity, code, kind, account, owner, businessUnit });
      return actions.whoIsTold(Object.fromEntries(asked.filter(([, value]) => value !== undefined)), options);
    });
}
