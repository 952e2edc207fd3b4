import { Option, type Command } from 'commander';
import { DONE_EXIT_CODES_EXPLAINED } from './exit-codes.ts';
import type { FindingsFilter } from './findings/findings.ts';
import type { MuteAsked, Muted } from './mute/mute.ts';
import { rightsText } from './rights.ts';
import { accountIn, inPlace, type PlaceOptions } from './shared-options.ts';

/** What the commands about what is open do. */
export interface FindingActions {
  findings(filter: FindingsFilter, options: PlaceOptions): Promise<void>;
  mute(asked: MuteAsked, options: PlaceOptions): Promise<void>;
  unmute(asked: Muted, options: PlaceOptions): Promise<void>;
}

const FINDINGS_HELP = `
Examples:
  renewguard findings
  renewguard findings --muted
  renewguard findings --all --account 111122223333 --json

${rightsText('findings')}

${DONE_EXIT_CODES_EXPLAINED}`;

const MUTE_HELP = `
While a finding is muted, no person is told of it, and RenewGuard does not repair it; programs hear of it on the bus. When the mute
ends and it is still open, people are told so. A mute outlives that the finding is resolved, and comes back.

Examples:
  renewguard mute <ARN of a CA> --code PermissionMissing --reason 'retired on 2027-01-31' --until 2027-01-31
  renewguard mute 111122223333 --code AccountUnreadable --reason 'being closed' --until 2027-02-01
  renewguard unmute <ARN of a CA> --code PermissionMissing

${rightsText('mute')}

${DONE_EXIT_CODES_EXPLAINED}`;

/** Adds `findings`, `mute` and `unmute`. */
export function addFindingCommands(program: Command, actions: FindingActions): void {
  addFindings(program, actions);
  inPlace(program.command('mute'))
    .description('Have people not told of a finding until a day, for a reason.')
    .argument('<subject>', 'the ARN of a CA or a certificate; an account, account/region or scope that is not read')
    .requiredOption('--code <code>', 'of the finding: PermissionMissing')
    .requiredOption('--reason <text>', 'why; everybody who looks at what is open reads it')
    .requiredOption('--until <date>', 'when it ends, within a year: 2027-01-31')
    .addHelpText('after', MUTE_HELP)
    .action((subject: string, { code, reason, until, ...options }: PlaceOptions & Omit<MuteAsked, 'subject'>) =>
      actions.mute({ subject, code, reason, until }, options),
    );
  inPlace(program.command('unmute'))
    .description('Have people told of a finding again.')
    .argument('<subject>', 'as it was muted')
    .requiredOption('--code <code>', 'of the finding')
    .addHelpText('after', MUTE_HELP)
    .action((subject: string, { code, ...options }: PlaceOptions & Omit<Muted, 'subject'>) =>
      actions.unmute({ subject, code }, options),
    );
}

type FindingsTyped = PlaceOptions & Partial<FindingsFilter>;

function addFindings(program: Command, actions: FindingActions): void {
  inPlace(program.command('findings'))
    .description('List what is open: the nearest deadline first.')
    .option('--all', 'what is muted, and certificates that are told with their CA, as well')
    .option('--muted', 'only what is muted')
    .option('--owner <name>', 'of certificates whose owner that is')
    .addOption(new Option('--account <id>', 'in which it is').argParser(accountIn))
    .addHelpText('after', FINDINGS_HELP)
    .action(({ all = false, muted = false, owner, account, ...options }: FindingsTyped) => {
      const filter = { all, muted, ...(owner !== undefined && { owner }), ...(account !== undefined && { account }) };
      return actions.findings(filter, options);
    });
}
