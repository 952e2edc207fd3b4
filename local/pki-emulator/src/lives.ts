import { certificateLife } from './acm/life.ts';
import { authorityLife } from './acm-pca/crl/life.ts';
import { trustAnchorLife } from './rolesanywhere/life.ts';
import type { Appointment } from './schedule/agenda.ts';
import { HOUR } from './schedule/calendar.ts';
import type { World } from './world.ts';

/** What one kind of resource does by itself, by its ARN: the agenda's subjects. */
export interface Life {
  /** Is it a resource of this kind? */
  owns(arn: string): boolean;
  /** What is next after a moment, computed from what the resource is now; undefined: nothing, or it is gone. */
  foresee(arn: string, after: number, world: World): Appointment | undefined;
  /** Lets matters happen; the clock stands at their moment. */
  live(arn: string, matters: readonly string[], world: World): Promise<void>;
}

const LIVES: readonly Life[] = [certificateLife, authorityLife, trustAnchorLife];

const lifeOf = (arn: string): Life | undefined => LIVES.find((life) => life.owns(arn));

/** What is next for a resource. What fails here is looked at again an hour later, so that nothing is lost. */
export function foresee(arn: string, after: number, world: World): Appointment | undefined {
  try {
    return lifeOf(arn)?.foresee(arn, after, world);
  } catch (error) {
    console.error(error);
    return { at: after + HOUR, matters: [] };
  }
}

export async function live(arn: string, matters: readonly string[], world: World): Promise<void> {
  await lifeOf(arn)?.live(arn, matters, world);
}
