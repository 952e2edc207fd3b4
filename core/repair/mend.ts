import type { AuthorityArn } from '../domain/arn.ts';
import { ModeForbids } from '../domain/reissue/mode.ts';
import { AccountNotActedOn } from '../domain/reissue/refusals.ts';
import { RepairRefused } from '../domain/repair/repair-refused.ts';
import type { Repair } from '../domain/repair/repair.ts';
import { mendPermission } from './mend-permission.ts';
import { mendPolicy } from './mend-policy.ts';
import type { AuthorityActor, RepairPorts } from './ports.ts';
import { begunRepair, finish, subjectOf, type RepairInput, type RepairStep } from './step.ts';

export interface MendPorts extends Pick<RepairPorts, 'authorities' | 'repairs' | 'outbox'> {
  /** Acts while the mode is `act` only. */
  readonly actor: AuthorityActor;
  /** Puts back what was taken away, whatever the mode is by then. */
  readonly restorer: Pick<AuthorityActor, 'createGrant'>;
}

/** What both kinds of repair do. */
export interface Mending {
  readonly ports: MendPorts;
  readonly authority: AuthorityArn;
  /** Writes down how far it has come, before it goes on. */
  note(different: Partial<Repair>): Promise<void>;
}

/** So many repairs are remembered: more than what counts as a loop. */
const MOST_REMEMBERED = 10;

/**
 * Repairs a CA: reads how it stands, writes down what is about to be taken away, acts, and reads again until it shows. Run again
 * after a crash anywhere, or twice at once, it comes to the same.
 * @param holder the execution: one repairs a CA at a time
 * @throws RepairRefused, AccountNotActedOn where it can't be repaired: what stood is put back
 */
export async function mendAuthority(
  ports: MendPorts,
  { holder, ...input }: RepairInput & { readonly holder: string },
  now: Date,
): Promise<RepairStep> {
  const { authority, subject } = subjectOf(input);
  await ports.repairs.takeTurn(authority.arn, holder, now);
  try {
    const repair = await begunRepair(ports.repairs, subject, input);
    return await mended(ports, authority, repair, now.toISOString());
  } finally {
    await ports.repairs.leaveTurn(authority.arn, holder);
  }
}

async function mended(ports: MendPorts, authority: AuthorityArn, repair: Repair, now: string): Promise<RepairStep> {
  let present = repair;
  const note = async (different: Partial<Repair>): Promise<void> => {
    present = await ports.repairs.writeRepair({ ...present, ...different, updatedAt: now });
  };
  const mending: Mending = { ports, authority, note };
  try {
    await (repair.code === 'PermissionMissing' ? mendPermission(mending, repair) : mendPolicy(mending, repair));
  } catch (error) {
    if (error instanceof ModeForbids) {
      await note({ state: 'held', because: error.message });
      return finish(error.message);
    }
    if (error instanceof RepairRefused || error instanceof AccountNotActedOn)
      await note({ state: 'refused', because: error.message });
    throw error;
  }
  return concluded(ports, present, now);
}

/** What others mended meanwhile is no repair of RenewGuard's. */
async function concluded({ repairs, outbox }: MendPorts, repair: Repair, now: string): Promise<RepairStep> {
  const { stood: _, ...rest } = repair;
  const done = [...repair.done, { brokenAt: repair.brokenAt, at: now }].slice(-MOST_REMEMBERED);
  const isOurs = repair.state === 'mending';
  if (isOurs) await repairs.writeRepair({ ...rest, state: 'repaired', done, updatedAt: now });
  await outbox.requestVerification(repair.authorityArn);
  if (isOurs || repair.state === 'repaired') return finish('it is repaired, and is verified once more');
  return finish('nothing is missing any more: others mended it');
}
