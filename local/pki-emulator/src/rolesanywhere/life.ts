import { placeOf } from '../arns.ts';
import type { Life } from '../lives.ts';
import type { Appointment } from '../schedule/agenda.ts';
import { DAY } from '../schedule/calendar.ts';
import type { World } from '../world.ts';
import { type Certificate, partsOf } from '../x509/certificate.ts';
import { fingerprintOf } from './certificate-rules.ts';
import { tellExpiry } from './expiry-event.ts';
import { type NotificationEvent, settingOf } from './notifications.ts';
import { withArn } from './resources.ts';
import type { TrustAnchor } from './trust-anchor.ts';

/** A certificate whose end an anchor tells of, daily from the threshold to some days after the end (service-facts 5.3). */
interface Watched {
  readonly certificate: Certificate;
  readonly event: NotificationEvent;
  /** An anchor's own certificate is told of as the anchor's; one that was only used with it, as nobody's. */
  readonly own: boolean;
  /** Days after the end. */
  readonly last: number;
}

const DAYS_AFTER = { own: 14, used: 0 } as const;

/** The life of a trust anchor: it tells of the ends of its certificates and of those used with it. */
export const trustAnchorLife: Life = {
  owns: (arn) => arn.split(':')[2] === 'rolesanywhere',
  foresee(arn, after, world) {
    const anchor = anchorOf(arn, world);
    return anchor && nextOf(anchor, after);
  },
  live(arn, matters, world) {
    const anchor = anchorOf(arn, world);
    if (anchor) happen(anchor, matters, world);
    return Promise.resolve();
  },
};

function nextOf(anchor: TrustAnchor, after: number): Appointment | undefined {
  let at = Infinity;
  let matters: string[] = [];
  for (const watched of watchedOf(anchor)) {
    const moment = nextDay(watched, anchor, after) ?? Infinity;
    if (moment < at) [at, matters] = [moment, []];
    if (moment === at && at !== Infinity) matters.push(matterOf(watched));
  }
  return at === Infinity ? undefined : { at, matters };
}

/** Whole days before or after the end, the first of them later than a moment. */
function nextDay({ certificate, event, last }: Watched, anchor: TrustAnchor, after: number): number | undefined {
  const { enabled, threshold } = settingOf(anchor.notificationSettings, event);
  if (!enabled || threshold === undefined) return undefined;
  const end = partsOf(certificate).notAfter.getTime();
  const left = Math.min(threshold, Math.ceil((end - after) / DAY) - 1);
  return left >= -last ? end - left * DAY : undefined;
}

function happen(anchor: TrustAnchor, matters: readonly string[], world: World): void {
  const now = world.clock.now().getTime();
  for (const watched of watchedOf(anchor).filter((each) => matters.includes(matterOf(each)))) {
    const { certificate, own } = watched;
    const days = Math.round((partsOf(certificate).notAfter.getTime() - now) / DAY);
    tellExpiry(anchor, { certificate, days, own }, world);
    // After its last day nothing more is to be told of it.
    if (!own && days <= 0) anchor.used.delete(fingerprintOf(certificate));
  }
}

function watchedOf(anchor: TrustAnchor): Watched[] {
  const own = anchor.trusted.certificates.map((certificate) => ({
    ...{ certificate, own: true, last: DAYS_AFTER.own },
    event: 'CA_CERTIFICATE_EXPIRY' as const,
  }));
  const used = [...anchor.used.values()].map((certificate) => ({
    ...{ certificate, own: false, last: DAYS_AFTER.used },
    event: 'END_ENTITY_CERTIFICATE_EXPIRY' as const,
  }));
  return [...own, ...used];
}

const matterOf = ({ certificate, own }: Watched): string => `${own ? 'own' : 'used'}:${fingerprintOf(certificate)}`;

function anchorOf(arn: string, { state }: World): TrustAnchor | undefined {
  const { account, region } = placeOf(arn);
  return withArn(state.scope(account, region).rolesAnywhere.trustAnchors, arn);
}
