import type { AccountId } from '../arn.ts';
import { printable } from '../printable.ts';
import { LONGEST_OWNER, mapped, type Mapped, type OwnerMapping } from './owner-mapping.ts';

/** Whose a certificate is, and what tells so; the first that tells anything decides. */
export const OWNER_SOURCES = [
  'certificate tags',
  'authority tags',
  'account tags',
  'reported requester',
  'mapping file',
] as const;

export type OwnerSource = (typeof OWNER_SOURCES)[number];

export interface Owner {
  readonly name: string;
  readonly from: OwnerSource;
}

type Tags = Readonly<Record<string, string>>;

/** What may tell whose a certificate is; what could not be read is absent, and tells nothing. */
export interface OwnerFacts {
  readonly account: AccountId;
  readonly authorityArn?: string;
  readonly names: readonly string[];
  readonly certificateTags?: Tags;
  readonly authorityTags?: Tags;
  readonly accountTags?: Tags;
  /** Who asked for it, as a record told: the ARN of a caller, or a service. */
  readonly reportedRequester?: string;
  readonly mapping?: OwnerMapping;
}

/** The tags that name an owner; of several, the first. */
export const OWNER_TAGS = ['renewguard:owner', 'Owner', 'owner'] as const;

/** The tags that name a business unit; of several, the first. */
export const BUSINESS_UNIT_TAGS = ['renewguard:business-unit', 'BusinessUnit', 'business-unit'] as const;

/** Whose a certificate is; undefined where nothing tells. */
export function ownerOf(facts: OwnerFacts): Owner | undefined {
  const told: Record<OwnerSource, string | undefined> = {
    'certificate tags': taggedWith(facts.certificateTags, OWNER_TAGS),
    'authority tags': taggedWith(facts.authorityTags, OWNER_TAGS),
    'account tags': taggedWith(facts.accountTags, OWNER_TAGS),
    'reported requester': requesterNamed(facts.reportedRequester),
    'mapping file': inMapping(facts, 'owner'),
  };
  for (const from of OWNER_SOURCES) {
    const name = told[from];
    if (name !== undefined) return { name, from };
  }
  return undefined;
}

/**
 * The business unit: as for the owner, but that a requester tells none.
 * @param byDefault what the scope says of all its certificates
 */
export const businessUnitOf = (facts: OwnerFacts, byDefault?: string): string | undefined =>
  taggedWith(facts.certificateTags, BUSINESS_UNIT_TAGS) ??
  taggedWith(facts.authorityTags, BUSINESS_UNIT_TAGS) ??
  taggedWith(facts.accountTags, BUSINESS_UNIT_TAGS) ??
  inMapping(facts, 'businessUnit') ??
  byDefault;

function taggedWith(tags: Tags = {}, keys: readonly string[]): string | undefined {
  const values = keys.map((key) => (Object.hasOwn(tags, key) ? named(tags[key]) : undefined));
  return values.find((value) => value !== undefined);
}

/** A tag may be empty: then it says nothing. */
function named(value = ''): string | undefined {
  const name = printable(value.trim()).slice(0, LONGEST_OWNER);
  return name === '' ? undefined : name;
}

const SESSION = /^(arn:[^:]*:sts::\d{12}:assumed-role\/([^/]+))\/(.+)$/;

/** Roles of IAM Identity Center: their sessions are called as the person is (IAM Identity Center user guide). */
const OF_A_PERSON = 'AWSReservedSSO_';

/** Whether a service asked. The name of a session may end as a service's does: an ARN is none. */
export const isService = (requester: string): boolean => /^[a-z0-9.-]+\.amazonaws\.com$/.test(requester);

/**
 * A pipeline makes up another name for each of its sessions: its role is who asked. A service asks for somebody, and says not
 * for whom.
 */
function requesterNamed(requester = ''): string | undefined {
  if (isService(requester)) return undefined;
  const [, role, roleName = '', session] = SESSION.exec(requester) ?? [];
  return named(roleName.startsWith(OF_A_PERSON) ? session : (role ?? requester));
}

function inMapping(facts: OwnerFacts, what: 'owner' | 'businessUnit'): string | undefined {
  const { account, authorityArn, names, mapping } = facts;
  const about: Mapped = { account, names, ...(authorityArn !== undefined && { authorityArn }) };
  return mapping && mapped(mapping, what, about);
}
