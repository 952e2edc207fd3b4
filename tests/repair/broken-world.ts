import { REQUIRED_ACTIONS } from '../../core/domain/authorities/acm-requirements.ts';
import type { Grant } from '../../core/domain/authorities/authority.ts';
import { known } from '../../core/domain/fact.ts';
import type { RepairInput } from '../../core/repair/step.ts';
import { AUTHORITY_ARN, PKI } from '../builders/accounts.ts';
import { RepairWorld } from '../fakes/repair-world.ts';
import { MachineOnFakes } from '../statemachines/machine-on-fakes.ts';

export const REMOVER = 'arn:aws:sts::111122223333:assumed-role/Admin/max';

export const record = (eventName: string, eventTime = '2026-11-22T10:18:43Z') => ({
  account: PKI,
  detail: {
    eventName,
    eventSource: 'acm-pca.amazonaws.com',
    eventTime,
    userIdentity: { arn: REMOVER },
    requestParameters: { certificateAuthorityArn: AUTHORITY_ARN },
  },
});

/** What ACM holds on the CA. */
export const heldIn = (world: RepairWorld): readonly string[] => {
  const { grants } = world.authorities.one;
  return (grants.known ? grants.value : []).flatMap(({ actions }) => actions).toSorted();
};

export const ALL = [...REQUIRED_ACTIONS].toSorted();

/** Has guard-authority verify the CA, as after a record of a removal. */
export async function guarded(world: RepairWorld, event: object = record('DeletePermission')): Promise<void> {
  const { failed } = await new MachineOnFakes('guard-authority', world).run(event);
  if (failed !== undefined) throw failed;
}

/** What the verification has started last. */
export function dueIn(world: RepairWorld): RepairInput {
  const last = [...world.repairStarter.started.values()].at(-1);
  if (last === undefined) throw new Error('No repair was begun.');
  return last as RepairInput;
}

/** A world in which ACM holds this much, and a repair has begun. */
export async function brokenWorld(standing: readonly Grant[] = [], prepare?: (world: RepairWorld) => void) {
  const world = new RepairWorld();
  world.authorities.one.grants = known(standing);
  prepare?.(world);
  await guarded(world);
  return { world, input: dueIn(world) };
}
