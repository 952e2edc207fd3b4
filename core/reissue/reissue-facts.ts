import { issuedCertificateArn, parseAuthorityArn, type AuthorityArn, type CertificateArn } from '../domain/arn.ts';
import type { AuthorityDescription, AuthorityFacts } from '../domain/authorities/authority.ts';
import { CertificateNotFound } from '../domain/certificates/certificate-not-found.ts';
import type { Certificate } from '../domain/certificates/certificate.ts';
import type { CertificateContent } from '../domain/reissue/certificate-content.ts';
import type { Lineage } from '../domain/reissue/issuance.ts';
import { mergedRoute, type MergedRoute, type RoutePart } from '../domain/reissue/merged-route.ts';
import type { Route } from '../domain/reissue/route.ts';
import { routeOfTags } from '../domain/reissue/route-tags.ts';
import { gatherAuthorityStanding, type AuthorityStandingPorts } from '../gathering/authority-standing.ts';
import type { CertificateDescriber, IssuedCertificateReader } from '../gathering/ports.ts';
import { readCertificate } from '../pki/certificate-content.ts';
import { isIssuedBy } from '../pki/chain.ts';
import { mustKnow } from './must-know.ts';
import type { CertificatePem, Ledger, RecordedRequests, ReissueReader, RouteRecords } from './ports.ts';

/** A CA as a reissue needs it. */
export interface IssuingAuthority {
  readonly arn: AuthorityArn;
  readonly description: AuthorityDescription | undefined;
}

/** All that was read about a certificate that is to be replaced. */
export interface ReissueFacts {
  readonly asked: CertificateArn;
  readonly certificate: Certificate;
  readonly pem: CertificatePem;
  readonly content: CertificateContent;
  /** The CA that signed it; undefined: none that is known here did. */
  readonly issuer?: AuthorityArn;
  /** Its ARN at that CA. */
  readonly issuedArn?: string;
  /** The CA that is to issue its replacement: the route's, else the issuer. */
  readonly authority?: IssuingAuthority;
  /** How that CA stands for ACM of the certificate's account. */
  readonly standing?: AuthorityFacts;
  readonly routed: MergedRoute;
  readonly lineage?: Lineage;
  /** The CSR that an IssueCertificate record told for it: reported. */
  readonly recordedCsr?: string;
}

export interface ReissueFactsPorts extends AuthorityStandingPorts {
  readonly certificates: CertificateDescriber;
  readonly issued: IssuedCertificateReader;
  readonly reader: ReissueReader;
  readonly routes: Pick<RouteRecords, 'routeOf'>;
  readonly ledger: Pick<Ledger, 'lineageOf'>;
  readonly recordedRequests: Pick<RecordedRequests, 'requestFor'>;
}

/**
 * Reads all that decides how a certificate is replaced, live.
 * @param given the route that came with the execution
 * @throws CertificateNotFound; AwsUnavailable or AwsRefused where something could not be read: nothing is guessed
 */
export async function gatherReissueFacts(
  ports: ReissueFactsPorts,
  asked: CertificateArn,
  given: Route,
): Promise<ReissueFacts> {
  const { certificate, authorityArn } = await readAsked(ports, asked);
  const pem = mustKnow(await ports.reader.pemOf(asked));
  if (pem === undefined) throw new CertificateNotFound(asked);
  const content = readCertificate(pem.certificate);
  const issuer = authorityArn === undefined ? await findIssuer(ports, asked, pem) : parseAuthorityArn(authorityArn);
  const routed = mergedRoute(await routeParts(ports, asked, issuer, given));
  const authority = await issuingAuthority(ports, routed.route, issuer);
  const standing = authority && (await gatherAuthorityStanding(ports, authority.arn, asked.account));
  const issuedArn =
    issuer && (asked.service === 'acm-pca' ? asked.arn : issuedCertificateArn(issuer.arn, content.serial));
  const [lineage, recordedCsr] = await Promise.all([
    lineageOf(ports, asked.arn, issuedArn, certificate.kind === 'imported'),
    issuedArn === undefined ? undefined : ports.recordedRequests.requestFor(issuedArn),
  ]);
  return present({
    asked,
    certificate,
    pem,
    content,
    routed,
    issuer,
    issuedArn,
    authority,
    standing,
    lineage,
    recordedCsr,
  });
}

type Maybe<T> = { readonly [K in keyof T]-?: T[K] | undefined };

/** Without the members of which nothing is known. */
const present = (facts: Maybe<ReissueFacts>): ReissueFacts =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as unknown as ReissueFacts;

async function readAsked(ports: ReissueFactsPorts, asked: CertificateArn) {
  if (asked.service === 'acm-pca') {
    const certificate = mustKnow(await ports.issued.issuedCertificate(asked));
    if (certificate === undefined) throw new CertificateNotFound(asked);
    return { certificate, authorityArn: asked.authorityArn };
  }
  const described = mustKnow(await ports.certificates.describedCertificate(asked));
  if (described === undefined) throw new CertificateNotFound(asked);
  return described;
}

/** Which of the account's CAs signed an imported certificate: the signature tells, not the name. */
async function findIssuer(
  { reader }: ReissueFactsPorts,
  { account, region }: CertificateArn,
  { certificate }: CertificatePem,
): Promise<AuthorityArn | undefined> {
  const authorities = mustKnow(await reader.authoritiesWithCertificates(account, region));
  const found = authorities.find((authority) => isIssuedBy(certificate, authority.certificate));
  return found && parseAuthorityArn(found.arn);
}

async function routeParts(
  { reader, routes }: ReissueFactsPorts,
  asked: CertificateArn,
  issuer: AuthorityArn | undefined,
  given: Route,
): Promise<readonly RoutePart[]> {
  const none = Promise.resolve({});
  const [record, tags, ofAuthority, authorityTags] = await Promise.all([
    routes.routeOf(asked.arn),
    asked.service === 'acm' ? reader.tagsOf(asked).then(mustKnow) : none,
    issuer === undefined ? undefined : routes.routeOf(issuer.arn),
    issuer === undefined ? none : reader.tagsOfAuthority(issuer).then(mustKnow),
  ]);
  return [
    { source: 'execution', route: given },
    { source: 'record', route: record ?? {} },
    { source: 'certificate tags', route: routeOfTags(tags) },
    { source: 'authority record', route: ofAll(ofAuthority ?? {}) },
    { source: 'authority tags', route: ofAll(routeOfTags(authorityTags)) },
  ];
}

/** What is said of a CA holds for all that it issued: none of it can be one certificate's own place. */
function ofAll({ secret: _, endpoint: __, csr: ___, ...route }: Route): Route {
  return route;
}

async function issuingAuthority(
  { reader }: ReissueFactsPorts,
  { authority }: Route,
  issuer: AuthorityArn | undefined,
): Promise<IssuingAuthority | undefined> {
  const arn = authority === undefined ? issuer : parseAuthorityArn(authority, 'route.authority');
  return arn && { arn, description: mustKnow(await reader.describeAuthority(arn)) };
}

/** What happened to it under either of its names. Of what was imported, what others did with the same certificate is left out. */
async function lineageOf(
  { ledger }: ReissueFactsPorts,
  askedArn: string,
  issuedArn: string | undefined,
  isImported: boolean,
): Promise<Lineage | undefined> {
  const [asked, issued] = await Promise.all([
    ledger.lineageOf(askedArn),
    issuedArn === undefined || issuedArn === askedArn ? undefined : ledger.lineageOf(issuedArn),
  ]);
  const lineage = { ...asked, ...(isImported ? importedInto(askedArn, issued) : issued) };
  return Object.keys(lineage).length === 0 ? undefined : lineage;
}

/** The issuance for an ARN of ACM tells where its certificate came from as soon as it is issued. */
function importedInto(certificateArn: string, { cameFrom }: Lineage = {}): Lineage {
  return cameFrom?.certificateArn === certificateArn ? { cameFrom } : {};
}
