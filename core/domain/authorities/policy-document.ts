import type { Fact } from '../fact.ts';

/** A resource policy's statement with its lists made lists; members that can't be read are kept apart, not dropped. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  /** AWS principals: account ids, ARNs or `*`. */
  readonly principals: readonly string[];
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** operator → key → values, e.g. StringEquals → acm-pca:TemplateArn → [arn]. */
  readonly conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** Members whose meaning isn't known here (NotAction, a malformed Condition …): the statement can then not be judged. */
  readonly beyond: readonly string[];
}

const JUDGED = new Set(['Sid', 'Effect', 'Principal', 'Action', 'Resource', 'Condition']);

/**
 * Reads an IAM resource policy's JSON text.
 * @returns undefined where the text is no policy document at all
 */
export function parsePolicyDocument(text: string): readonly Statement[] | undefined {
  const document = parseObject(text);
  if (document === undefined || document.Statement === undefined) return undefined;
  const statements = asList(document.Statement);
  return statements.every(isRecord) ? statements.map(readStatement) : undefined;
}

/** The accounts that a CA's policy names as principals of Allow statements, each once; none where it can't be read. */
export function accountsNamed(policy: Fact<string | undefined>): readonly string[] {
  const statements = (policy.known && parsePolicyDocument(policy.value ?? '')) || [];
  const principals = statements.filter(({ effect }) => effect === 'Allow').flatMap((statement) => statement.principals);
  return [...new Set(principals.flatMap((principal) => accountOf(principal) ?? []))];
}

/** The account of a principal: itself, or that of `arn:aws:iam::<account>:…`. */
export function accountOf(principal: string): string | undefined {
  if (/^\d{12}$/.test(principal)) return principal;
  return /^arn:[a-z-]+:(?:iam|sts)::(\d{12}):/.exec(principal)?.[1];
}

function readStatement(raw: Record<string, unknown>): Statement {
  const principal = raw.Principal;
  const beyond = Object.keys(raw).filter((member) => !JUDGED.has(member));
  if (raw.Effect !== 'Allow' && raw.Effect !== 'Deny') beyond.push('Effect');
  if (!areConditions(raw.Condition)) beyond.push('Condition');
  return {
    effect: raw.Effect === 'Deny' ? 'Deny' : 'Allow',
    principals: isRecord(principal) ? texts(principal.AWS) : texts(principal),
    actions: texts(raw.Action),
    resources: texts(raw.Resource),
    conditions: readConditions(raw.Condition),
    beyond,
  };
}

const areConditions = (raw: unknown): boolean =>
  raw === undefined || (isRecord(raw) && Object.values(raw).every(isRecord));

function readConditions(raw: unknown): Statement['conditions'] {
  if (!isRecord(raw)) return {};
  const keysOf = (keys: unknown): Record<string, readonly string[]> =>
    isRecord(keys) ? Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, texts(values)])) : {};
  return Object.fromEntries(Object.entries(raw).map(([operator, keys]) => [operator, keysOf(keys)]));
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined; // not JSON: the caller says that the policy can't be read
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const asList = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

const texts = (value: unknown): readonly string[] => asList(value).filter((item) => typeof item === 'string');
