import { isAccountId, parseAuthorityArn, type AccountId } from '../arn.ts';
import { InvalidInput } from '../invalid-input.ts';
import { at, isPlainText, memberIn, membersIn } from '../members.ts';

/** Whose certificates are that no tag tells of: what a rule says holds where all its conditions do. */
export interface OwnerRule {
  readonly account?: AccountId;
  /** A domain: the name itself, and all below it. Lower case. */
  readonly nameSuffix?: string;
  readonly authority?: string;
  readonly owner?: string;
  readonly businessUnit?: string;
}

/** The mapping file: the first rule that fits and says anything decides. */
export interface OwnerMapping {
  readonly rules: readonly OwnerRule[];
}

/** What a rule is asked about. */
export interface Mapped {
  readonly account: AccountId;
  readonly authorityArn?: string;
  readonly names: readonly string[];
}

/** The longest name of an owner or a business unit: as the value of a tag (AWS Tagging reference). */
export const LONGEST_OWNER = 256;

/** Each certificate is compared with each rule. */
const MOST_RULES = 2000;

const CONDITIONS = ['account', 'nameSuffix', 'authority'] as const;
const ANSWERS = ['owner', 'businessUnit'] as const;

const EXPECTED_NAME = `a name of at most ${LONGEST_OWNER} characters`;
const EXPECTED_DOMAIN = 'a domain, payments.example.com: it and all names below it';
const DOMAIN = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/i;

/**
 * Reads the mapping file: `{"rules": [{"account": "111122223333", "nameSuffix": "payments.example.com",
 * "authority": "arn:…", "owner": "payments", "businessUnit": "Retail"}]}`.
 * @param file what it is called, for the errors
 * @throws InvalidInput naming the rule and the member that is wrong
 */
export function parseOwnerMapping(text: string, file = 'owner mapping'): OwnerMapping {
  const { rules } = membersIn(jsonIn(text, file), file, 'an owner mapping', ['rules']);
  const field = `${file}.rules`;
  if (!Array.isArray(rules)) throw new InvalidInput(field, 'a list of rules', rules);
  if (rules.length > MOST_RULES) throw new InvalidInput(field, `at most ${MOST_RULES} rules`, `${rules.length} rules`);
  return { rules: rules.map((rule: unknown, index) => ruleIn(rule, `${field}.${index}`)) };
}

/** What the first rule that fits says; undefined where none says anything. */
export const mapped = ({ rules }: OwnerMapping, what: 'owner' | 'businessUnit', about: Mapped): string | undefined =>
  rules.find((rule) => rule[what] !== undefined && fits(rule, about))?.[what];

function fits({ account, nameSuffix, authority }: OwnerRule, about: Mapped): boolean {
  if (account !== undefined && account !== about.account) return false;
  if (authority !== undefined && authority !== about.authorityArn) return false;
  return nameSuffix === undefined || about.names.some((name) => isBelow(name.toLowerCase(), nameSuffix));
}

const isBelow = (name: string, domain: string): boolean => name === domain || name.endsWith(`.${domain}`);

function ruleIn(value: unknown, field: string): OwnerRule {
  const members = membersIn(value, field, 'a rule', [...CONDITIONS, ...ANSWERS]);
  const suffix = memberIn(members, field, 'nameSuffix', EXPECTED_DOMAIN, isDomain);
  const authority = members['authority'];
  const rule = withoutUndefined({
    account: memberIn(members, field, 'account', 'an account of twelve digits', isAccount),
    nameSuffix: suffix?.toLowerCase(),
    authority: authority === undefined ? undefined : parseAuthorityArn(authority, at(field, 'authority')).arn,
    owner: memberIn(members, field, 'owner', EXPECTED_NAME, isPlainText(LONGEST_OWNER))?.trim(),
    businessUnit: memberIn(members, field, 'businessUnit', EXPECTED_NAME, isPlainText(LONGEST_OWNER))?.trim(),
  });
  if (!CONDITIONS.some((name) => name in rule))
    throw new InvalidInput(field, `at least one of ${CONDITIONS.join(', ')}`, value);
  if (!ANSWERS.some((name) => name in rule)) throw new InvalidInput(field, `${ANSWERS.join(' or ')}, or both`, value);
  return rule;
}

function jsonIn(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new InvalidInput(file, 'JSON: {"rules": [{"account": "111122223333", "owner": "payments"}]}', text);
  }
}

const isAccount = (value: unknown): value is AccountId => typeof value === 'string' && isAccountId(value);

const isDomain = (value: unknown): value is string => typeof value === 'string' && DOMAIN.test(value);

function withoutUndefined<T extends object>(value: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T;
}
