import type { OutgoingNotice } from '../../core/domain/findings/outgoing-notice.ts';
import { asksAuthority } from '../../core/domain/reissue/strategy.ts';
import { readCertificate } from '../../core/pki/certificate-content.ts';
import { keyFits } from '../../core/pki/keys.ts';
import { newOnes, requested, type Stage } from '../builders/reissue-stage.ts';
import type { Drive } from './drive.ts';

/*
 * What must hold once a reissue came to its end, whatever happened on the way (faults.md, P1, P2, P3): each function tells what
 * does not, for people; nothing where all is well.
 */

type Told = Promise<readonly string[]>;

/** All of it. */
export async function violations(drive: Drive): Told {
  if (!(await drive.isOver()))
    return [`no end: ${JSON.stringify((await drive.issuance()) ?? 'nothing in the ledger')}`];
  const told = await Promise.all([once(drive), kept(drive), nothingLost(drive), linked(drive)]);
  return told.flat();
}

/** P1: one usable new certificate. */
async function once({ stage }: Drive): Told {
  const usable = (await newOnes(stage)).length;
  const expected = asksAuthority(stage.strategy) ? 1 : 0;
  const asked = requested(stage).length;
  const wanted = stage.strategy === 'acm-managed' ? 1 : 0;
  return [
    ...(usable === expected ? [] : [`P1: ${usable} usable new certificates of the CA instead of ${expected}`]),
    ...(asked === wanted ? [] : [`P1: ${asked} certificates requested from ACM instead of ${wanted}`]),
  ];
}

/** P2: what is in use is the new one, and its key is stored where it must be. */
async function kept(drive: Drive): Told {
  const { stage } = drive;
  const { issued } = (await drive.issuance())!;
  const served = await stage.served();
  if (served === undefined) return ['P2: nothing is in use'];
  const content = readCertificate(served.pem.certificate);
  const { privateKey } = served;
  const hasKey = HAS_KEY.includes(stage.strategy);
  return [
    ...(served.serial === issued?.serial ? [] : [`P2: ${served.serial} is in use instead of ${issued?.serial}`]),
    ...(served.serial === stage.old.serial ? ['P2: the old one is in use'] : []),
    ...(hasKey && privateKey === undefined ? ['P2: its key is not stored'] : []),
    ...(hasKey && privateKey && !keyFits(privateKey, content) ? ['P2: the key that is stored is another'] : []),
  ];
}

const HAS_KEY: readonly Stage['strategy'][] = ['secret', 'acm-import', 'export'];

/** P3: nothing temporary is left, and people were told once. */
async function nothingLost({ stage: { world, intent } }: Drive): Told {
  const temporary = await world.vault.temporarySecrets();
  const proofs = world.ledger.sent.filter(({ id }) => id.startsWith(`${intent}/replaced/`));
  const repeated = world.ledger.sent.filter((notice, index) =>
    world.ledger.sent.slice(0, index).some((earlier) => isRepetition(earlier, notice)),
  );
  return [
    ...(temporary.length === 0 ? [] : [`P3: ${temporary.length} temporary secrets are left`]),
    ...(proofs.length === 1 ? [] : [`P3: the replacement was told ${proofs.length} times`]),
    ...((await world.ledger.isAllTold(intent)) ? [] : ['P3: something waits to be told']),
    ...repeated.map(({ id }) => `P3: told more than once: ${id}`),
  ];
}

/** The same failure for the same reason is told again after a day; everything else once. */
function isRepetition(earlier: OutgoingNotice, notice: OutgoingNotice): boolean {
  if (earlier.id !== notice.id || !notice.id.includes('/failed/')) return earlier.id === notice.id;
  return earlier.text === notice.text && Date.parse(notice.at) - Date.parse(earlier.at) < DAY_MILLISECONDS;
}

const DAY_MILLISECONDS = 24 * 3600 * 1000;

/** The lineage is known from both ends. */
async function linked(drive: Drive): Told {
  const { stage } = drive;
  const { issued, strategy, replaces } = (await drive.issuance())!;
  const { issuances } = stage.world;
  const from = await issuances.lineageOf(issued?.certificateArn ?? '');
  const to = await issuances.lineageOf(strategy === 'acm-import' ? (replaces.issuedArn ?? '') : stage.old.arn);
  return [
    ...(from?.cameFrom?.intent === stage.intent ? [] : ['the new one does not tell what it came from']),
    ...(strategy === 'export' || to?.replacedBy?.intent === stage.intent ? [] : ['the old one is not marked']),
  ];
}
