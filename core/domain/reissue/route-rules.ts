import { parseAuthorityArn } from '../arn.ts';
import { isEndpoint } from './endpoint.ts';
import { STRATEGIES, type Strategy } from './strategy.ts';
import type { Route } from './route.ts';

/** What a value must be, and how to say so. */
export interface Rule<Value> {
  /** For a person; the sentence goes on after "expected". */
  readonly expected: string;
  readonly holds: (value: unknown) => value is Value;
}

/** The members of a route that are not made of parts. */
type Plain = Omit<Route, 'windows' | 'freezes'>;

type Rules = { readonly [Member in keyof Plain]-?: Rule<NonNullable<Plain[Member]>> };

/** Secrets Manager's names; an ARN ends with six characters more. */
const SECRET_NAME = /^[A-Za-z0-9/_+=.@-]{1,512}$/;
const SECRET_ARN = /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:([A-Za-z0-9/_+=.@-]{1,519})$/;

/** Secrets under this prefix are RenewGuard's own: temporary ones among them are deleted. */
const RESERVED = 'renewguard/';
/** … but those stay in which certificates are published: each replacement goes where the one before it went. */
const PUBLISHED = `${RESERVED}published/`;

/** Template ARNs have neither region nor account (service-facts 1.1). Those that make a CA of its holder are for nobody here. */
const TEMPLATE = /^arn:aws[a-z-]*:acm-pca:::template\/(?![A-Za-z]*CACertificate)[A-Za-z0-9_]{1,100}\/V\d{1,3}$/;

/** One request, nothing before or after it. */
const CSR =
  /^\s*-----BEGIN (NEW )?CERTIFICATE REQUEST-----[A-Za-z0-9+/=\s]+-----END (NEW )?CERTIFICATE REQUEST-----\s*$/;
const LONGEST_CSR = 16_384;

/** What each member of a route must be, whether it came as a tag, as JSON or from the command line. */
export const ROUTE_RULES: Rules = {
  strategy: {
    expected: `one of ${STRATEGIES.join(', ')}`,
    holds: (value): value is Strategy => (STRATEGIES as readonly unknown[]).includes(value),
  },
  secret: text(`the name or ARN of a secret, not under ${RESERVED}`, isSecret),
  authority: text('the ARN of a certificate authority', isAuthority),
  endpoint: text('host:port', isEndpoint),
  hostReports: flag(),
  proofMinutes: whole(1, 10_080, 'minutes'),
  revokeAfterDays: whole(0, 3650, 'days'),
  approval: flag(),
  overrideDays: whole(0, 365, 'days'),
  renewAtShare: {
    expected: 'a share of the lifetime, more than 0.1 and at most 0.95',
    holds: (value): value is number => typeof value === 'number' && value > 0.1 && value <= 0.95,
  },
  csr: text(
    'one certificate signing request, PEM, of at most 16 KB',
    (csr) => csr.length <= LONGEST_CSR && CSR.test(csr),
  ),
  template: text('the ARN of a template for end entities, arn:aws:acm-pca:::template/<name>/V1', (arn) =>
    TEMPLATE.test(arn),
  ),
};

function text(expected: string, fits: (text: string) => boolean): Rule<string> {
  return { expected, holds: (value): value is string => typeof value === 'string' && fits(value) };
}

function flag(): Rule<boolean> {
  return { expected: 'true or false', holds: (value): value is boolean => typeof value === 'boolean' };
}

function whole(least: number, most: number, unit: string): Rule<number> {
  const holds = (value: unknown): value is number =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
  return { expected: `whole ${unit} from ${least} to ${most}`, holds };
}

function isSecret(secret: string): boolean {
  const name = SECRET_NAME.test(secret) ? secret : SECRET_ARN.exec(secret)?.[1];
  return name !== undefined && (!name.startsWith(RESERVED) || name.startsWith(PUBLISHED));
}

function isAuthority(arn: string): boolean {
  try {
    return parseAuthorityArn(arn).arn === arn;
  } catch {
    return false; // which part is wrong matters less than where it stands
  }
}
