import { DAY } from '../schedule/calendar.ts';
import { ServiceError } from '../errors.ts';
import type { Call } from '../wire/call.ts';

/** When certificates were requested and imported, epoch milliseconds, oldest first; of the last 365 days. */
export interface CertificateHistory {
  readonly requests: number[];
  readonly imports: number[];
}

type Kind = keyof CertificateHistory;

const TYPES = { requests: 'AMAZON_ISSUED', imports: 'IMPORTED' } as const;
const VERBS = { requests: 'request', imports: 'import' } as const;

/** Certificates that an account has in a region, and that it may ask for in 365 days (service-facts 2.7). */
const MOST = 2500;
const MOST_A_YEAR = 5000;
const YEAR_MILLISECONDS = 365 * DAY;

/**
 * Counts a public request or an import, and refuses one too many while quotas are on. Expired and deleted ones count as
 * the user guide says: the first as long as they are there, both in the year. Private certificates do not count at all.
 *
 * @param replaces an import that replaces another: it counts in the year only
 * @throws ServiceError LimitExceededException, in the real service's words (convox/rack#2387, hashicorp/
 *   terraform-provider-aws#14025)
 */
export function countCertificate(kind: Kind, call: Call, replaces = false): void {
  const { state, clock, quotas } = call.world;
  const scope = state.scope(call.account, call.region);
  const now = clock.now().getTime();
  const history = (scope.certificateHistory ??= { requests: [], imports: [] })[kind];
  const old = history.findIndex((moment) => moment > now - YEAR_MILLISECONDS);
  history.splice(0, old === -1 ? history.length : old);
  if (quotas.enabled) {
    if (history.length >= MOST_A_YEAR)
      throw limit(`Error: you have reached your limit of ${MOST_A_YEAR} certificates in the last year.`);
    const held = [...scope.certificates.values()].filter(({ type }) => type === TYPES[kind]).length;
    if (!replaces && held >= MOST)
      throw limit(`Cannot ${VERBS[kind]} more certificates in this account. Contact Customer Service for details`);
  }
  history.push(now);
}

const limit = (message: string): ServiceError => new ServiceError('LimitExceededException', message);
