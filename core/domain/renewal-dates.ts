/** ACM first tries to renew a private certificate this long before it ends (service-facts 2.3). */
export const FIRST_ATTEMPT_DAYS_BEFORE_END = 60;

const DAY = 24 * 60 * 60 * 1000;

/** When ACM first tries to renew a private certificate. @param notAfter and result: ISO 8601 */
export function firstAttempt(notAfter: string): string {
  return new Date(Date.parse(notAfter) - FIRST_ATTEMPT_DAYS_BEFORE_END * DAY).toISOString();
}
