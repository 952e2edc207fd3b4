import { howToRoute, isHeldByAcm, type ChoosingFacts } from './choosing-facts.ts';
import { STRATEGIES, type Strategy } from './strategy.ts';

export const ROUTE_SECRET_MISSING =
  'the route names no secret to deliver to: npx renewguard route set <certificate> --secret <name>, or the tag renewguard:secret';

/** Something that a strategy can't get over. */
interface Obstacle {
  readonly stands: (facts: ChoosingFacts) => boolean;
  /** What stands in the way, and what to do about it. */
  readonly message: (facts: ChoosingFacts) => string;
}

const OWN_CERTIFICATE_OF_A_CA: Obstacle = {
  stands: ({ certificate }) => certificate.isAuthority === true,
  message: ({ certificate }) =>
    `${certificate.arn} is a CA's own certificate: whoever runs the CA renews it (ImportCertificateAuthorityCertificate)`,
};

const NO_SECRET: Obstacle = {
  stands: ({ route }) => route.secret === undefined,
  message: () => ROUTE_SECRET_MISSING,
};

const NOT_IMPORTED: Obstacle = {
  stands: ({ certificate }) => certificate.kind !== 'imported',
  message: ({ certificate }) =>
    `${certificate.arn} was not imported into ACM (it is ${certificate.kind}): nothing can be imported into its ARN`,
};

/** ACM exports what it made itself; which public certificates may be exported, it tells when asked to (service-facts 2.2). */
const NOT_EXPORTABLE: Obstacle = {
  stands: (facts) => !isHeldByAcm(facts),
  message: (facts) =>
    `${facts.certificate.arn} is ${facts.certificate.kind}: ACM exports only private certificates, and public ones made ` +
    `exportable. What fits is ${howToRoute(facts, 'secret')}`,
};

/** Publishing what is in ACM replaces nothing where ACM has nothing newer. */
const NOT_RENEWED: Obstacle = {
  stands: ({ certificate: { status, renewal } }) =>
    status !== 'ISSUED' || (renewal.known && renewal.value?.status === 'FAILED'),
  message: (facts) =>
    `ACM has no valid or no newer certificate in ${facts.certificate.arn} that could be exported. What fits is ${howToRoute(facts, 'secret')}`,
};

const NO_CSR: Obstacle = {
  stands: ({ route, recordedCsr }) => route.csr === undefined && recordedCsr !== true,
  message: ({ certificate }) =>
    `no CSR of the device is known for ${certificate.arn}: npx renewguard reissue ${certificate.arn} --strategy same-key --csr <file>`,
};

const KEY_NOT_ON_A_DEVICE: Obstacle = {
  stands: isHeldByAcm,
  message: (facts) =>
    `ACM holds the key of ${facts.certificate.arn}, no device does: ${howToRoute(facts, 'export')} brings it to a host`,
};

const ACM_MAY_NOT_RENEW: Obstacle = {
  stands: ({ verdictOfAuthority }) => verdictOfAuthority !== 'granted',
  message: ({ certificate: { arn }, verdictOfAuthority }) =>
    ({
      missing: `the CA does not let ACM renew: a certificate requested through ACM would end unrenewed. Mend it first: npx renewguard explain ${arn}`,
      undeterminable: `whether the CA lets ACM renew could not be determined; npx renewguard explain ${arn} tells what AWS did not tell`,
      unknown: `no CA is known that ACM could request from: npx renewguard route set ${arn} --authority <ARN of the CA>`,
    })[verdictOfAuthority === 'granted' ? 'unknown' : (verdictOfAuthority ?? 'unknown')],
};

/** Whether the CA can issue is judged when it is asked (AuthorityCannotIssue): it may be mended any moment. */
const OBSTACLES: Readonly<Record<Strategy, readonly Obstacle[]>> = {
  'acm-managed': [OWN_CERTIFICATE_OF_A_CA, ACM_MAY_NOT_RENEW],
  'acm-import': [OWN_CERTIFICATE_OF_A_CA, NOT_IMPORTED],
  secret: [OWN_CERTIFICATE_OF_A_CA, NO_SECRET],
  'same-key': [OWN_CERTIFICATE_OF_A_CA, KEY_NOT_ON_A_DEVICE, NO_CSR],
  export: [OWN_CERTIFICATE_OF_A_CA, NOT_EXPORTABLE, NOT_RENEWED, NO_SECRET],
  notify: [],
};

/** Why a strategy can't be used for a certificate, for people; undefined: it can. */
export function obstacleTo(strategy: Strategy, facts: ChoosingFacts): string | undefined {
  if (!STRATEGIES.includes(strategy)) return `there is no strategy of that name; there are ${STRATEGIES.join(', ')}`;
  return OBSTACLES[strategy].find(({ stands }) => stands(facts))?.message(facts);
}
