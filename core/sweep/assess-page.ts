import pMap from 'p-map';
import { isManaged, type Certificate, type CertificateFacts } from '../domain/certificates/certificate.ts';
import { renewalMayHaveBegun } from '../domain/certificates/renewal-dates.ts';
import { known, unknown, type Fact, type Unreadable } from '../domain/fact.ts';
import type { CertificateRecord, InventorySource } from '../domain/inventory/certificate-record.ts';
import { isIncluded } from '../domain/inventory/included.ts';
import type { DescribedCertificate } from '../gathering/ports.ts';
import { sha256Hex } from '../pki/digest.ts';
import { assessed, type Assessed } from './assessment.ts';
import { NOTHING_COUNTED, type Done, type Scan } from './phases/phase.ts';
import type { FoundCertificate } from './ports.ts';

/** DescribeCertificate's quota is 10 a second (service-facts 2.7); the pace is kept where the calls are made. */
const DESCRIPTIONS_AT_ONCE = 10;

/** A listed certificate with what is known of it beside the listing. */
interface Known {
  readonly found: FoundCertificate;
  readonly listed: string;
  readonly record: CertificateRecord | undefined;
}

/**
 * Judges the certificates of a page. No call is made for one whose listing says what it said before, unless its renewal has
 * begun and not succeeded: why, only its description tells.
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
  const asked = source === 'acm' ? wanted.filter((each) => hasToBeDescribed(each, scan.now)) : [];
  const described = await describeAll(scan, asked);
  const gaps = [...described.values()].flatMap((fact) => (fact.known ? [] : [fact.why]));
  const there = wanted.filter(({ found }) => !isGone(described.get(found.certificate.arn)));
  const facts = await pMap(
    there,
    async (each) => ({ source, ...(await factsOf(scan, each, described.get(each.found.certificate.arn))) }),
    {
      concurrency: DESCRIPTIONS_AT_ONCE,
    },
  );
  const counts = await assessed(scan, facts);
  return { counts: { ...NOTHING_COUNTED, ...counts }, gaps: distinct(gaps) };
}

/** What a listing says of a certificate, in sixteen digits. */
const digestOf = (found: FoundCertificate): string => sha256Hex(JSON.stringify(found)).slice(0, 16);

function hasToBeDescribed({ found: { certificate, renewalStatus }, listed, record }: Known, now: string): boolean {
  if (record?.listed !== listed) return true;
  // Where SearchCertificates is not offered, the listing tells nothing of renewals.
  if (!certificate.renewal.known) return isManaged(certificate) && renewalMayHaveBegun(certificate, now);
  return renewalStatus !== undefined && renewalStatus !== 'SUCCESS';
}

type Description = Fact<DescribedCertificate | undefined>;

async function describeAll({ ports }: Scan, wanted: readonly Known[]): Promise<ReadonlyMap<string, Description>> {
  const describe = async ({ found: { certificate } }: Known): Promise<[string, Description]> => [
    certificate.arn,
    await ports.certificates.describedCertificate(certificate),
  ];
  return new Map(await pMap(wanted, describe, { concurrency: DESCRIPTIONS_AT_ONCE }));
}

const isGone = (fact: Description | undefined): boolean => fact?.known === true && fact.value === undefined;

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
