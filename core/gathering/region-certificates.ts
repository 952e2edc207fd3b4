import pMap from 'p-map';
import { parseAuthorityArn, type AccountId } from '../domain/arn.ts';
import type { AuthorityDescription, AuthorityFacts } from '../domain/authorities/authority.ts';
import {
  isManaged,
  type Certificate,
  type CertificateFacts,
  type Renewal,
} from '../domain/certificates/certificate.ts';
import { known, unknown, type Fact } from '../domain/fact.ts';
import { renewalMayHaveBegun } from '../domain/certificates/renewal-dates.ts';
import { gatherAuthorityStanding, type AuthorityStandingPorts } from './authority-standing.ts';
import { describe, type Descriptions, type DescriptionsPorts } from './descriptions.ts';
import type { AuthorityDescriber, CertificateLister, ConsumerReader } from './ports.ts';

export interface RegionCertificatesPorts extends AuthorityStandingPorts, DescriptionsPorts {
  readonly certificates: CertificateLister & DescriptionsPorts['certificates'];
  readonly authorities: AuthorityStandingPorts['authorities'] & AuthorityDescriber;
}

/** ListPermissions' quota is five a second (service-facts 1.7). */
const AUTHORITIES_AT_ONCE = 3;

/** Stands for the account of the credentials until one of its certificates tells it. */
const UNTOLD: AccountId = 'of the credentials';

/**
 * Reads what the verdicts on all ACM certificates of an account and region need.
 *
 * A call for a certificate is made only where no listing tells: for the CA of one that was never seen before, and for one whose
 * renewal has begun.
 * @param owner undefined: the account whose credentials are used, which its certificates tell
 * @param now ISO 8601
 * @returns unknown where ACM could not be listed: nobody can say then what is there
 */
export async function gatherRegionCertificates(
  ports: RegionCertificatesPorts,
  owner: AccountId | undefined,
  region: string,
  now: string,
): Promise<Fact<readonly CertificateFacts[]>> {
  const listed = await ports.certificates.certificatesIn(owner ?? UNTOLD, region);
  if (!listed.known || listed.value[0] === undefined) return listed.known ? known([]) : listed;
  const { account } = listed.value[0];
  const issued = listed.value.filter(({ status }) => status === 'ISSUED');
  const privateArns = issued.filter(({ kind }) => kind === 'private').map(({ arn }) => arn);
  const remembered = await ports.memory.authoritiesOf(privateArns);
  const unseen = issued.filter(({ kind, arn }) => kind === 'private' && !remembered.has(arn));
  const described = await describe(ports, unseen);
  const begun = issued.filter((each) => !described.has(each.arn) && isManaged(each) && renewalMayHaveBegun(each, now));
  const renewals = await renewalsOf(ports, account, region, begun, described);
  // What is remembered stands, whether or not a later description was answered.
  const authorityOf = (arn: string): Fact<string | undefined> =>
    remembered.has(arn) ? known(remembered.get(arn)) : (authorityIn(described, arn) ?? known(undefined));
  const standings = await standingsOf(ports, account, region, privateArns.map(authorityOf));
  return known(
    listed.value
      .filter(({ arn }) => !isGone(described, arn))
      .map((certificate) => factsOf(completed(certificate, described, renewals), authorityOf, standings)),
  );
}

/** The renewals of listed certificates: what a search tells by its status, the others as their description tells. */
async function renewalsOf(
  ports: RegionCertificatesPorts,
  account: AccountId,
  region: string,
  begun: readonly Certificate[],
  described: Descriptions,
): Promise<ReadonlyMap<string, Fact<Renewal | undefined>>> {
  if (begun.length === 0) return new Map();
  const found = await ports.certificates.renewalsIn(account, region);
  const told = new Map<string, Fact<Renewal | undefined>>();
  for (const { arn, inUse, eligibility } of found.known ? begun : []) {
    const status = found.known ? found.value.get(arn) : undefined;
    if (status === undefined) told.set(arn, known(undefined));
    // It goes on by itself: neither date nor reason matters.
    if (status === 'SUCCESS' && (inUse || eligibility === 'ELIGIBLE')) told.set(arn, known({ status }));
  }
  const untold = begun.filter(({ arn }) => !told.has(arn));
  for (const [arn, fact] of await describe(ports, untold)) described.set(arn, fact);
  return told;
}

function completed(
  certificate: Certificate,
  described: Descriptions,
  renewals: ReadonlyMap<string, Fact<Renewal | undefined>>,
): Certificate {
  const fact = described.get(certificate.arn);
  if (fact === undefined) return { ...certificate, renewal: renewals.get(certificate.arn) ?? known(undefined) };
  if (!fact.known) return { ...certificate, renewal: fact };
  return { ...certificate, ...fact.value?.certificate };
}

const isGone = (described: Descriptions, arn: string): boolean => {
  const fact = described.get(arn);
  return fact?.known === true && fact.value === undefined;
};

function authorityIn(described: Descriptions, arn: string): Fact<string | undefined> | undefined {
  const fact = described.get(arn);
  if (fact === undefined) return undefined;
  return fact.known ? known(fact.value?.authorityArn) : fact;
}

function factsOf(
  certificate: Certificate,
  authorityOf: (arn: string) => Fact<string | undefined>,
  standings: ReadonlyMap<string, AuthorityFacts>,
): CertificateFacts {
  if (certificate.kind !== 'private' || certificate.status !== 'ISSUED') return { certificate };
  const arn = authorityOf(certificate.arn);
  if (!arn.known) return { certificate, authority: arn };
  const standing = arn.value === undefined ? undefined : standings.get(arn.value);
  return standing === undefined ? { certificate } : { certificate, authority: known(standing) };
}

/** How each CA stands for ACM of the account: read once, however many certificates depend on it. */
async function standingsOf(
  { authorities, consumers }: RegionCertificatesPorts,
  account: AccountId,
  region: string,
  facts: readonly Fact<string | undefined>[],
): Promise<ReadonlyMap<string, AuthorityFacts>> {
  const arns = [...new Set(facts.flatMap((fact) => (fact.known && fact.value !== undefined ? [fact.value] : [])))];
  const needed = arns.toSorted().map((arn) => parseAuthorityArn(arn));
  const own = needed.some((authority) => authority.account === account)
    ? await authorities.authoritiesIn(account, region)
    : unknown({
        kind: 'not-configured',
        operation: 'acm-pca:ListCertificateAuthorities',
        account,
        message: 'not asked',
      });
  const descriptionOf = (arn: string, owner: AccountId): Fact<AuthorityDescription | undefined> | undefined =>
    own.known && owner === account ? known(own.value.get(arn)) : undefined;
  const ports = { authorities, consumers: askedOnce(consumers) };
  const standings = await pMap(
    needed,
    (authority) => gatherAuthorityStanding(ports, authority, account, descriptionOf(authority.arn, authority.account)),
    { concurrency: AUTHORITIES_AT_ONCE },
  );
  return new Map(standings.map((standing) => [standing.authority.arn, standing]));
}

/** What an account says about itself is the same for every CA. */
function askedOnce(consumers: ConsumerReader): ConsumerReader {
  const roles = new Map<AccountId, Promise<Fact<boolean>>>();
  const organizations = new Map<AccountId, Promise<Fact<string | undefined>>>();
  return {
    hasServiceLinkedRole: (account) => kept(roles, account, () => consumers.hasServiceLinkedRole(account)),
    organizationOf: (account) => kept(organizations, account, () => consumers.organizationOf(account)),
  };
}

function kept<V>(map: Map<AccountId, V>, account: AccountId, ask: () => V): V {
  const value = map.get(account) ?? ask();
  map.set(account, value);
  return value;
}
