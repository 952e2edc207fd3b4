import type { Issuance } from '../../domain/reissue/issuance.ts';
import type { OutgoingNotice } from '../../domain/findings/outgoing-notice.ts';
import { adoptionNotice, installNotice } from '../../domain/reissue/notices.ts';
import { hasReached } from '../../domain/reissue/progress.ts';
import { asksAuthority } from '../../domain/reissue/strategy.ts';
import { actOf, isNotYet } from '../phases/phase.ts';
import { PREVIOUS, type PreviousPorts } from '../phases/previous.ts';
import { PUT_IN_USE, type PutInUsePorts } from '../phases/put-in-use.ts';
import { reached, wait, type StepOutcome, type StepPorts } from './step.ts';

export type DeliverPorts = StepPorts & PutInUsePorts & PreviousPorts;

/**
 * Delivers the certificate. What is in use is written down before it is replaced, so that it can be put back whatever happens
 * in between.
 */
export async function deliver(ports: DeliverPorts, issuance: Issuance, now: string): Promise<StepOutcome> {
  if (hasReached(issuance, 'delivered')) return toVerify(issuance);
  if (await isPlaceGone(ports, issuance)) return abandon(ports, issuance, now);
  if (await isStagedGone(ports, issuance)) return toStageAgain(ports, issuance, now);
  const begun = issuance.delivery === undefined ? await begin(ports, issuance, now) : issuance;
  const notYet = await actOf(PUT_IN_USE, begun)(ports, begun);
  if (isNotYet(notYet))
    return wait(begun, 'deliver', notYet.wait, 'the calls a second that the service allows are used up');
  const delivered = reached(begun, { state: 'delivered', ...inUseSince(begun, now) }, now);
  return toVerify(await ports.ledger.advance(delivered, wantedOfPeople(delivered, now)));
}

/** The ARN of ACM was deleted that it would be imported into, or that is exported: nobody can use anything there any more. */
async function isPlaceGone({ acm }: DeliverPorts, { strategy, replaces }: Issuance): Promise<boolean> {
  if (strategy !== 'acm-import' && strategy !== 'export') return false;
  return (await acm.acmStanding(replaces.certificateArn)) === undefined;
}

/** The next step revokes what was issued for it, and tells people. */
async function abandon({ ledger }: DeliverPorts, issuance: Issuance, now: string): Promise<StepOutcome> {
  const { issued, sent: _, collected: __, waitsIn: ___, delivery: ____, approval: _____, ...kept } = issuance;
  const unused = asksAuthority(issuance.strategy) && issued !== undefined;
  const discarded = [...kept.discarded, ...(unused ? [{ certificateArn: issued.certificateArn, revoked: false }] : [])];
  await ledger.advance(reached(kept, { state: 'keyed', discarded, isAbandoned: true }, now));
  const because = `${issuance.replaces.certificateArn} was deleted in ACM`;
  return { next: 'issue', intent: issuance.intent, because };
}

/** Somebody may have deleted the secret in which it waits, or made another one of that name. */
async function isStagedGone({ vault }: DeliverPorts, { collected, waitsIn = collected }: Issuance): Promise<boolean> {
  if (waitsIn === undefined) return false;
  return (await vault.readVersion(waitsIn.secretArn, { id: waitsIn.versionId }))?.certificate === undefined;
}

/** The certificate is at the CA, and its key is kept until the proof: it is stored once more. */
async function toStageAgain({ ledger }: DeliverPorts, issuance: Issuance, now: string): Promise<StepOutcome> {
  const { collected: _, waitsIn: __, delivery: ___, ...kept } = issuance;
  await ledger.advance(reached(kept, { state: 'issued' }, now));
  return { next: 'collect', intent: issuance.intent, because: 'what was stored for the delivery is gone' };
}

/** It has its time to be proven from now on, however long ago the delivery was begun. */
const inUseSince = ({ delivery }: Issuance, at: string) => delivery && { delivery: { ...delivery, at } };

/** What somebody else has to do before it can be proven: use the new ARN, or install what was published. */
function wantedOfPeople(delivered: Issuance, now: string): readonly OutgoingNotice[] {
  if (delivered.strategy === 'acm-managed') return [adoptionNotice(delivered, now)];
  return delivered.route.hostReports === true ? [installNotice(delivered, now)] : [];
}

async function begin(ports: DeliverPorts, issuance: Issuance, now: string): Promise<Issuance> {
  const previousVersionId = await actOf(PREVIOUS, issuance)(ports, issuance);
  const acmArn = acmArnOf(issuance);
  const delivery = {
    at: now,
    ...(issuance.collected && { version: issuance.collected }),
    ...(previousVersionId !== undefined && { previousVersionId }),
    ...(acmArn !== undefined && { acmArn }),
  };
  return ports.ledger.advance(reached(issuance, { delivery, deliveries: issuance.deliveries + 1 }, now));
}

function acmArnOf({ strategy, replaces, issued }: Issuance): string | undefined {
  if (strategy === 'acm-managed') return issued?.certificateArn;
  return strategy === 'acm-import' || strategy === 'export' ? replaces.certificateArn : undefined;
}

const toVerify = ({ intent }: Issuance): StepOutcome => ({ next: 'verify', intent, because: 'it is delivered' });
