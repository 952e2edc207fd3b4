import type { Life } from '../lives.ts';
import type { Appointment } from '../schedule/agenda.ts';
import type { World } from '../world.ts';
import type { AcmCertificate } from './certificate.ts';
import { placeOf } from '../arns.ts';
import { MATTERS } from './renewal/matters.ts';

/** The life of a certificate in ACM: it is renewed, told of, and ends. */
export const certificateLife: Life = {
  owns: (arn) => arn.split(':')[2] === 'acm',
  foresee(arn, after, world) {
    const certificate = certificateOf(arn, world);
    return certificate && nextOf(certificate, after, world);
  },
  live,
};

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
async function live(arn: string, matters: readonly string[], world: World): Promise<void> {
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
