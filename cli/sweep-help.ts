import {
  DONE_EXIT_CODES_EXPLAINED,
  INVENTORY_EXIT_CODES_EXPLAINED,
  STATUS_EXIT_CODES_EXPLAINED,
  SWEEP_EXIT_CODES_EXPLAINED,
} from './exit-codes.ts';
import { rightsText } from './rights.ts';

export const SWEEP_HELP = `
It starts the state machine sweep-organization, tells on stderr how many places (accounts in regions) are read, and prints the
figures: what could not be read first. Without options it sweeps all scopes. The schedule goes on beside it; two sweeps at once
harm nobody. Ctrl-C stops following, not the sweep.

With --as-of it says what becomes of each certificate until that day if nobody does anything: what ACM renews by itself, what
breaks, when and why, what nobody can tell. Nothing but the report is written, as with --dry-run.

Examples:
  renewguard sweep
  renewguard sweep --accounts 111122223333,444455556666 --regions eu-west-1
  renewguard sweep --as-of 2027-03-01 --json | jq '.forecast.breaks[] | {name, at, why}'
  renewguard sweep --scope prod --include-expired --no-wait

${rightsText('sweep')}

${SWEEP_EXIT_CODES_EXPLAINED}`;

export const STATUS_HELP = `
It tells what RenewGuard could not see, when each scope was last swept and whether in time, which sweeps run or did not come to
their end, how many findings are open by severity, the days to the next outage that one foretells, and which alerts wait: for
which channel, since when, why it did not take them. It asks the table, not the alarms.

Examples:
  renewguard status
  renewguard status --json | jq '.unseen[] | {subject, remedy}'
  renewguard status --json | jq '.findings.daysToNextOutage, .waiting.channels[]'

${rightsText('status')}

${STATUS_EXIT_CODES_EXPLAINED}`;

export const INVENTORY_HELP = `
It prints the certificates as the last sweeps saw them, as they come, however many there are. What is named by several options
must fit all of them. In the CSV, cells that a spreadsheet would take for a formula begin with an apostrophe.

Examples:
  renewguard inventory --account 111122223333 --region eu-west-1
  renewguard inventory --owner payments --expires-before 2027-03-01
  renewguard inventory --authority <ARN of a CA> --csv > certificates.csv
  renewguard inventory --gone --json | jq '.certificates[] | {arn, goneAt}'

${rightsText('inventory')}

${INVENTORY_EXIT_CODES_EXPLAINED}`;

export const SCOPE_HELP = `
A scope is a part of the organisation that is swept by a frequency of its own: this account and the stack's MemberAccounts (own),
the whole organisation with new accounts by themselves, some organisational units, or a list of accounts. Its business unit and
tags hold for certificates that nothing else tells one of. Where none called default is set, the one that was deployed
(SweepScope, SweepRegions, SweepEveryHours) is swept as well.

Examples:
  renewguard scope show
  renewguard scope set prod --accounts organization --organizational-units ou-ab12-11112222 --regions eu-west-1,us-east-1 \\
    --every-hours 1 --business-unit Retail
  renewguard scope set default --every-hours 12
  renewguard scope remove prod businessUnit tags
  renewguard scope remove prod

${rightsText('scope')}

${DONE_EXIT_CODES_EXPLAINED}`;
