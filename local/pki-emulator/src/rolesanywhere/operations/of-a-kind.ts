import { z } from 'zod';
import type { Call } from '../../wire/call.ts';
import { type Operation, operation } from '../../wire/operation.ts';
import { listed } from '../listing.ts';
import { page, uuid } from '../members.ts';
import { found, holdingsOf, type Kind, type Resource } from '../resources.ts';
import type { RolesAnywhere } from '../state.ts';

/** A kind of resource, for the operations that all kinds have. */
interface ResourceKind<T extends Resource> {
  readonly kind: Kind;
  /** As operation names have it: `TrustAnchor`. */
  readonly noun: string;
  /** The member that answers have it in: `trustAnchor`; lists add an s. */
  readonly member: string;
  readonly all: (holdings: RolesAnywhere) => Map<string, T>;
  readonly detailOf: (resource: T) => object;
  readonly summaryOf?: (resource: T) => object;
  /** Told when a resource has changed or gone. */
  readonly changed?: (resource: T, call: Call) => void;
}

/** An operation that takes the id alone. */
function scalar<T extends Resource>(
  { kind, noun, member, all, detailOf, changed }: ResourceKind<T>,
  verb: string,
  act?: (resource: T, resources: Map<string, T>, call: Call) => void,
): Operation {
  const id = `${member}Id`;
  return operation({
    name: `${verb}${noun}`,
    changes: act !== undefined,
    input: z.strictObject({ [id]: uuid }),
    answer(input, call) {
      const resources = all(holdingsOf(call));
      const resource = found(kind, resources, input[id] ?? '');
      act?.(resource, resources, call);
      if (act) changed?.(resource, call);
      return { [member]: detailOf(resource) };
    },
  });
}

export const getting = <T extends Resource>(kind: ResourceKind<T>): Operation => scalar(kind, 'Get');

export const deleting = <T extends Resource>(kind: ResourceKind<T>): Operation =>
  scalar(kind, 'Delete', ({ id }, resources) => void resources.delete(id));

type Switchable = Resource & { enabled: boolean };

/** A resource that is enabled already is changed all the same. */
export const enabling = <T extends Switchable>(kind: ResourceKind<T>): Operation =>
  scalar(kind, 'Enable', turned(true));

export const disabling = <T extends Switchable>(kind: ResourceKind<T>): Operation =>
  scalar(kind, 'Disable', turned(false));

const turned =
  (enabled: boolean) =>
  (resource: Switchable, _: unknown, { world }: Call): void => {
    resource.enabled = enabled;
    resource.updatedAt = world.clock.now();
  };

export const listing = <T extends Resource>({ noun, member, all, detailOf, summaryOf }: ResourceKind<T>): Operation =>
  operation({
    name: `List${noun}s`,
    changes: false,
    input: z.strictObject(page),
    answer: (input, call) => listed(`${member}s`, all(holdingsOf(call)), summaryOf ?? detailOf, input),
  });
