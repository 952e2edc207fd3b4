import { Command, InvalidArgumentError, Option } from 'commander';
import { isRegion, parseCertificateArn, type CertificateArn } from '../core/domain/arn.ts';
import { printable } from '../core/domain/printable.ts';
import metadata from './package.json' with { type: 'json' };
import { addFindingCommands, type FindingActions } from './finding-program.ts';
import { addAlertCommands, type AlertActions } from './alert-program.ts';
import { addDrillCommand, type DrillActions } from './drill-program.ts';
import { EXIT_CODES_EXPLAINED } from './exit-codes.ts';
import { addReissueCommands, type ReissueActions } from './reissue-program.ts';
import { profileOption, type SharedOptions } from './shared-options.ts';
import { addSweepCommands, type SweepActions } from './sweep-program.ts';
import { asUsage } from './subject.ts';

export interface AuditOptions extends SharedOptions {
  /** Absent: the region that the SDK is configured for. */
  readonly region?: readonly string[];
  readonly cache: boolean;
}

export type ExplainOptions = SharedOptions;

/** What the commands do. */
export interface Actions extends ReissueActions, SweepActions, AlertActions, FindingActions, DrillActions {
  audit(options: AuditOptions): Promise<void>;
  explain(arn: CertificateArn, options: ExplainOptions): Promise<void>;
}

const AUDIT_EXAMPLES = `
Examples:
  renewguard audit
  renewguard audit --region eu-west-1,us-east-1 --profile payments
  renewguard audit --json | jq '.findings[] | {code, arn, outage, remedy}'

${EXIT_CODES_EXPLAINED}`;

const EXPLAIN_EXAMPLES = `
Examples:
  renewguard explain arn:aws:acm:eu-west-1:111122223333:certificate/12345678-1234-1234-1234-123456789012
  renewguard explain <ARN of a CA>/certificate/<serial in hex>   what a private CA issued directly

${EXIT_CODES_EXPLAINED}`;

/** Its paragraphs are broken where the terminal ends. */
const DESCRIPTION = [
  'Tells which certificates of an AWS account will not be renewed, why, and what to do; and replaces them.',
  'audit, explain and plan need no deployment, and only read. The other commands speak to a deployed RenewGuard: they find it ' +
    'by its CloudFormation stack, in the account of the credentials and the region of the ARN.',
].join('\n\n');

/** The command line as commander reads it. It throws a CommanderError instead of ending the process. */
export function programFor(actions: Actions): Command {
  const program = new Command('renewguard')
    .description(DESCRIPTION)
    .version(metadata.version)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(safe(text)) })
    .addHelpText('after', `\n${EXIT_CODES_EXPLAINED}\nThe other commands tell theirs with --help.`);
  program
    .command('audit')
    .description('Judge every ACM certificate of the account that the credentials are of.')
    .addOption(
      new Option(
        '--region <region>',
        "where to look, again or with commas for several; else the SDK's region (AWS_REGION, profile)",
      ).argParser(readRegions),
    )
    .addOption(profileOption())
    .option('--json', 'print the whole report as JSON')
    .option('--no-cache', 'neither use nor write what is remembered of earlier audits: the CA of each certificate')
    .addHelpText('after', AUDIT_EXAMPLES)
    .action((options: AuditOptions) => actions.audit(options));
  program
    .command('explain')
    .description('Judge one certificate, and show each check with what was seen.')
    .argument('<certificate ARN>')
    .addOption(profileOption())
    .option('--json', 'print the whole explanation as JSON')
    .addHelpText('after', EXPLAIN_EXAMPLES)
    .action((arn: string, options: ExplainOptions) =>
      actions.explain(
        asUsage(() => parseCertificateArn(arn, 'certificate ARN')),
        options,
      ),
    );
  addReissueCommands(program, actions);
  addSweepCommands(program, actions);
  addAlertCommands(program, actions);
  addDrillCommand(program, actions);
  addFindingCommands(program, actions);
  return pointingToHelp(program, 'renewguard');
}

/** After an error each command points to its own help. */
function pointingToHelp(command: Command, name: string): Command {
  for (const inner of command.commands) pointingToHelp(inner, `${name} ${inner.name()}`);
  return command.showHelpAfterError(`Try ${name} --help.`);
}

function readRegions(text: string, before: readonly string[] = []): readonly string[] {
  const regions = text.split(',').map((region) => region.trim());
  if (!regions.every(isRegion)) throw new InvalidArgumentError('Expected regions such as eu-west-1,us-east-1.');
  return [...new Set([...before, ...regions])];
}

/** What was typed may come from anywhere, too. */
const safe = (text: string): string => text.split('\n').map(printable).join('\n');
