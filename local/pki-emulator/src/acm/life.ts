import type { Appointment } from '../schedule/agenda.ts';
import type { World } from '../world.ts';
import type { AcmCertificate } from './certificate.ts';
import { placeOf } from './place.ts';
import { HOUR } from './renewal/calendar.ts';
import { MATTERS } from './renewal/matters.ts';

/** What is next in a certificate's life after a moment, computed from what the certificate is now. */
export function foresee(arn: string, after: number, world: World): Appointment | undefined {
  const certificate = certificateOf(arn, world);
  if (!certificate) return undefined;
  try {
    return nextOf(certificate, after, world);
  } catch (error) {
    console.error(error);
    return { at: after + HOUR, matters: [] }; // Looked at again then, so that nothing is lost.
  }
}

const ALL = Object.entries(MATTERS);

function nextOf(certificate: AcmCertificate, after: number, world: World): Appointment | undefined {
  let at = Infinity;
  let matters: string[] = [];
  for (const [name, matter] of ALL) {
    const moment = matter.next(certificate, after, world) ?? Infinity;
    if (moment < at) [at, matters] = [moment, []];
    if (moment === at) matters.push(name);
  }
  return at === Infinity ? undefined : { at, matters };
}

/** Lets matters of a certificate happen; the clock stands at their moment. */
export async function live(arn: string, matters: readonly string[], world: World): Promise<void> {
  const certificate = certificateOf(arn, world);
  if (!certificate) return;
  const now = world.clock.now().getTime();
  for (const [index, name] of matters.entries()) {
    const matter = MATTERS[name];
    // What came first at this moment may have left the others for a later one.
    const stillDue = index === 0 || (matter?.next(certificate, now - 1, world) ?? Infinity) <= now;
    if (stillDue) await matter?.happen(certificate, world);
  }
}

function certificateOf(arn: string, { state }: World): AcmCertificate | undefined {
  const { account, region } = placeOf(arn);
  return state.scope(account, region).certificates.get(arn);
}
