import { parseAuthorityArn } from '../arn.ts';
import type { AuthorityDescription } from '../authorities/authority.ts';

const HOUR_SECONDS = 3600;

/**
 * Whether a certificate may be taken out of a CA's budget now, or after how many whole seconds to ask again. Certificates that
 * end first go first; those that wait are spread evenly over the hours to come, so that what an outage of days left behind
 * comes neither at once nor out of order.
 * @param used certificates taken in this hour of the clock
 * @param ahead how many wait whose certificates end earlier
 * @param limit certificates an hour
 * @param now ISO 8601
 */
export function turnIn(
  used: number,
  ahead: number,
  limit: number,
  now: string,
): { readonly take: true } | { readonly wait: number } {
  const place = used + ahead;
  if (place < limit) return { take: true };
  const intoHour = (Date.parse(now) / 1000) % HOUR_SECONDS;
  if (limit < 1) return { wait: Math.ceil(HOUR_SECONDS - intoHour) };
  const hours = Math.floor(place / limit);
  const second = Math.floor(((place % limit) / limit) * HOUR_SECONDS);
  return { wait: Math.ceil(hours * HOUR_SECONDS + second - intoHour) };
}

/** What was issued in a month in one region, and what Private CA asks for it. */
export interface IssuingCost {
  readonly region: string;
  readonly certificates: number;
  /** US dollars. */
  readonly dollars: number;
}

/** Thousandths of a dollar for each certificate, up to so many of the month. */
interface Tier {
  readonly upTo: number;
  readonly price: number;
}

/*
 * https://aws.amazon.com/private-ca/pricing/ and the price list of AWSCertificateManager (2025-07): general-purpose mode in three
 * tiers, short-lived mode in one, by the account that asks, region and calendar month. What ACM requests costs nothing until it
 * is exported.
 */
const GENERAL_PURPOSE: readonly Tier[] = [
  { upTo: 1000, price: 750 },
  { upTo: 10_000, price: 350 },
  { upTo: Number.POSITIVE_INFINITY, price: 1 },
];
const SHORT_LIVED: readonly Tier[] = [{ upTo: Number.POSITIVE_INFINITY, price: 58 }];

type UsageMode = AuthorityDescription['usageMode'];

/**
 * What the certificates cost that one account issued in a month, by region; the CAs themselves are not in it.
 * @param issued how many, by the ARN of the CA
 * @param usageModes of those CAs; one that isn't in it counts as general-purpose, which costs more
 */
export function monthlyCost(
  issued: ReadonlyMap<string, number>,
  usageModes: ReadonlyMap<string, UsageMode>,
): readonly IssuingCost[] {
  const authorities = [...issued].map(([arn, certificates]) => ({
    region: parseAuthorityArn(arn).region,
    certificates,
    isShortLived: usageModes.get(arn) === 'SHORT_LIVED_CERTIFICATE',
  }));
  const regions = [...new Set(authorities.map(({ region }) => region))];
  return regions.map((region) => ({ region, ...costOf(authorities.filter((each) => each.region === region)) }));
}

interface Issued {
  readonly certificates: number;
  readonly isShortLived: boolean;
}

function costOf(issued: readonly Issued[]): Pick<IssuingCost, 'certificates' | 'dollars'> {
  const shortLived = total(issued.filter(({ isShortLived }) => isShortLived));
  const certificates = total(issued);
  const thousandths = price(certificates - shortLived, GENERAL_PURPOSE) + price(shortLived, SHORT_LIVED);
  return { certificates, dollars: thousandths / 1000 };
}

const total = (issued: readonly Issued[]): number => issued.reduce((sum, { certificates }) => sum + certificates, 0);

function price(certificates: number, tiers: readonly Tier[]): number {
  const counted = tiers.map(({ upTo, price: each }, index) => {
    const below = tiers[index - 1]?.upTo ?? 0;
    return Math.max(0, Math.min(certificates, upTo) - below) * each;
  });
  return counted.reduce((sum, part) => sum + part, 0);
}
