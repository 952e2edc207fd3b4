import { Argument, InvalidArgumentError, Option, type Command } from 'commander';
import { isAccountId, isRegion, parseAuthorityArn } from '../core/domain/arn.ts';
import { NO_REGION } from '../core/domain/inventory/certificate-record.ts';
import { EXPECTED_MOMENT, momentIn } from '../core/domain/sweep/moments.ts';
import type { InventoryFilter } from './inventory/inventory.ts';
import { SCOPE_MEMBERS, type ScopeGiven, type ScopeMember } from './scope/scope.ts';
import { addScopeOptions, type ScopeOptions, scopeGiven } from './scope-options.ts';
import { inPlace, type PlaceOptions, profileOption, stackOption } from './shared-options.ts';
import { asUsage } from './subject.ts';
import { INVENTORY_HELP, SCOPE_HELP, STATUS_HELP, SWEEP_HELP } from './sweep-help.ts';

/** What a sweep is asked, as it was typed: core/domain/sweep/request.ts checks it. */
export type SweepAsked = Readonly<Record<string, unknown>>;

export interface SweepOptions extends PlaceOptions {
  readonly wait: boolean;
}

export interface InventoryOptions extends PlaceOptions {
  readonly csv?: true;
}

/** What the commands about sweeps and the inventory do. */
export interface SweepActions {
  sweep(asked: SweepAsked, options: SweepOptions): Promise<void>;
  status(options: PlaceOptions): Promise<void>;
  inventory(filter: InventoryFilter, options: InventoryOptions): Promise<void>;
  /** @param name absent: all */
  showScopes(name: string | undefined, options: PlaceOptions): Promise<void>;
  setScope(name: string, given: ScopeGiven, options: PlaceOptions): Promise<void>;
  /** @param members those that are taken away; none: all of it */
  removeScope(name: string, members: readonly ScopeMember[], options: PlaceOptions): Promise<void>;
}

/** Adds `sweep`, `status`, `inventory` and `scope`. */
export function addSweepCommands(program: Command, actions: SweepActions): void {
  addSweep(program, actions);
  inPlace(program.command('status'), 'print it as JSON')
    .description('Tell whether RenewGuard sees what it should: gaps, missed sweeps, open findings.')
    .addHelpText('after', STATUS_HELP)
    .action((options: PlaceOptions) => actions.status(options));
  addInventory(program, actions);
  addScopes(program, actions);
}

interface SweepTyped extends SweepOptions {
  readonly accounts?: readonly string[];
  readonly regions?: readonly string[];
  readonly organizationalUnits?: readonly string[];
  readonly scope?: readonly string[];
  readonly asOf?: string;
  readonly dryRun?: true;
  readonly includeExpired?: true;
  readonly includeRevoked?: true;
  readonly issuedBetween?: { readonly from: string; readonly to: string };
}

function addSweep(program: Command, actions: SweepActions): void {
  inPlace(program.command('sweep'), 'print the result as JSON')
    .description('Read the organisation now, judge every certificate, and follow it to its end.')
    .addOption(listOption('--accounts <ids>', 'only these accounts, with commas'))
    .addOption(listOption('--regions <regions>', 'only these regions, with commas'))
    .addOption(listOption('--organizational-units <ids>', 'only the accounts below these units or roots'))
    .addOption(listOption('--scope <name>', 'only this scope; again or with commas for several'))
    .option('--as-of <day>', 'what becomes of the certificates until then: 2027-03-01; writes nothing but a report')
    .option('--dry-run', 'say what would be found and started; write nothing but a report')
    .option('--include-expired', 'list what has expired as well')
    .option('--include-revoked', 'list what was revoked as well')
    .addOption(
      new Option('--issued-between <from..to>', 'only what was issued then: 2026-01-01..2026-03-31').argParser(spanIn),
    )
    .option('--no-wait', 'start it, and leave')
    .addHelpText('after', SWEEP_HELP)
    .action((typed: SweepTyped) => {
      const [asked, options] = askedIn(typed);
      return actions.sweep(asked, options);
    });
}

function askedIn(typed: SweepTyped): readonly [SweepAsked, SweepOptions] {
  const { accounts, regions, organizationalUnits, scope: scopes, asOf, dryRun, ...more } = typed;
  const { includeExpired: expired, includeRevoked: revoked, issuedBetween, ...options } = more;
  const include = given({ expired, revoked, issuedBetween });
  return [
    given({
      ...{ accounts, regions, organizationalUnits, scopes, asOf, dryRun },
      include: Object.keys(include).length === 0 ? undefined : include,
    }),
    options,
  ];
}

interface InventoryTyped extends InventoryOptions {
  readonly account?: string;
  readonly owner?: string;
  readonly authority?: string;
  readonly expiresBefore?: string;
  readonly gone?: true;
  readonly in?: string;
}

function addInventory(program: Command, actions: SweepActions): void {
  program
    .command('inventory')
    .description('Print the certificates of the organisation, as the last sweeps saw them.')
    .addOption(checked('--account <id>', 'of this account', 'an account of twelve digits', isAccountId))
    .addOption(checked('--region <region>', 'in this region; `global`: of IAM', 'a region such as eu-west-1', isPlace))
    .option('--owner <name>', 'of this owner')
    .addOption(
      new Option('--authority <ARN>', 'from this CA').argParser(
        (arn: string) => asUsage(() => parseAuthorityArn(arn, '--authority')).arn,
      ),
    )
    .addOption(new Option('--expires-before <day>', 'that end before then: 2027-03-01').argParser(dayIn))
    .option('--gone', 'that are not there any more, instead of those that are')
    .addOption(new Option('--csv', 'print it as CSV').conflicts('json'))
    .addOption(
      checked(
        '--in <region>',
        "where RenewGuard is; else the SDK's region (AWS_REGION, profile)",
        'a region',
        isRegion,
      ),
    )
    .addOption(stackOption())
    .addOption(profileOption())
    .option('--json', 'print it as JSON')
    .addHelpText('after', INVENTORY_HELP)
    .action((typed: InventoryTyped) => {
      const { account, region, owner, authority, expiresBefore, gone = false, in: place, ...options } = typed;
      const filter = { ...given({ account, region, owner, authority, expiresBefore }), gone };
      return actions.inventory(filter, { ...options, ...(place !== undefined && { region: place }) });
    });
}

function addScopes(program: Command, actions: SweepActions): void {
  const scope = program
    .command('scope')
    .description('Show, set or remove the parts of the organisation that are swept by a frequency of their own.')
    .addHelpText('after', SCOPE_HELP);
  inPlace(scope.command('show'), 'print them as JSON')
    .description('Show the scopes, how each stands, and what the last sweep found there.')
    .argument('[name]', 'absent: all')
    .action((name: string | undefined, options: PlaceOptions) => actions.showScopes(name, options));
  addScopeOptions(inPlace(scope.command('set'), 'print it as JSON'))
    .description('Set a scope; what was set before and is not named here stays.')
    .argument('<name>')
    .addHelpText('after', SCOPE_HELP)
    .action((name: string, typed: ScopeOptions & PlaceOptions) => {
      const [parts, options] = scopeGiven(typed);
      return actions.setScope(name, parts, options);
    });
  inPlace(scope.command('remove'), 'print what is left as JSON')
    .description('Remove a scope, or the named members of it. What was found there stays in the inventory.')
    .argument('<name>')
    .addArgument(new Argument('[member...]', 'absent: all of it').choices(SCOPE_MEMBERS))
    .action((name: string, members: readonly ScopeMember[], options: PlaceOptions) =>
      actions.removeScope(name, members, options),
    );
}

const listOption = (flags: string, description: string): Option =>
  new Option(flags, description).argParser((text: string, before: readonly string[] = []) => [
    ...before,
    ...text.split(',').map((entry) => entry.trim()),
  ]);

const checked = (flags: string, description: string, expected: string, fits: (text: string) => boolean): Option =>
  new Option(flags, description).argParser((text: string) => {
    if (!fits(text)) throw new InvalidArgumentError(`Expected ${expected}.`);
    return text;
  });

const isPlace = (text: string): boolean => text === NO_REGION || isRegion(text);

function dayIn(text: string): string {
  const moment = momentIn(text);
  if (moment === undefined) throw new InvalidArgumentError(`Expected ${EXPECTED_MOMENT}.`);
  return moment;
}

function spanIn(text: string): { readonly from: string; readonly to: string } {
  const [from, to, ...rest] = text.split('..');
  if (from === undefined || to === undefined || rest.length > 0)
    throw new InvalidArgumentError('Expected two days, 2026-01-01..2026-03-31.');
  return { from, to };
}

/** What was given: an option that was not has no member. */
function given<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
