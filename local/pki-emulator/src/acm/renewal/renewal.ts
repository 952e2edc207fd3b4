export type RenewalStatus = 'PENDING_AUTO_RENEWAL' | 'PENDING_VALIDATION' | 'SUCCESS' | 'FAILED';

/** How a managed renewal stands; replaced as a whole when it changes. */
export interface Renewal {
  readonly status: RenewalStatus;
  /** Why it fails (RenewalStatusReason). */
  readonly reason?: string | undefined;
  readonly updatedAt: Date;
  /** When the attempt under way began: one that is stuck ends after 72 hours and another begins (service-facts 2.3). */
  readonly since: Date;
  /** When RenewCertificate asked for it. */
  readonly askedAt?: Date | undefined;
  /** When the outcome of that request comes, until it has come. */
  readonly settlesAt?: Date | undefined;
}

const ATTEMPT_MILLISECONDS = 72 * 3_600_000;

export const isPending = (renewal: Renewal | undefined): renewal is Renewal =>
  renewal?.status === 'PENDING_AUTO_RENEWAL' || renewal?.status === 'PENDING_VALIDATION';

/** When the stuck attempt ends and another begins. */
export const restartOf = ({ since }: Renewal): number => since.getTime() + ATTEMPT_MILLISECONDS;

/** RenewCertificate was answered, its outcome is to come. */
export const asked = (now: Date, settlesAt: Date): Renewal => ({
  status: 'PENDING_AUTO_RENEWAL',
  updatedAt: now,
  since: now,
  askedAt: now,
  settlesAt,
});

/**
 * What an hourly attempt leaves that did not succeed. UpdatedAt moves when something changes, and each 72 hours when the
 * stuck attempt ends and another begins; not each hour.
 */
export function stuck(
  before: Renewal | undefined,
  status: 'PENDING_AUTO_RENEWAL' | 'PENDING_VALIDATION',
  reason: string | undefined,
  now: Date,
): Renewal {
  if (!isPending(before)) return { status, reason, updatedAt: now, since: now };
  const restarts = now.getTime() >= restartOf(before);
  if (!restarts && before.status === status && before.reason === reason && !before.settlesAt) return before;
  const since = restarts ? now : before.since;
  return { status, reason, updatedAt: now, since, askedAt: before.askedAt };
}

export const succeeded = (now: Date): Renewal => ({ status: 'SUCCESS', updatedAt: now, since: now });

/** The certificate ended first. */
export const failed = ({ reason, since }: Renewal, now: Date): Renewal => ({
  status: 'FAILED',
  reason,
  updatedAt: now,
  since,
});
