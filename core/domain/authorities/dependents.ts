import type { AccountId } from '../arn.ts';
import { describeUnreadable, type Fact } from '../fact.ts';
import { firstAttempt } from '../certificates/renewal-dates.ts';

/** An ACM certificate that was issued from the CA. Times are ISO 8601. */
export interface Dependent {
  readonly certificateArn: string;
  readonly domainName?: string;
  readonly notAfter: string;
  readonly inUse: boolean;
  readonly exported: boolean;
}

/** The certificates of one account that depend on the CA, or why they could not be listed. */
export interface AccountDependents {
  readonly account: AccountId;
  readonly certificates: Fact<readonly Dependent[]>;
}

/** Some certificates that depend on a CA: bounded in size, whatever their number. */
export interface DependentsSummary {
  readonly count: number;
  readonly inUse: number;
  /** When ACM will first try to renew any of them. Absent: there are none. */
  readonly firstAttempt?: string;
  /** When the first of them ends. */
  readonly outage?: string;
  /** The ones that end first. */
  readonly soonest: readonly Dependent[];
}

/** Who depends on a CA, by account. An account whose certificates could not be listed is a gap, never "none". */
export interface Dependents {
  readonly accounts: Readonly<Record<AccountId, DependentsSummary>>;
  readonly unreadable: Readonly<Record<AccountId, string>>;
}

/** How many certificates of an account an alert and an execution's state carry by name. */
export const NAMED_DEPENDENTS = 5;

/** A state's data has 256 KiB, and the whole organisation may be unreadable: the more accounts, the shorter each reason. */
const LONGEST_REASON = 200;
const ALL_REASONS = 100_000;

/** The longest a DNS name may be; ACM's limit for DomainName. */
const LONGEST_NAME = 253;

/** Sums up each account's certificates; accounts without any are left out. */
export function summarizeDependents(accounts: readonly AccountDependents[]): Dependents {
  const gaps = accounts.filter(({ certificates }) => !certificates.known).length;
  const longest = Math.min(LONGEST_REASON, Math.floor(ALL_REASONS / Math.max(gaps, 1)));
  const readable: [AccountId, DependentsSummary][] = [];
  const unreadable: [AccountId, string][] = [];
  for (const { account, certificates } of accounts) {
    if (!certificates.known) unreadable.push([account, describeUnreadable(certificates.why).slice(0, longest)]);
    else if (certificates.value.length > 0) readable.push([account, summarizeOne(certificates.value)]);
  }
  return { accounts: Object.fromEntries(readable), unreadable: Object.fromEntries(unreadable) };
}

/** The sum of several accounts' certificates: all of them, or those of the accounts given. */
export function totalDependents({ accounts }: Dependents, only?: readonly AccountId[]): DependentsSummary {
  const chosen = Object.entries(accounts).filter(([account]) => only?.includes(account) ?? true);
  const parts = chosen.map(([, summary]) => summary);
  return {
    count: sum(parts.map(({ count }) => count)),
    inUse: sum(parts.map(({ inUse }) => inUse)),
    ...named(parts.flatMap(({ soonest }) => soonest)),
  };
}

function summarizeOne(certificates: readonly Dependent[]): DependentsSummary {
  return {
    count: certificates.length,
    inUse: certificates.filter(({ inUse }) => inUse).length,
    ...named(certificates),
  };
}

function named(certificates: readonly Dependent[]): Pick<DependentsSummary, 'firstAttempt' | 'outage' | 'soonest'> {
  const byEnd = (a: Dependent, b: Dependent): number => Date.parse(a.notAfter) - Date.parse(b.notAfter);
  const soonest = certificates.toSorted((a, b) => byEnd(a, b) || a.certificateArn.localeCompare(b.certificateArn));
  const dates =
    soonest[0] === undefined ? {} : { firstAttempt: firstAttempt(soonest[0].notAfter), outage: soonest[0].notAfter };
  return { ...dates, soonest: soonest.slice(0, NAMED_DEPENDENTS).map(bounded) };
}

const bounded = (certificate: Dependent): Dependent =>
  certificate.domainName === undefined
    ? certificate
    : { ...certificate, domainName: certificate.domainName.slice(0, LONGEST_NAME) };

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
