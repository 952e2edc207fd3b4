import type { Command } from 'commander';
import { parseAuthorityArn, parseCertificateArn } from '../core/domain/arn.ts';
import { DRILL_KINDS, type DrillKind } from '../core/domain/drill/drill.ts';
import { DRILL_EXIT_CODES_EXPLAINED } from './exit-codes.ts';
import { rightsText } from './rights.ts';
import { inPlace, type PlaceOptions } from './shared-options.ts';
import { asUsage } from './subject.ts';
import { WrongUsage } from './wrong-usage.ts';

/** What the commands about drills do. */
export interface DrillActions {
  drillKinds(options: PlaceOptions): Promise<void>;
  drill(kind: DrillKind, arn: string | undefined, options: PlaceOptions): Promise<void>;
}

const DRILL_HELP = `
It puts an event on the bus that the rules take like a real one, follows the execution that it starts, and tells each step, how
long it took, and which channels have the notice. The notice says DRILL, and goes where such a finding would go. Nothing is
written, repaired or replaced. Without a kind it lists them. The stack parameter AcceptDrillEvents must be true.

Examples:
  renewguard drill
  renewguard drill permission-removed
  renewguard drill certificate-event arn:aws:acm:eu-west-1:111122223333:certificate/12345678-1234-1234-1234-123456789012

${rightsText('drill')}

${DRILL_EXIT_CODES_EXPLAINED}`;

/** Adds `drill`. */
export function addDrillCommand(program: Command, actions: DrillActions): void {
  inPlace(program.command('drill'))
    .description('Rehearse an alert: the whole path runs, people get a notice marked DRILL, nothing is changed.')
    .argument('[kind]', DRILL_KINDS.join(' or '))
    .argument('[ARN]', 'of the CA or the certificate; else the first that is found')
    .addHelpText('after', DRILL_HELP)
    .action((kind: string | undefined, arn: string | undefined, options: PlaceOptions) =>
      kind === undefined ? actions.drillKinds(options) : actions.drill(kindIn(kind), arnFor(kind, arn), options),
    );
}

function kindIn(text: string): DrillKind {
  const kind = DRILL_KINDS.find((each) => each === text);
  if (kind !== undefined) return kind;
  throw new WrongUsage(`there is no drill ${text}; there are ${DRILL_KINDS.join(' and ')}`);
}

function arnFor(kind: string, arn: string | undefined): string | undefined {
  if (arn === undefined) return undefined;
  return asUsage(() =>
    kind === 'permission-removed' ? parseAuthorityArn(arn, 'ARN').arn : parseCertificateArn(arn, 'ARN').arn,
  );
}
