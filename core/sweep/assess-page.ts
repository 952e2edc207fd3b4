import pMap from 'p-map';
import type { Certificate, CertificateFacts } from '../domain/certificates/certificate.ts';
import { known, unknown, type Unreadable } from '../domain/fact.ts';
import type { CertificateRecord, InventorySource } from '../domain/inventory/certificate-record.ts';
import { isIncluded } from '../domain/inventory/included.ts';
import { added, NOTHING_COUNTED } from '../domain/sweep/counts.ts';
import { assessed, type Assessed } from './assessment.ts';
import { describeAll, digestOf, hasToBeDescribed, isGone, type Description, type Known } from './descriptions.ts';
import type { Done, Scan } from './phases/phase.ts';
import type { FoundCertificate } from './ports.ts';

/** While so many are judged and written, as one transaction takes them, the next are described: nobody waits but for the quota. */
const PART = 100;
const FACTS_AT_ONCE = 10;

/** Some of a page's certificates, with the descriptions that were asked for. */
interface Part {
  readonly all: readonly Known[];
  readonly described: ReadonlyMap<string, Description>;
}

/**
 * Judges the certificates of a page. No call is made for one whose listing says what it said before, unless its renewal has
 * begun and not succeeded: why, only its description tells. Nor for one of which its listing tells everything.
 */
export async function assessPage(
  scan: Scan,
  page: readonly FoundCertificate[],
  source: InventorySource = 'acm',
): Promise<Done> {
  const records = await scan.ports.inventory.recordsOf(page.map(({ certificate }) => certificate.arn));
  const wanted = page
    .map((found): Known => ({ found, listed: digestOf(found), record: records.get(found.certificate.arn) }))
    .filter(({ found, record }) => isIncluded(found.certificate, record, scan.order.include, scan.now));
  const done: Done[] = [];
  let ready: Part | undefined;
  for (const all of [...partsOf(scan, wanted), undefined]) {
    const [described, judged] = await Promise.all([
      all && describeAll(scan, source === 'acm' ? all.filter((each) => hasToBeDescribed(each, scan.now)) : []),
      ready && assessPart(scan, ready, source),
    ]);
    if (judged !== undefined) done.push(judged);
    ready = all && described && { all, described };
  }
  const counts = done.reduce((sum, part) => added(sum, part.counts), NOTHING_COUNTED);
  return { counts, gaps: distinct(done.flatMap(({ gaps = [] }) => gaps)) };
}

/** A report that is all there is has one part a page. */
function partsOf({ writes }: Scan, all: readonly Known[]): readonly (readonly Known[])[] {
  if (!writes) return [all];
  return Array.from({ length: Math.ceil(all.length / PART) }, (_, index) =>
    all.slice(index * PART, (index + 1) * PART),
  );
}

async function assessPart(scan: Scan, { all, described }: Part, source: InventorySource): Promise<Done> {
  const there = all.filter(({ found }) => !isGone(described.get(found.certificate.arn)));
  const facts = await pMap(
    there,
    async (each) => ({ source, ...(await factsOf(scan, each, described.get(each.found.certificate.arn))) }),
    { concurrency: FACTS_AT_ONCE },
  );
  const gaps = [...described.values()].flatMap((fact) => (fact.known ? [] : [fact.why]));
  return { counts: await assessed(scan, facts), gaps };
}

/** All that is known of a certificate: the description where there is one, else what the last one told. */
async function factsOf(
  scan: Scan,
  { found, listed, record }: Known,
  fact: Description | undefined,
): Promise<Omit<Assessed, 'source'>> {
  const description = fact?.known === true ? fact.value : undefined;
  const authorityArn = description?.authorityArn ?? record?.authorityArn;
  const certificate = completed(found.certificate, description?.certificate, fact, record);
  const facts = { certificate, ...(await authorityOf(scan, certificate, authorityArn, fact)) };
  return {
    facts,
    found,
    record,
    // Described next time as well, where it could not be this time.
    ...(fact?.known === false ? {} : { listed }),
    ...(authorityArn === undefined ? {} : { authorityArn }),
  };
}

function completed(
  listed: Certificate,
  described: Certificate | undefined,
  fact: Description | undefined,
  record: CertificateRecord | undefined,
): Certificate {
  if (described !== undefined) return { ...described, ...onlyListed(listed) };
  if (fact?.known === false) return { ...listed, renewal: unknown(fact.why) };
  // The listing is the same: so is what was described.
  const usedBy = record?.usedBy;
  return { ...listed, ...(usedBy === undefined ? {} : { usedBy }), renewal: known(record?.renewal) };
}

/** No description tells whether a certificate was exported (service-facts 2.1). */
const onlyListed = ({ exported }: Certificate): Pick<Certificate, 'exported'> =>
  exported === undefined ? {} : { exported };

/** The CA that a certificate in force is renewed from, as it stands for the certificate's account. */
async function authorityOf(
  { standings }: Scan,
  { kind, status, account }: Certificate,
  authorityArn: string | undefined,
  fact: Description | undefined,
): Promise<Pick<CertificateFacts, 'authority'>> {
  if (kind !== 'private' || status !== 'ISSUED') return {};
  if (authorityArn === undefined) return fact?.known === false ? { authority: fact } : {};
  return { authority: known(await standings.standing(authorityArn, account)) };
}

/** Whoever denies one denies them all: once is enough. */
export const distinct = (gaps: readonly Unreadable[]): readonly Unreadable[] => [
  ...new Map(gaps.map((why) => [`${why.kind} ${why.operation} ${why.account}`, why])).values(),
];
