import type { World } from '../../world.ts';
import { notAfterOf } from '../../x509/chains.ts';
import {
  tellActionRequired,
  tellApproachingExpiration,
  tellAvailable,
  tellExpired,
} from '../../events/certificate-events.ts';
import { tellHealth } from '../../events/health-events.ts';
import { expiryDaysOf } from '../account-configuration.ts';
import {
  type AcmCertificate,
  isEligible,
  materialOf,
  type PrivateCertificate,
  type PublicCertificate,
  statusOf,
} from '../certificate.ts';
import { attemptRenewal } from './attempt.ts';
import { DAY, nextDaily, nextDayBefore, nextHourly } from '../../schedule/calendar.ts';
import { failed, isPending, restartOf } from './renewal.ts';
import { standsUntil } from './standing.ts';

/** One thing that happens in the life of a certificate: when next after a moment, and what then. */
interface Matter {
  next(certificate: AcmCertificate, after: number, world: World): number | undefined;
  happen(certificate: AcmCertificate, world: World): void | Promise<void>;
}

/** Attempts begin so many days before the end: private ones 60, public ones 45 (service-facts 2.3). */
const WINDOW_DAYS = { PRIVATE: 60, AMAZON_ISSUED: 45, IMPORTED: 0 } as const;

/** A renewal that fails is told on these days (service-facts 2.5, 2.6); the first for private certificates only. */
const ACTION_DAYS = [45, 30, 15, 3, 1];
const HEALTH_DAYS = [45, 30, 15, 7, 3, 1];

const issuance: Matter = {
  next(certificate, after) {
    if (certificate.type !== 'PRIVATE' || certificate.announced) return undefined;
    const { finishes } = certificate.issuance;
    return finishes === undefined ? undefined : Math.max(finishes, after);
  },
  happen(certificate, world) {
    if (certificate.type !== 'PRIVATE') return;
    certificate.announced = true;
    if (materialOf(certificate)) tellAvailable(certificate, 'ISSUANCE', world);
  },
};

/**
 * Hourly, while it is eligible, not renewed and in its window. A renewal that was asked for has its outcome soon, and is
 * then attempted hourly wherever in the certificate's life it is.
 */
const attempt: Matter = {
  next(certificate, after, world) {
    const { renewal } = certificate;
    if (renewal?.settlesAt) return renewal.settlesAt.getTime();
    const end = endOf(certificate);
    if (certificate.type === 'IMPORTED' || end === undefined || !isEligible(certificate, world.clock.now())) {
      return undefined;
    }
    const window = end - WINDOW_DAYS[certificate.type] * DAY;
    const from = Math.max(after, vainUntil(certificate, world) - 1);
    if (!isPending(renewal) || !renewal.askedAt || from >= window) return nextHourly(window, end, from);
    const hourly = nextHourly(renewal.askedAt.getTime(), end, from) ?? window;
    return Math.min(window, hourly);
  },
  happen: attemptRenewal,
};

/**
 * Until when attempts would change nothing, so that a run of the clock passes over them: what stands against them stands,
 * and the stuck attempt does not begin anew. After the run they are planned hourly again.
 */
function vainUntil(certificate: PrivateCertificate | PublicCertificate, world: World): number {
  const { renewal } = certificate;
  if (!world.time.running || !isPending(renewal)) return -Infinity;
  const stands = certificate.type === 'PRIVATE' ? standsUntil(certificate, world) : unvalidatedUntil(certificate);
  if (stands === undefined) return -Infinity;
  world.time.planAfterRun(certificate.arn);
  return Math.min(stands, restartOf(renewal));
}

/** A domain that is not validated stays so during a run. */
const unvalidatedUntil = ({ domainValidated }: PublicCertificate): number | undefined =>
  domainValidated ? undefined : Infinity;

const expiry: Matter = {
  next(certificate, after) {
    const end = endOf(certificate);
    return end !== undefined && end > after && !certificate.revocation ? end : undefined;
  },
  happen(certificate, world) {
    if (statusOf(certificate, world.clock.now()) !== 'EXPIRED') return;
    if (isPending(certificate.renewal)) {
      certificate.renewal = failed(certificate.renewal, world.clock.now());
      world.time.note({ kind: 'renewal' });
    }
    if (certificate.type !== 'IMPORTED') tellExpired(certificate, world);
  },
};

const approachingExpiration: Matter = {
  next(certificate, after, world) {
    const end = endOf(certificate);
    return end === undefined ? undefined : nextDaily(end, expiryDaysOf(certificate, world), after);
  },
  happen(certificate, world) {
    if (statusOf(certificate, world.clock.now()) === 'ISSUED') tellApproachingExpiration(certificate, world);
  },
};

/** On some days, while a renewal is under way that does not succeed. */
const whileRenewalFails = (days: readonly number[], tell: Matter['happen']): Matter => ({
  next(certificate, after) {
    const end = endOf(certificate);
    if (end === undefined || certificate.type === 'IMPORTED') return undefined;
    return nextDayBefore(end, certificate.type === 'PRIVATE' ? days : days.slice(1), after);
  },
  happen(certificate, world) {
    if (!isPending(certificate.renewal) || statusOf(certificate, world.clock.now()) !== 'ISSUED') return;
    return tell(certificate, world);
  },
});

function endOf(certificate: AcmCertificate): number | undefined {
  const material = materialOf(certificate);
  return material && notAfterOf(material.certificate).getTime();
}

/** In the order in which they happen at one moment: what an attempt achieves, the other matters know already. */
export const MATTERS: Readonly<Record<string, Matter>> = {
  issuance,
  attempt,
  expiry,
  approachingExpiration,
  actionRequired: whileRenewalFails(ACTION_DAYS, tellActionRequired),
  health: whileRenewalFails(HEALTH_DAYS, (certificate, world) => {
    if (isEligible(certificate, world.clock.now())) tellHealth(certificate, world);
  }),
};
