import { counted } from '../text/lines.ts';
import { modeText } from '../text/mode.ts';
import { costText } from '../text/money.ts';
import { rows, shortened } from '../text/sections.ts';
import type { KnownOfIt, PlanReport } from './report.ts';

/** What RenewGuard's table tells. */
export function knownLines({ known }: PlanReport): readonly string[] {
  if (known === undefined) return [];
  const { intent, generation, replacedBy, earlier, budget, cost, mode } = known;
  const replaced = replacedBy && `by ${replacedBy.certificateArn}, found in use on ${replacedBy.at}`;
  return rows([
    ['Mode', modeText(mode)],
    ['Ledger', `${issuanceText(known)} (generation ${generation}, intent ${intent})`],
    ['Failure', failureText(known)],
    ['Issued', issuedText(known)],
    ['Replaced', replaced],
    ...earlier.map((each) => ['Came from', earlierText(each)] as const),
    ['Budget', budget && budgetText(budget)],
    ['This month', costText(cost)],
  ]);
}

function issuanceText({ issuance }: KnownOfIt): string {
  if (issuance === undefined) return 'no replacement was begun yet';
  const { state, strategy, attempt, deliveries, updatedAt, dueAt, approval } = issuance;
  const tries = `certificate ${attempt}, ${counted(deliveries, 'delivery', 'deliveries')} begun`;
  const due = dueAt === undefined ? '' : `, looked at again by ${dueAt}`;
  const by = approval?.by === undefined ? '' : ` by ${approval.by}`;
  const asked = approval === undefined ? '' : `; approval ${approval.id} ${approval.answer ?? 'was asked for'}${by}`;
  return `${state} by ${strategy} since ${updatedAt}: ${tries}${due}${asked}`;
}

function failureText({ issuance }: KnownOfIt): string | undefined {
  const failure = issuance?.failure;
  return failure && `${failure.error} on ${failure.at}: ${shortened(failure.message, 1000)}`;
}

/** What was issued, until the proof says that it is the replacement. */
function issuedText({ issuance, replacedBy }: KnownOfIt): string | undefined {
  if (issuance?.issued === undefined || replacedBy !== undefined) return undefined;
  const { certificateArn, serial } = issuance.issued;
  return serial === undefined ? certificateArn : `${certificateArn}, serial ${serial}`;
}

const earlierText = ({ certificateArn, generation, state, strategy, provenAt }: KnownOfIt['earlier'][number]): string =>
  `${certificateArn}: generation ${generation}, ${strategy}, ${provenAt === undefined ? state : `found in use on ${provenAt}`}`;

const budgetText = ({ used, limit, waiting }: NonNullable<KnownOfIt['budget']>): string =>
  `${used} of ${counted(limit, 'certificate')} of this CA used in this hour, ${waiting} waiting`;
