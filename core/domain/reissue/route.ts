import type { Strategy } from './strategy.ts';

/** When deliveries are allowed: each opening lasts `minutes` from the times that the cron expression names. */
export interface ChangeWindow {
  /** Five fields: minute, hour, day of month, month, day of week; `0 2 * * sun`. */
  readonly cron: string;
  readonly minutes: number;
  /** IANA name, `Europe/Berlin`. */
  readonly timeZone: string;
}

/** Days on which nothing is delivered, ISO 8601 dates or times; `to` is included where it is a date. */
export interface Freeze {
  readonly from: string;
  readonly to: string;
  readonly timeZone: string;
}

/**
 * How a certificate's replacement reaches whoever uses it. Everything is optional: what is absent is chosen by what fits. It
 * comes from tags of the certificate or its CA, from a record in the table, or with the execution.
 */
export interface Route {
  readonly strategy?: Strategy;
  /** Name or ARN of the secret it is delivered to. */
  readonly secret?: string;
  /** The CA that issues from now on, instead of the one that issued the present certificate. */
  readonly authority?: string;
  /** `host:port`, where the new serial must be served. */
  readonly endpoint?: string;
  /** Whether a host tells what it installed, by the tag `renewguard:installed` on the secret. */
  readonly hostReports?: boolean;
  /** Within so many minutes after the delivery, endpoint and host must show the new certificate. */
  readonly proofMinutes?: number;
  /** The old certificate is revoked so many days after the proof; absent: never. */
  readonly revokeAfterDays?: number;
  /** Whether a person must say yes before the delivery. */
  readonly approval?: boolean;
  readonly windows?: readonly ChangeWindow[];
  readonly freezes?: readonly Freeze[];
  /** So many days before the end, neither window, freeze nor approval holds a delivery. */
  readonly overrideDays?: number;
  /** The share of its lifetime after which a certificate is replaced. */
  readonly renewAtShare?: number;
  /** `same-key`: a CSR of the device, PEM. */
  readonly csr?: string;
  /** The ARN of the template, where the one that fits is not to be used. */
  readonly template?: string;
}

/** Where a route came from, nearest first: the first that says something about a member of the route decides it. */
export const ROUTE_SOURCES = ['execution', 'record', 'certificate tags', 'authority record', 'authority tags'] as const;

export type RouteSource = (typeof ROUTE_SOURCES)[number];
